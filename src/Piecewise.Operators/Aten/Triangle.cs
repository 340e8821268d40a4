using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>Matrices that are 0 above or below a diagonal. Source: <c>torch.tril</c>, <c>torch.triu</c>.</summary>
internal sealed class Triangle : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var lower = new TriangleOperator("aten::tril(Tensor self, SymInt diagonal=0) -> Tensor", isLower: true);
        var upper = new TriangleOperator("aten::triu(Tensor self, SymInt diagonal=0) -> Tensor", isLower: false);
        return
        [
            lower, upper,
            new InPlaceOperator("aten::tril_(Tensor(a!) self, SymInt diagonal=0) -> Tensor(a!)", lower),
            new InPlaceOperator("aten::triu_(Tensor(a!) self, SymInt diagonal=0) -> Tensor(a!)", upper),
        ];
    }

    private sealed class TriangleOperator(string schema, bool isLower) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            return self.Rank >= 2 ? self.WithShape(self.Shape) : throw context.Error($"takes matrices, not {self}.");
        }

        public override LoopForm? Loops(InferenceContext context)
        {
            if (context.Result() is var type && type.DType.IsComplex() || context["self"] is not NodeArgument { Node: var node })
            {
                return null;
            }
            // Places differ by less than any diagonal that 64 bits hold; their sum may be beyond.
            var isInside = ScalarExpression.Call(isLower ? ScalarFunction.LessOrEqual : ScalarFunction.GreaterOrEqual,
                new ScalarIndex(type.Rank - 1) - new ScalarIndex(type.Rank - 2), new ScalarSize(context.SymInt("diagonal")));
            return LoopForm.Pointwise([node], type, isInside.Select(new ScalarOperand(0, type.DType), new ScalarInteger(0).As(type.DType)));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var result = Results.Allocate(context);
            var diagonal = context.Int("diagonal");
            var (rows, columns) = (self.Shape[^2], self.Shape[^1]);
            for (long row = 0; columns > 0 && row < rows; row++)
            {
                // Columns up to the diagonal belong to the lower part, those from it on to the upper one.
                var border = (long)Int128.Clamp((Int128)row + diagonal + (isLower ? 1 : 0), 0, columns);
                var (start, length) = isLower ? (0, border) : (border, columns - border);
                Strided.Copy(
                    self.Select(self.Rank - 2, row).Slice(self.Rank - 2, start, length),
                    result.Select(self.Rank - 2, row).Slice(self.Rank - 2, start, length));
            }
            return result;
        }
    }
}
