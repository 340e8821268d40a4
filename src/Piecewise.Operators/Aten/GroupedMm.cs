using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// One matrix product per group: <c>offs</c> holds where each group ends in the dim that the groups share. A matrix of rank 2 is cut at
/// the offsets, one of rank 3 has a matrix per group. Rows after the last offset, which PyTorch leaves unset, are 0.
/// Source: <c>torch._grouped_mm</c>.
/// </summary>
internal sealed class GroupedMm : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new GroupedMmOperator()];

    /// <summary>Products of consecutive rows of one matrix with a matrix of their own each.</summary>
    /// <param name="rows">[s, k].</param>
    /// <param name="matrices">[groups, k, n].</param>
    /// <param name="ends">For each group, where its rows end.</param>
    /// <returns>[s, n], row-major.</returns>
    internal static Tensor OfRows(Tensor rows, Tensor matrices, ReadOnlySpan<long> ends)
    {
        var result = Tensor.Zeros(rows.DType, rows.Shape[0], matrices.Shape[2]);
        long start = 0;
        for (var group = 0; group < ends.Length; group++)
        {
            var count = ends[group] - start;
            if (count > 0)
            {
                Slice(result, 0, start, count).CopyFrom(MatMul.Batched(Slice(rows, 0, start, count), Matrix(matrices, group)));
                start = ends[group];
            }
        }
        return result;
    }

    private static Tensor Slice(Tensor x, int dim, long start, long count)
    {
        var shape = x.Shape.ToArray();
        shape[dim] = count;
        return x.AsStrided(shape, x.Strides, x.Offset + (start * x.Strides[dim]));
    }

    private static Tensor Matrix(Tensor x, int index) => x.AsStrided(x.Shape[1..], x.Strides[1..], x.Offset + (index * x.Strides[0]));

    private sealed class GroupedMmOperator() : Operator(
        "aten::_grouped_mm(Tensor self, Tensor mat2, Tensor? offs=None, Tensor? bias=None, ScalarType? out_dtype=None) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (x, y, offs) = (context.Tensor("self"), context.Tensor("mat2"), context.OptionalTensor("offs"));
            Products.RequireSame(context, x, y);
            if (x.Rank is not (2 or 3) || y.Rank is not (2 or 3) || (offs is null) != (x.Rank == 3 && y.Rank == 3))
            {
                throw context.Error($"takes matrices or batches of them, with offsets unless both are batches, found {x} and {y}.");
            }
            if (!context.IsNone("bias") || (context.OptionalDType("out_dtype") is { } dtype && dtype != x.DType))
            {
                throw context.Error("has neither a bias nor another result dtype, as in PyTorch.");
            }
            Products.RequireEqual(context, x.Shape[^1], y.Shape[^2], x, y);
            if (x.Rank == 3 && y.Rank == 3)
            {
                Products.RequireEqual(context, x.Shape[0], y.Shape[0], x, y);
            }
            else
            {
                Products.RequireRank(context, offs!, 1);
                if (x.Rank != y.Rank)
                {
                    var batches = x.Rank == 3 ? x : y;
                    Products.RequireEqual(context, offs!.Shape[0], batches.Shape[0], offs, batches);
                }
            }
            ImmutableArray<SymInt> groups = x.Rank == 3 ? [x.Shape[0]] : [offs!.Shape[0]];
            ImmutableArray<SymInt> matrix = [x.Shape[^2], y.Shape[^1]];
            return x.WithShape(x.Rank == y.Rank ? [.. groups, .. matrix] : matrix);
        }

        public override KernelCall? DirectKernel(InferenceContext context) =>
            context.IsNone("offs") ? ProductKernelCalls.Product(context, "self", "mat2")
                : ProductKernelCalls.Groups(context, "self", "mat2", "offs");

        public override Value Evaluate(EvaluationContext context)
        {
            var (x, y, offs) = (context.Tensor("self"), context.Tensor("mat2"), context.OptionalTensor("offs"));
            if (offs is null)
            {
                return MatMul.Batched(x, y);
            }
            var ends = Cast.To(offs, DType.I64).ToArray<long>();
            if (x.Rank == 2 && y.Rank == 3)
            {
                return ends.FirstOrDefault(end => end > x.Shape[0]) is var beyond and not 0
                    ? throw context.Error($"a group of rows ends at {beyond}, after the last of {x.Shape[0]} rows.")
                    : OfRows(x, y, ends);
            }
            var result = x.Rank == 3 ? Tensor.Zeros(x.DType, x.Shape[1], y.Shape[1])
                : Tensor.Zeros(x.DType, ends.Length, x.Shape[0], y.Shape[1]);
            long start = 0;
            for (var group = 0; group < ends.Length; group++)
            {
                var count = ends[group] - start;
                if (x.Rank == 3)
                {
                    Slice(result, 1, start, count).CopyFrom(MatMul.Batched(Matrix(x, group), Slice(y, 1, start, count)));
                }
                else
                {
                    Matrix(result, group).CopyFrom(MatMul.Batched(Slice(x, 1, start, count), Slice(y, 0, start, count)));
                }
                start = ends[group];
            }
            return result;
        }
    }
}
