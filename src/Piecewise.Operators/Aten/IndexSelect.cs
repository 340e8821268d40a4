using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>Slices of a dim named by a vector, and rows of a table named by a tensor. Source: <c>torch.index_select</c>, <c>torch.nn.functional.embedding</c>.</summary>
internal sealed class IndexSelect : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new IndexSelectOperator(), new EmbeddingOperator()];

    private sealed class IndexSelectOperator() : Operator("aten::index_select(Tensor self, int dim, Tensor index) -> Tensor")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L, Tensor.From([2L, 0, 0], 3)).Gives(Tensor.From([3f, 1, 1, 6, 4, 4], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), 0L, Tensor.From([1L], 1)).Gives(Tensor.From([2f, 5], 1, 2)).WithStrides(2, 1),
            OperatorSample.Of(Tensor.Scalar(4f), 0L, Tensor.Scalar(0L)).Gives(Tensor.Scalar(4f)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, Tensor.Zeros(DType.I64, 0)).Gives(Tensor.Zeros(DType.F32, 0, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, Tensor.From([1], 1)).Gives(Tensor.From([4f, 5, 6], 1, 3)),
        ];

        public override NodeType Infer(InferenceContext context)
        {
            var (self, index) = (context.Tensor("self"), context.Tensor("index"));
            var dim = context.NormalizeDim(context.Int("dim"), self.Rank);
            return index.Rank > 1 ? throw context.Error($"takes a vector of indices, not {index}.")
                : self.Rank == 0 ? self.WithShape([])
                : self.WithShape(self.Shape.SetItem(dim, index.ElementCount));
        }

        public override KernelCall? DirectKernel(InferenceContext context) => context["index"] is NodeArgument { Node: var index }
            ? IndexKernelCalls.Take(context, "self", context.NormalizeDim(context.Int("dim"), context.Tensor("self").Rank), index, fromEnd: false)
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
        : Operator("aten::embedding(Tensor weight, Tensor indices, SymInt padding_idx=-1, bool scale_grad_by_freq=False, bool sparse=False) -> Tensor")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 3, 2), Tensor.From([0L, 2, 1, 0], 2, 2)).Gives(Tensor.From([1f, 2, 5, 6, 3, 4, 1, 2], 2, 2, 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 3, 2), Tensor.Scalar(1L), 1L).Gives(Tensor.From([3f, 4], 2)).Showing("the padding row is a row"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), Tensor.From([2], 1)).Gives(Tensor.From([3f, 6], 1, 2)).WithStrides(2, 1),
        ];

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
