using Piecewise.Graphs;

namespace Piecewise.Operators.Aten;

/// <summary>
/// A chain of matrix products from left to right; the first may be a row vector, the last a column vector.
/// Source: <c>torch.linalg.multi_dot</c>, <c>torch.chain_matmul</c>.
/// </summary>
internal sealed class MultiDot : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new MultiDotOperator("aten::linalg_multi_dot(Tensor[] tensors) -> Tensor"),
        new MultiDotOperator("aten::chain_matmul(Tensor[] matrices) -> Tensor"),
    ];

    private sealed class MultiDotOperator(string schema) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var operands = context.Tensors(Schema.Arguments[0].Name);
            for (var i = 0; i < operands.Length; i++)
            {
                if (operands[i].Rank != 2 && (operands[i].Rank != 1 || (i > 0 && i < operands.Length - 1)))
                {
                    throw context.Error($"takes matrices, found {operands[i]}.");
                }
            }
            return operands.Length < 2 ? throw context.Error("takes two matrices or more.")
                : operands.Skip(1).Aggregate(operands[0],
                    (x, y) => new TensorType(x.DType, Products.Shape(context, x, y), device: x.Device));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var operands = context.Tensors(Schema.Arguments[0].Name);
            return operands.Skip(1).Aggregate(operands[0], Products.Rounded);
        }
    }
}
