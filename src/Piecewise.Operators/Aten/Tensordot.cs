using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// A product summed over pairs of dims; what is left of each operand keeps its order. The result is row-major.
/// Source: <c>torch.tensordot</c>, <c>torch.inner</c>.
/// </summary>
internal sealed class Tensordot : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new TensordotOperator(), new InnerOperator()];

    private static Tensor Contract(Tensor x, int[] xDims, Tensor y, int[] yDims)
    {
        int[] xKept = [.. Enumerable.Range(0, x.Rank).Except(xDims)];
        int[] yKept = [.. Enumerable.Range(0, y.Rank).Except(yDims)];
        var (left, right) = (Permute(x, [.. xKept, .. xDims]), Permute(y, [.. yDims, .. yKept]));
        var inner = Layout.ElementCount(left.Shape[xKept.Length..]);
        var product = Products.Rounded(
            left.Contiguous().View(Layout.ElementCount(left.Shape[..xKept.Length]), inner),
            right.Contiguous().View(inner, Layout.ElementCount(right.Shape[yDims.Length..])));
        return product.View([.. left.Shape[..xKept.Length], .. right.Shape[yDims.Length..]]);
    }

    private static Tensor Permute(Tensor x, int[] order)
    {
        var (shape, strides) = (x.Shape.ToArray(), x.Strides.ToArray());
        return x.AsStrided([.. order.Select(d => shape[d])], [.. order.Select(d => strides[d])], x.Offset);
    }

    private static TensorType Infer(InferenceContext context, TensorType x, int[] xDims, TensorType y, int[] yDims)
    {
        Products.RequireSame(context, x, y);
        if (xDims.Length != yDims.Length)
        {
            throw context.Error($"{xDims.Length} dims can't be paired with {yDims.Length}.");
        }
        if (xDims.Distinct().Count() != xDims.Length || yDims.Distinct().Count() != yDims.Length)
        {
            throw context.Error("a dim is paired twice.");
        }
        for (var i = 0; i < xDims.Length; i++)
        {
            Products.RequireEqual(context, x.Shape[xDims[i]], y.Shape[yDims[i]], x, y);
        }
        IEnumerable<SymInt> left = Enumerable.Range(0, x.Rank).Except(xDims).Select(d => x.Shape[d]);
        IEnumerable<SymInt> right = Enumerable.Range(0, y.Rank).Except(yDims).Select(d => y.Shape[d]);
        return new TensorType(x.DType, [.. left, .. right], device: x.Device);
    }

    private sealed class TensordotOperator()
        : Operator("aten::tensordot(Tensor self, Tensor other, int[] dims_self, int[] dims_other) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (x, y) = (context.Tensor("self"), context.Tensor("other"));
            return Tensordot.Infer(
                context,
                x, [.. context.Ints("dims_self").Select(d => context.NormalizeDim(d, x.Rank))],
                y, [.. context.Ints("dims_other").Select(d => context.NormalizeDim(d, y.Rank))]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (x, y) = (context.Tensor("self"), context.Tensor("other"));
            return Contract(
                x, [.. context.Ints("dims_self").Select(d => context.NormalizeDim(d, x.Rank))],
                y, [.. context.Ints("dims_other").Select(d => context.NormalizeDim(d, y.Rank))]);
        }
    }

    private sealed class InnerOperator() : Operator("aten::inner(Tensor self, Tensor other) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (x, y) = (context.Tensor("self"), context.Tensor("other"));
            return x.Rank == 0 || y.Rank == 0
                ? throw context.Error($"takes no tensors of rank 0, found {x} and {y}; multiply them.")
                : Tensordot.Infer(context, x, [x.Rank - 1], y, [y.Rank - 1]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (x, y) = (context.Tensor("self"), context.Tensor("other"));
            return Contract(x, [x.Rank - 1], y, [y.Rank - 1]);
        }
    }
}
