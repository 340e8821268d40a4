using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>A tensor with one number where a mask holds. Source: <c>torch.masked_fill</c>.</summary>
internal sealed class MaskedFill : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var scalar = new MaskedFillOperator("aten::masked_fill.Scalar(Tensor self, Tensor mask, Scalar value) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f], 2, 2), Tensor.From([true, false], 2), double.NegativeInfinity)
                .Gives(Tensor.From([float.NegativeInfinity, 2f, float.NegativeInfinity, 4f], 2, 2)),
            OperatorSample.Of(Tensor.From([1f, 2f], 2), Tensor.From([true, false, false, true], 2, 2), 0L)
                .Gives(Tensor.From([0f, 2f, 1f, 0f], 2, 2)).Showing("both broadcast"),
            OperatorSample.Of(Tensor.From([1L, 2], 2), Tensor.From([true, false], 2), 2.5)
                .Gives(Tensor.From([2L, 2], 2)).Showing("the tensor's dtype stays"),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0), Tensor.From([true, false], 1, 2), 0L)
                .Gives(Tensor.From([0f, 4f, 0f, 5f, 0f, 6f], 3, 2)).Showing("a row-major result"),
            OperatorSample.Of(Cast.To(Tensor.From([1f, 2f], 2), DType.BF16), Tensor.From([true, true], 2), 0.1)
                .Gives(Cast.To(Tensor.From([0.100097656f, 0.100097656f], 2), DType.BF16)),
        ]);
        var tensor = new MaskedFillOperator("aten::masked_fill.Tensor(Tensor self, Tensor mask, Tensor value) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f], 2, 2), Tensor.From([true, false], 2), Tensor.Scalar(9f))
                .Gives(Tensor.From([9f, 2f, 9f, 4f], 2, 2)),
            OperatorSample.Of(Tensor.From([1f, 2f], 2), Tensor.From([true, false], 2), Tensor.Scalar(3L)).Gives(Tensor.From([3f, 2f], 2)),
        ]);
        return [scalar, tensor, Families.InPlace(scalar), Families.InPlace(tensor)];
    }

    private sealed class MaskedFillOperator(string schema, Func<IEnumerable<OperatorSample>> cases) : Operator(schema)
    {
        public override bool IsPointwise => true;

        public override IEnumerable<OperatorSample> Samples => cases();

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
            return !result.DType.IsComplex() && ScalarOperands.Of(context, "mask", tensors) is { } mask && ScalarOperands.Of(context, "value", tensors) is { } value
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
