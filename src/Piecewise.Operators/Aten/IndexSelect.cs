using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Slices of a dim named by a vector, and rows of a table named by a tensor. Source: <c>torch.index_select</c>,
/// <c>torch.nn.functional.embedding</c>.
/// </summary>
internal sealed class IndexSelect : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new IndexSelectOperator(), new EmbeddingOperator()];

    private sealed class IndexSelectOperator() : Operator("aten::index_select(Tensor self, int dim, Tensor index) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (self, index) = (context.Tensor("self"), context.Tensor("index"));
            var dim = context.NormalizeDim(context.Int("dim"), self.Rank);
            return index.Rank > 1 ? throw context.Error($"takes a vector of indices, not {index}.")
                : self.Rank == 0 ? self.WithShape([])
                : self.WithShape(self.Shape.SetItem(dim, index.ElementCount));
        }

        public override KernelCall? DirectKernel(InferenceContext context) => context["index"] is NodeArgument { Node: var index }
            ? IndexKernelCalls.Take(context, "self", context.NormalizeDim(context.Int("dim"), context.Tensor("self").Rank), index,
                fromEnd: false)
            : null;

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var result = Results.Allocate(context);
            Indexing.Slices(context, self, context.NormalizeDim(context.Int("dim"), self.Rank), context.Tensor("index"))
                .CopyTo(result.Rank == 0 ? result.Unsqueeze(0) : result);
            return result;
        }
    }

    // The padding row and the frequencies matter only to gradients.
    private sealed class EmbeddingOperator()
        : Operator(
            "aten::embedding(Tensor weight, Tensor indices, SymInt padding_idx=-1, bool scale_grad_by_freq=False, "
            + "bool sparse=False) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (weight, indices) = (context.Tensor("weight"), context.Tensor("indices"));
            return weight.Rank == 2 && indices.DType is DType.I64 or DType.I32
                ? weight.WithShape(indices.Shape.Add(weight.Shape[1]))
                : throw context.Error($"takes a matrix and indices of i64 or i32, not {weight} and {indices}.");
        }

        public override KernelCall? DirectKernel(InferenceContext context) => context["indices"] is NodeArgument { Node: var index }
            ? IndexKernelCalls.Take(context, "weight", 0, index, fromEnd: false)
            : null;

        public override Value Evaluate(EvaluationContext context)
        {
            var (weight, indices) = (context.Tensor("weight"), context.Tensor("indices"));
            var result = Results.Allocate(context);
            Indexing.Slices(context, weight, 0, indices.Contiguous().View(indices.ElementCount))
                .CopyTo(result.View(indices.ElementCount, weight.Shape[1]));
            return result;
        }
    }
}
