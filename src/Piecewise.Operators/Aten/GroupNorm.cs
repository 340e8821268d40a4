using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Normalization of groups of channels (dim 1) of each example by mean and variance. The result is row-major.
/// Source: <c>torch.nn.functional.group_norm</c>, <c>torch.native_group_norm</c>.
/// </summary>
internal sealed class GroupNorm : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new GroupNormOperator("aten::group_norm(Tensor input, int num_groups, Tensor? weight=None, Tensor? bias=None, float eps=1.0000000000000001e-05, bool cudnn_enabled=True) -> Tensor", "num_groups"),
        new GroupNormOperator("aten::native_group_norm(Tensor input, Tensor? weight, Tensor? bias, SymInt N, SymInt C, SymInt HxW, int group, float eps) -> (Tensor, Tensor, Tensor)", "group"),
    ];

    private sealed class GroupNormOperator(string schema, string groupArgument) : Operator(schema)
    {
        public override IEnumerable<OperatorSample> Samples => Schema.BaseName switch
        {
            "group_norm" =>
            [
                OperatorSample.Of(
                    Tensor.From(
                        [
                            1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f, 1.75f, -0.75f,
                            -1.25f, -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f
                        ], 2, 4, 3),
                    2L, Tensor.From([-0.25f, 1.25f, 0.5f, -0.75f], 4), Tensor.From([-1.25f, -1, 0.5f, 0], 4))
                    .Gives(
                        Tensor.From(
                            [
                                -1.6172048f, -0.9392883f, -1.2217535f, -0.5763022f, -0.011371821f, -2.5535586f, 1.118812f, 0.2619954f,
                                0.6428028f, -0.92821795f, 0.7854152f, 0.92821795f, -1.5531687f, -1.598644f, -1.1438909f, -1.9852983f,
                                -1.0757922f, -2.667428f, 1.0921546f, 0.10523018f, 1.1908472f, 0.888232f, -0.14803867f, 0.5921547f
                            ], 2, 4, 3)),
                OperatorSample.Of(
                    Tensor.From(
                        [
                            1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f, 1.75f, -0.75f,
                            -1.25f, -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f
                        ], 2, 4, 3),
                    4L)
                    .Gives(
                        Tensor.From(
                            [
                                1.2868382f, -1.1513815f, -0.13545664f, 0.43193194f, 0.9502502f, -1.382182f, 1.2674929f, -1.1769578f,
                                -0.09053522f, 1.4108284f, -0.6207645f, -0.790064f, 0.59299713f, 0.81537104f, -1.4083681f, -0.116246566f,
                                1.2787116f, -1.1624652f, 0.6040385f, -1.4094231f, 0.80538464f, -1.0190399f, 1.3587198f, -0.33967996f
                            ], 2, 4, 3)),
                OperatorSample.Of(Tensor.From([1.5f, 0.25f, 1.5f, 1.5f, 1.5f, -1.25f, 1.25f, -1.75f], 2, 4), 2L)
                    .Gives(Tensor.From([0.9999872f, -0.9999872f, 0, 0, 0.9999973f, -0.9999973f, 0.9999978f, -0.9999978f], 2, 4)),
                OperatorSample.Of(
                    Tensor.From(
                        [-2f, 1.25f, -1.25f, -1.75f, -0.25f, -2, -0.5f, 0.25f, 1, -1, -0.5f, -0.75f, 0.5f, 0.25f, -0.75f, 1.5f], 1, 4, 2, 2),
                    1L, Tensor.From([-0.25f, 1.25f, 0.5f, -0.75f], 4))
                    .Gives(
                        Tensor.From(
                            [
                                0.38038206f, -0.38038206f, 0.20482111f, 0.32186174f, 0.14630082f, -1.9019103f, -0.14630076f, 0.73150396f,
                                0.6437235f, -0.2926016f, -0.058520302f, -0.17556094f, -0.6144633f, -0.4389024f, 0.2633414f, -1.3167071f
                            ], 1, 4, 2, 2)),
            ],
            _ =>
            [
                OperatorSample.Of(
                    Tensor.From(
                        [
                            1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f, 1.75f, -0.75f,
                            -1.25f, -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f
                        ], 2, 4, 3),
                    Tensor.From([-0.25f, 1.25f, 0.5f, -0.75f], 4), Tensor.From([-1.25f, -1, 0.5f, 0], 4), 2L, 4L, 3L, 2L, 1e-05)
                    .Gives(
                        Value.List(
                            Tensor.From(
                                [
                                    -1.6172048f, -0.9392883f, -1.2217535f, -0.5763022f, -0.011371821f, -2.5535586f, 1.118812f, 0.2619954f,
                                    0.6428028f, -0.92821795f, 0.7854152f, 0.92821795f, -1.5531687f, -1.598644f, -1.1438909f, -1.9852983f,
                                    -1.0757922f, -2.667428f, 1.0921546f, 0.10523018f, 1.1908472f, 0.888232f, -0.14803867f, 0.5921547f
                                ], 2, 4, 3),
                            Tensor.From([-0.125f, -0.12500003f, -0.16666667f, -0.25f], 2, 2),
                            Tensor.From([0.9038886f, 0.76161474f, 0.7276049f, 0.7895396f], 2, 2))),
                OperatorSample.Of(
                    Tensor.From(
                        [
                            1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f, 1.75f, -0.75f,
                            -1.25f, -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f
                        ], 2, 4, 3),
                    Value.None, Value.None, 2L, 4L, 3L, 1L, 1e-05)
                    .Gives(
                        Value.List(
                            Tensor.From(
                                [
                                    1.3384719f, -1.1325532f, -0.10295938f, 0.30887812f, 0.72071564f, -1.1325532f, 1.3384719f, -0.5147969f,
                                    0.30887812f, 1.3384719f, -1.1325532f, -1.3384719f, 1.292016f, 1.4810916f, -0.40966362f, -0.7878146f,
                                    -0.03151259f, -1.3550411f, 1.1029406f, -0.7878146f, 1.292016f, -1.1659657f, 0.15756293f, -0.7878146f
                                ], 2, 4, 3),
                            Tensor.From([-0.12499999f, -0.20833333f], 2, 1), Tensor.From([0.82367504f, 0.75630206f], 2, 1))),
            ],
        };

        public override NodeType Infer(InferenceContext context)
        {
            var (input, groups) = (context.Tensor("input"), context.Int(groupArgument));
            if (input.Rank < 2 || !input.DType.IsFloat())
            {
                throw context.Error($"takes floats [N, C, ...], found {input}.");
            }
            if (groups < 1 || context.Shapes.Decide(SymBool.Eq(SymInt.Mod(input.Shape[1], groups), 0)) == false)
            {
                throw context.Error($"{input.Shape[1]} channels can't be split into {groups} groups.");
            }
            if (Schema.HasArgument("HxW"))
            {
                SymInt size = 1;
                foreach (var dim in input.Shape[2..])
                {
                    size *= dim;
                }
                if (context.Shapes.Decide(SymBool.And(
                    SymBool.Eq(context.SymInt("N"), input.Shape[0]), SymBool.Eq(context.SymInt("C"), input.Shape[1]), SymBool.Eq(context.SymInt("HxW"), size))) == false)
                {
                    throw context.Error($"N, C and HxW are not those of {input}.");
                }
            }
            var result = input.WithShape(input.Shape);
            var statistics = input.WithShape([input.Shape[0], groups]);
            return Schema.Results.Length == 1 ? result : new TupleType([result, statistics, statistics]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (input, groups) = (context.Tensor("input"), context.Int(groupArgument));
            var (n, c) = (input.Shape[0], input.Shape[1]);
            var perGroup = c / groups * Layout.ElementCount(input.Shape[2..]);
            var operand = Cast.To(input, Pointwise.ComputeDType(input.DType)).Contiguous();
            var (rows, mean, scale) = RowNormalization.ByDeviation(operand.View(n * groups, perGroup), context.Float("eps"));
            var result = Cast.To(
                Affine.Apply(
                    rows.View(input.Shape),
                    Affine.OverChannels(context.OptionalTensor("weight"), input.Rank),
                    Affine.OverChannels(context.OptionalTensor("bias"), input.Rank)),
                input.DType);
            return Schema.Results.Length == 1
                ? result
                : Value.List(result, Cast.To(mean, input.DType).View(n, groups), Cast.To(scale, input.DType).View(n, groups));
        }
    }
}
