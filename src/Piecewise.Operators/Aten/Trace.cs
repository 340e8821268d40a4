using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>The sum of a matrix's diagonal; integers add up in i64. Source: <c>torch.trace</c>.</summary>
internal sealed class Trace : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new TraceOperator()];

    private sealed class TraceOperator() : Operator("aten::trace(Tensor self) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            Products.RequireRank(context, self, 2);
            return new TensorType(self.DType.IsIntegral() ? DType.I64 : self.DType, [], device: self.Device);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var diagonal = self.AsStrided([Math.Min(self.Shape[0], self.Shape[1])], [self.Strides[0] + self.Strides[1]], self.Offset);
            return Sums.Over(Cast.To(diagonal, self.DType.IsIntegral() ? DType.I64 : self.DType), [0], keep: false);
        }
    }
}
