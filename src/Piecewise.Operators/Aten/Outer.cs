using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>Every product of an element of one vector with one of another, of the promoted dtype. Source: <c>torch.outer</c>.</summary>
internal sealed class Outer : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new OuterOperator("aten::outer(Tensor self, Tensor vec2) -> Tensor"),
        new OuterOperator("aten::ger(Tensor self, Tensor vec2) -> Tensor"),
    ];

    private sealed class OuterOperator(string schema) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (self, other) = (context.Tensor("self"), context.Tensor("vec2"));
            Products.RequireRank(context, self, 1);
            Products.RequireRank(context, other, 1);
            return new TensorType(DTypes.Promote(self.DType, other.DType), [self.Shape[0], other.Shape[0]], device: self.Device);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (self, other) = (context.Tensor("self"), context.Tensor("vec2"));
            var dtype = DTypes.Promote(self.DType, other.DType);
            return Products.Rounded(Cast.To(self, dtype).Contiguous().View(self.Shape[0], 1),
                Cast.To(other, dtype).Contiguous().View(1, other.Shape[0]));
        }
    }
}
