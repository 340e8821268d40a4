using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Normalization of groups of channels (dim 1) of each example by mean and variance. The result is row-major.
/// Source: <c>torch.nn.functional.group_norm</c>, <c>torch.native_group_norm</c>.
/// </summary>
internal sealed class GroupNorm : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new GroupNormOperator(
            "aten::group_norm(Tensor input, int num_groups, Tensor? weight=None, Tensor? bias=None, float eps=1.0000000000000001e-05, "
            + "bool cudnn_enabled=True) -> Tensor", "num_groups"),
        new GroupNormOperator(
            "aten::native_group_norm(Tensor input, Tensor? weight, Tensor? bias, SymInt N, SymInt C, SymInt HxW, int group, "
            + "float eps) -> (Tensor, Tensor, Tensor)", "group"),
    ];

    private sealed class GroupNormOperator(string schema, string groupArgument) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (input, groups) = (context.Tensor("input"), context.Int(groupArgument));
            if (input.Rank < 2 || !input.DType.IsFloat())
            {
                throw context.Error($"takes floats [N, C, ...], found {input}.");
            }
            if (groups < 1 || context.Refutes(SymBool.Eq(SymInt.Mod(input.Shape[1], groups), 0)))
            {
                throw context.Error($"{input.Shape[1]} channels can't be split into {groups} groups.");
            }
            Shapes.RequireVector(context, "weight", input.Shape[1]);
            Shapes.RequireVector(context, "bias", input.Shape[1]);
            if (Schema.HasArgument("HxW"))
            {
                SymInt size = 1;
                foreach (var dim in input.Shape[2..])
                {
                    size *= dim;
                }
                if (context.Refutes(SymBool.And(
                    SymBool.Eq(context.SymInt("N"), input.Shape[0]), SymBool.Eq(context.SymInt("C"), input.Shape[1]),
                    SymBool.Eq(context.SymInt("HxW"), size))))
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
