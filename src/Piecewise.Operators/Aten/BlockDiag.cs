using Piecewise.Graphs;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>Matrices along the diagonal of a larger one that is 0 elsewhere. Source: <c>torch.block_diag</c>.</summary>
internal sealed class BlockDiag : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new BlockDiagOperator()];

    private sealed class BlockDiagOperator() : Operator("aten::block_diag(Tensor[] tensors) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            SymInt rows = 0, columns = 0;
            var tensors = context.Tensors("tensors");
            foreach (var tensor in tensors)
            {
                if (tensor.Rank > 2)
                {
                    throw context.Error($"takes matrices or less, not {tensor}.");
                }
                var shape = AtLeast.Rank2(tensor).Shape;
                (rows, columns) = (rows + shape[0], columns + shape[1]);
            }
            return tensors.IsEmpty
                ? throw context.Error("there is nothing to join.")
                : new TensorType(
                    PromotionOperand.ResultType([.. tensors.Select(t => PromotionOperand.Of(t.DType, t.Rank))]), [rows, columns],
                    device: tensors[0].Device);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var result = Results.Allocate(context);
            long row = 0, column = 0;
            foreach (var tensor in context.Tensors("tensors"))
            {
                var block = AtLeast.Rank2(TensorType.Of(tensor)).Over(tensor);
                Assignment.Write(result.Slice(0, row, block.Shape[0]).Slice(1, column, block.Shape[1]), block);
                (row, column) = (row + block.Shape[0], column + block.Shape[1]);
            }
            return result;
        }
    }
}
