using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Normalization over the last dims by the root of the mean square, computed in f32 for 16-bit floats and rounded once; without
/// <c>eps</c>, that dtype's machine epsilon is used. Source: <c>torch.nn.functional.rms_norm</c>, <c>torch._fused_rms_norm</c>.
/// </summary>
internal sealed class RmsNorm : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new RmsNormOperator("aten::rms_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight=None, float? eps=None) -> Tensor"),
        new RmsNormOperator("aten::_fused_rms_norm(Tensor input, int[] normalized_shape, Tensor? weight, float? eps) -> (Tensor, Tensor)"),
    ];

    private sealed class RmsNormOperator(string schema) : Operator(schema)
    {
        public override IEnumerable<OperatorSample> Samples => Schema.BaseName switch
        {
            "rms_norm" =>
            [
                OperatorSample.Of(
                    Tensor.From(
                        [
                            1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f, 1.75f, -0.75f,
                            -1.25f, -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f
                        ], 2, 3, 4),
                    Value.Ints(4), Tensor.From([-0.25f, 1.25f, 0.5f, -0.75f], 4), 1e-06)
                    .Gives(
                        Tensor.From(
                            [
                                -0.34874275f, -1.7437137f, -0.11624759f, -0.17437138f, -0.15811384f, -1.5811384f, 0.63245535f, 0.4743415f,
                                -0.04526786f, 1.3580358f, -0.5432143f, 0.9506251f, -0.27500945f, 1.6042219f, -0.27500945f, 0.68752366f,
                                0.046625227f, -1.8650091f, 0.46625227f, 0.6993784f, -0.2860387f, -1.6685592f, 0, 0.7150968f
                            ], 2, 3, 4)),
                OperatorSample.Of(Tensor.From([0.0001f, 0.0002f, 0.00029999999f, 0.0004f], 1, 4), Value.Ints(4))
                    .Gives(Tensor.From([0.22691594f, 0.45383188f, 0.6807478f, 0.90766376f], 1, 4))
                    .Showing("the default epsilon is that of f32"),
                OperatorSample.Of(
                    Cast.To(
                        Tensor.From([1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f], 3, 4), DType.BF16),
                    Value.Ints(4), Cast.To(Tensor.From([-0.25f, 1.25f, 0.5f, -0.75f], 4), DType.BF16))
                    .Gives(
                        Cast.To(
                            Tensor.From(
                                [
                                    -0.34960938f, -1.7421875f, -0.11621094f, -0.17480469f, -0.15820312f, -1.578125f, 0.6328125f,
                                    0.47460938f, -0.045166016f, 1.359375f, -0.54296875f, 0.94921875f
                                ], 3, 4),
                            DType.BF16)),
                OperatorSample.Of(
                    Cast.To(
                        Tensor.From([1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f], 3, 4), DType.F16),
                    Value.Ints(4), Value.None, 1e-05)
                    .Gives(
                        Cast.To(
                            Tensor.From(
                                [
                                    1.3945312f, -1.3945312f, -0.23254395f, 0.23254395f, 0.6323242f, -1.2646484f, 1.2646484f, -0.6323242f,
                                    0.18103027f, 1.0869141f, -1.0869141f, -1.2675781f
                                ], 3, 4),
                            DType.F16)),
                OperatorSample.Of(
                    Tensor.From(
                        [
                            1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f, 1.75f, -0.75f,
                            -1.25f, -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f
                        ], 2, 3, 4),
                    Value.Ints(3, 4))
                    .Gives(
                        Tensor.From(
                            [
                                1.2290196f, -1.2290196f, -0.2048366f, 0.2048366f, 0.6145098f, -1.2290196f, 1.2290196f, -0.6145098f,
                                0.2048366f, 1.2290196f, -1.2290196f, -1.4338562f, 1.120631f, 1.3074027f, -0.5603155f, -0.9338591f,
                                -0.18677182f, -1.4941746f, 0.9338591f, -0.9338591f, 1.120631f, -1.3074027f, 0, -0.9338591f
                            ], 2, 3, 4)),
                OperatorSample.Of(
                    Tensor.From(
                        [
                            1.5000000000000002e-09, -1.5000000000000002e-09, -2.5e-10, 2.5e-10, 7.500000000000001e-10,
                            -1.5000000000000002e-09, 1.5000000000000002e-09, -7.500000000000001e-10, 2.5e-10, 1.5000000000000002e-09,
                            -1.5000000000000002e-09, -1.7500000000000002e-09
                        ], 3, 4),
                    Value.Ints(4))
                    .Gives(
                        Tensor.From(
                            [
                                0.10040222382721166, -0.10040222382721166, -0.01673370397120194, 0.01673370397120194, 0.05017302119472011,
                                -0.10034604238944023, 0.10034604238944023, -0.05017302119472011, 0.016705660311412168, 0.100233961868473,
                                -0.100233961868473, -0.11693962217988517
                            ], 3, 4)),
                OperatorSample.Of(
                    Tensor.From(
                        [
                            1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f, 1.75f, -0.75f,
                            -1.25f, -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f
                        ], 3, 4, 2)
                        .AsStrided([2, 3, 4], [1, 8, 2], 0),
                    Value.Ints(4))
                    .Gives(
                        Tensor.From(
                            [
                                1.3251783f, -0.22086304f, 0.66258913f, 1.3251783f, 0.22086304f, -1.3251783f, 1.3251783f, -0.66258913f,
                                -0.25400025f, 1.2700012f, 1.5240015f, 0, -1.3251783f, 0.22086304f, -1.3251783f, -0.66258913f, 0.9516619f,
                                -1.1102722f, 1.1102722f, -0.7930516f, -1.2532167f, -0.78326046f, -1.0965647f, -0.78326046f
                            ], 2, 3, 4)),
            ],
            _ =>
            [
                OperatorSample.Of(
                    Tensor.From(
                        [
                            1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f, 1.75f, -0.75f,
                            -1.25f, -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f
                        ], 2, 3, 4),
                    Value.Ints(4), Tensor.From([-0.25f, 1.25f, 0.5f, -0.75f], 4), 1e-05)
                    .Gives(
                        Value.List(
                            Tensor.From(
                                [
                                    -0.3487414f, -1.7437071f, -0.11624713f, -0.1743707f, -0.15811332f, -1.5811331f, 0.63245326f,
                                    0.47433996f, -0.045267753f, 1.3580325f, -0.543213f, 0.9506228f, -0.2750088f, 1.6042179f, -0.2750088f,
                                    0.68752193f, 0.04662511f, -1.8650044f, 0.4662511f, 0.69937664f, -0.28603795f, -1.6685547f, 0,
                                    0.71509486f
                                ], 2, 3, 4),
                            Tensor.From([0.92997706f, 0.843271f, 0.72428405f, 0.7333568f, 0.7460018f, 0.76276785f], 2, 3, 1))),
                OperatorSample.Of(
                    Cast.To(
                        Tensor.From([1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f], 3, 4), DType.BF16),
                    Value.Ints(4), Value.None, Value.None)
                    .Gives(
                        Value.List(
                            Cast.To(
                                Tensor.From(
                                    [
                                        1.3984375f, -1.3984375f, -0.23242188f, 0.23242188f, 0.6328125f, -1.265625f, 1.265625f, -0.6328125f,
                                        0.18066406f, 1.0859375f, -1.0859375f, -1.265625f
                                    ], 3, 4),
                                DType.BF16),
                            Tensor.From([0.9299811f, 0.843274f, 0.72428596f], 3, 1))),
            ],
        };

        public override NodeType Infer(InferenceContext context)
        {
            var input = context.Tensor("input");
            var kept = NormalizedDims.Check(context, input, context.SymInts("normalized_shape"));
            Shapes.RequireShape(context, "weight", input.Shape[kept..]);
            var result = input.WithShape(input.Shape);
            ImmutableArray<SymInt> statistics = [.. input.Shape[..kept], .. Enumerable.Repeat((SymInt)1, input.Rank - kept)];
            return Schema.Results.Length == 1
                ? result
                : new TupleType([result, new TensorType(Pointwise.ComputeDType(input.DType), statistics, device: input.Device)]);
        }

        public override LoopForm? Loops(InferenceContext context)
        {
            var input = context.Tensor("input");
            var given = context.IsNone("eps") ? DefaultEpsilon(Pointwise.ComputeDType(input.DType)) : KernelCalls.Number(context, "eps");
            if (given is not { } epsilon)
            {
                return null;
            }
            var form = NormForms.ByRootMeanSquare(context, "input", input.Rank - context.SymInts("normalized_shape").Length, epsilon, "weight");
            return Schema.Results.Length == 1 ? form with { Results = [form.Results[0]] } : form;
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var input = context.Tensor("input");
            var kept = input.Rank - context.Ints("normalized_shape").Length;
            var rows = NormalizedDims.ToRows(input, kept);
            var eps = context.OptionalFloat("eps") ?? DefaultEpsilon(rows.DType);
            var (normalized, scale) = RowNormalization.ByRootMeanSquare(rows, eps);
            var result = Cast.To(Affine.Apply(normalized.View(input.Shape), context.OptionalTensor("weight"), null), input.DType);
            long[] statistics = [.. input.Shape[..kept], .. Enumerable.Repeat(1L, input.Rank - kept)];
            return Schema.Results.Length == 1 ? result : Value.List(result, scale.View(statistics));
        }

        private static double DefaultEpsilon(DType compute) => compute == DType.F32 ? Math.ScaleB(1, -23) : Math.ScaleB(1, -52);
    }
}
