using System.Collections.Immutable;
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

    private sealed class TensordotOperator() : Operator("aten::tensordot(Tensor self, Tensor other, int[] dims_self, int[] dims_other) -> Tensor")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(
                Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3),
                Tensor.From(
                    [
                        -2f, 2, 1, 2, 1.25f, -2, 1.25f, -1.25f, 1.5f, -1.5f, 0, 1.25f, 0.5f, 0, 1.25f, -1.75f, 0.5f, 0.25f, 2, -1.5f, -1,
                        -1.25f, 1, 1.75f
                    ], 2, 4, 3),
                Value.Ints(1), Value.Ints(2))
                .Gives(
                    Tensor.From(
                        [
                            3.75f, -0.4375f, -0.75f, 1.3125f, 0.8125f, 1.25f, -3.125f, 2.875f, 3.5f, -7.125f, 2.0625f, 4.375f, 1.875f,
                            2.4375f, -3.75f, 4.5625f
                        ], 2, 2, 4)),
            OperatorSample.Of(
                Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f, -1.25f, 0.75f, 2], 2, 2, 3),
                Tensor.From([-0.25f, 0.75f, -0.5f, 1.5f, -2, 0.5f, 0, 2, 0.25f, 0.25f, 0.5f, -2], 3, 2, 2), Value.Ints(0, 2),
                Value.Ints(1, 0))
                .Gives(Tensor.From([0.4375f, -3.9375f, -0.8125f, -4.4375f], 2, 2)),
            OperatorSample.Of(
                Tensor.From([-0.25f, 1.25f, 0.5f], 3), Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Value.Ints(),
                Value.Ints())
                .Gives(
                    Tensor.From(
                        [
                            0.0625f, -0.3125f, -0.1875f, 0.3125f, 0.125f, -0.5f, -0.3125f, 1.5625f, 0.9375f, -1.5625f, -0.625f, 2.5f,
                            -0.125f, 0.625f, 0.375f, -0.625f, -0.25f, 1
                        ], 3, 2, 3))
                .Showing("an outer product"),
        ];

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
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(
                Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f, -1.25f, 0.75f, 2], 2, 2, 3),
                Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3))
                .Gives(Tensor.From([-1.6875f, -1.5625f, 1.375f, -0.6875f, -2.5625f, -0.5625f, 2.75f, 5.1875f], 2, 2, 2)),
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.5f], 3), Tensor.From([-0.25f, 1.25f, 0.5f], 3)).Gives(Tensor.Scalar(1.875f)),
        ];

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
