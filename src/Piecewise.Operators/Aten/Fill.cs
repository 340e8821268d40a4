using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// A tensor's shape filled with one number. Source: <c>torch.fill</c>, <c>torch.Tensor.fill_</c>, <c>torch.Tensor.zero_</c>.
/// </summary>
internal sealed class Fill : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var scalar = new FillOperator("aten::fill.Scalar(Tensor self, Scalar value) -> Tensor");
        var tensor = new FillOperator("aten::fill.Tensor(Tensor self, Tensor value) -> Tensor");
        var zero = new FillOperator("aten::zero(Tensor self) -> Tensor");
        return [scalar, tensor, zero, Families.InPlace(scalar), Families.InPlace(tensor), Families.InPlace(zero)];
    }

    /// <summary>A number, or a tensor of rank 0, as a tensor of rank 0 of a dtype.</summary>
    internal static Tensor Number(Value value, DType dtype) => Cast.To(
        value.IsTensor ? value.Tensor : value.Scalar.IsFloat ? Tensor.Scalar(value.Scalar.ToDouble())
            : Tensor.Scalar(value.Scalar.ToInt64()), dtype);

    private sealed class FillOperator(string schema) : Operator(schema)
    {
        public override bool IsPointwise => true;

        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            return Schema.HasArgument("value") && context.IsTensor("value") && context.Tensor("value").Rank > 0
                ? throw context.Error("the value must have rank 0.")
                : self.WithShape(self.Shape, MemoryFormats.Strides(context, self, MemoryFormat.Preserve));
        }

        public override LoopForm? Loops(InferenceContext context)
        {
            var result = context.Result();
            var tensors = System.Collections.Immutable.ImmutableArray.CreateBuilder<Node>();
            var number = Schema.HasArgument("value") ? ScalarOperands.Of(context, "value", tensors) : new ScalarInteger(0);
            return number is null || result.DType.IsComplex() || number.DType.IsComplex() ? null
                : LoopForm.Pointwise(tensors.ToImmutable(), result, number.As(result.DType));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var number = Number(Schema.HasArgument("value") ? context["value"] : 0L, self.DType);
            return MemoryFormats.Copy(number.Broadcast(self.Shape), self.DType, MemoryFormats.Strides(self, MemoryFormat.Preserve));
        }
    }
}
