using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Elements along a dim, one for each place of an index tensor. Source: <c>torch.gather</c>, <c>torch.take_along_dim</c>.
/// </summary>
internal sealed class Gather : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new GatherOperator(), new TakeAlongDimOperator()];

    /// <summary>Rejects an index tensor that is larger than the one it names elements of, the dim aside.</summary>
    internal static void CheckIndex(InferenceContext context, TensorType self, TensorType index, int? dim)
    {
        if (Math.Max(self.Rank, 1) != Math.Max(index.Rank, 1))
        {
            throw context.Error($"the index {index} does not have as many dims as {self}.");
        }
        for (var i = 0; i < Math.Min(index.Rank, self.Rank); i++)
        {
            if (i != dim && context.Refutes(
                SymBool.Or([SymBool.Le(index.Shape[i], self.Shape[i]), .. index.Shape.Select(s => SymBool.Eq(s, 0))])))
            {
                throw context.Error($"size {index.Shape[i]} of dim {i} of the index {index} is larger than that of {self}.");
            }
        }
    }

    private sealed class GatherOperator()
        : Operator("aten::gather(Tensor self, int dim, Tensor index, *, bool sparse_grad=False) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (self, index) = (context.Tensor("self"), context.Tensor("index"));
            CheckIndex(context, self, index, context.NormalizeDim(context.Int("dim"), self.Rank));
            return self.WithShape(index.Shape);
        }

        public override KernelCall? DirectKernel(InferenceContext context) =>
            IndexKernelCalls.Gather(context, "self", context.NormalizeDim(context.Int("dim"), context.Tensor("self").Rank), "index");

        public override Value Evaluate(EvaluationContext context)
        {
            var (self, index) = (context.Tensor("self"), context.Tensor("index"));
            var result = Results.Allocate(context);
            if (index.ElementCount > 0)
            {
                Indexing.AlongDim(context, self, context.NormalizeDim(context.Int("dim"), self.Rank), index)
                    .CopyTo(result.Rank == 0 ? result.Unsqueeze(0) : result);
            }
            return result;
        }
    }

    private sealed class TakeAlongDimOperator() : Operator("aten::take_along_dim(Tensor self, Tensor indices, int? dim=None) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (self, indices) = (context.Tensor("self"), context.Tensor("indices"));
            if (context.OptionalInt("dim") is not { } given)
            {
                return self.WithShape([indices.ElementCount]);
            }
            if (self.Rank != indices.Rank)
            {
                throw context.Error($"the indices {indices} do not have as many dims as {self}.");
            }
            var dim = context.NormalizeDim(given, self.Rank);
            return self.WithShape(self.Rank == 0 ? [] : Others(context, self.Shape, indices.Shape, dim).SetItem(dim, indices.Shape[dim]));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (self, indices) = (context.Tensor("self"), context.Tensor("indices"));
            var result = Results.Allocate(context);
            var dim = 0;
            if (context.OptionalInt("dim") is { } given)
            {
                dim = context.NormalizeDim(given, self.Rank);
                long[] shape = [.. result.Shape];
                indices = indices.Broadcast(shape);
                if (self.Rank > 0)
                {
                    shape[dim] = self.Shape[dim];
                    self = self.Broadcast(shape);
                }
            }
            else
            {
                self = self.Contiguous().View(self.ElementCount);
                indices = indices.Contiguous().View(indices.ElementCount);
            }
            if (indices.ElementCount > 0)
            {
                Indexing.AlongDim(context, self, dim, indices).CopyTo(result.Rank == 0 ? result.Unsqueeze(0) : result);
            }
            return result;
        }

        // The dims other than the one that is followed broadcast.
        private static ImmutableArray<SymInt> Others(InferenceContext context, ImmutableArray<SymInt> a, ImmutableArray<SymInt> b,
            int dim) =>
            Shapes.Broadcast(context, a.SetItem(dim, 1), b.SetItem(dim, 1));
    }
}
