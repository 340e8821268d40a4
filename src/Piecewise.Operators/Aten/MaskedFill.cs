using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>A tensor with one number where a mask holds. Source: <c>torch.masked_fill</c>.</summary>
internal sealed class MaskedFill : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var scalar = new MaskedFillOperator("aten::masked_fill.Scalar(Tensor self, Tensor mask, Scalar value) -> Tensor");
        var tensor = new MaskedFillOperator("aten::masked_fill.Tensor(Tensor self, Tensor mask, Tensor value) -> Tensor");
        return [scalar, tensor, Families.InPlace(scalar), Families.InPlace(tensor)];
    }

    private sealed class MaskedFillOperator(string schema) : Operator(schema)
    {
        public override bool IsPointwise => true;

        public override NodeType Infer(InferenceContext context)
        {
            var (self, mask) = (context.Tensor("self"), context.Tensor("mask"));
            return mask.DType != DType.Bool ? throw context.Error($"the mask must be bool, not {mask.DType.TextName()}.")
                : context.IsTensor("value") && context.Tensor("value").Rank > 0 ? throw context.Error("the value must have rank 0.")
                : self.WithShape(Shapes.Broadcast(context, self.Shape, mask.Shape));
        }

        public override LoopForm? Loops(InferenceContext context)
        {
            var result = context.Result();
            var tensors = System.Collections.Immutable.ImmutableArray.CreateBuilder<Node>();
            return !result.DType.IsComplex() && ScalarOperands.Of(context, "mask", tensors) is { } mask
                && ScalarOperands.Of(context, "value", tensors) is { } value
                && !value.DType.IsComplex() && ScalarOperands.Of(context, "self", tensors) is { } self
                ? LoopForm.Pointwise(tensors.ToImmutable(), result, mask.Select(value.As(result.DType), self))
                : null;
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            return Pointwise.Where(context.Tensor("mask"), Fill.Number(context["value"], self.DType), self).Contiguous();
        }
    }
}
