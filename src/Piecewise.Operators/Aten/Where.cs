using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>Elements of one operand where a condition holds, else of another. Source: <c>torch.where</c>.</summary>
internal sealed class Where : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new WhereOperator("aten::where.self(Tensor condition, Tensor self, Tensor other) -> Tensor"),
        new WhereOperator("aten::where.ScalarOther(Tensor condition, Tensor self, Scalar other) -> Tensor"),
        new WhereOperator("aten::where.ScalarSelf(Tensor condition, Scalar self, Tensor other) -> Tensor"),
        new WhereOperator("aten::where.Scalar(Tensor condition, Scalar self, Scalar other) -> Tensor"),
        new PositionsOperator(),
    ];

    private sealed class WhereOperator(string schema) : Operator(schema)
    {
        public override bool IsPointwise => true;

        public override NodeType Infer(InferenceContext context)
        {
            var condition = context.Tensor("condition");
            if (condition.DType is not (DType.Bool or DType.U8))
            {
                throw context.Error($"the condition must be bool, not {condition.DType.TextName()}.");
            }
            var dtype = PromotionOperand.ResultType(context.Operand("self"), context.Operand("other"));
            var shape = Shapes.Broadcast(context, condition.Shape, context.OperandShape("self"), context.OperandShape("other"));
            TensorType[] operands =
                [condition, .. new[] { "self", "other" }.Where(context.IsTensor).Select(n => Promoted(context, context.Tensor(n), dtype))];
            return new TensorType(dtype, shape, Strides.Pointwise(context, shape, operands), condition.Device);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var dtype = PromotionOperand.ResultType(context.PromotionOperand("self"), context.PromotionOperand("other"));
            return Pointwise.Where(Cast.To(context.Tensor("condition"), DType.Bool), Choice(context["self"], dtype),
                Choice(context["other"], dtype));
        }

        public override LoopForm? Loops(InferenceContext context)
        {
            var type = context.Result();
            var tensors = System.Collections.Immutable.ImmutableArray.CreateBuilder<Node>();
            return !type.DType.IsComplex() && ScalarOperands.Of(context, "condition", tensors) is { } condition
                && ScalarOperands.Of(context, "self", tensors) is { } yes && ScalarOperands.Of(context, "other", tensors) is { } no
                ? LoopForm.Pointwise(tensors.ToImmutable(), type, condition.As(DType.Bool).Select(yes.As(type.DType), no.As(type.DType)))
                : null;
        }

        // An operand of another dtype is cast first, which makes gaps and repetitions vanish.
        private static TensorType Promoted(InferenceContext context, TensorType type, DType dtype) => type.DType == dtype
            ? type
            : type.WithShape(type.Shape, MemoryFormats.Strides(context, type, MemoryFormat.Preserve));

        private static Tensor Choice(Value operand, DType dtype) => operand.IsTensor ? Cast.To(operand.Tensor, dtype)
            : Cast.To(operand.Scalar.IsFloat ? Tensor.Scalar(operand.Scalar.ToDouble()) : Tensor.Scalar(operand.Scalar.ToInt64()), dtype);
    }

    /// <summary>The positions of the true elements, one list per dim.</summary>
    private sealed class PositionsOperator() : Operator("aten::where(Tensor condition) -> Tensor[]")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var condition = context.Tensor("condition");
            var count = context.Shapes.NewUnbacked(Interval.AtLeast(0));
            NodeType positions = new TensorType(DType.I64, [count], device: condition.Device);
            return new TupleType([.. Enumerable.Repeat(positions, Math.Max(condition.Rank, 1))]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var condition = context.Tensor("condition");
            var truths = Cast.To(condition, DType.Bool).ToArray<bool>();
            var found = new List<long>();
            for (var i = 0; i < truths.Length; i++)
            {
                if (truths[i])
                {
                    found.Add(i);
                }
            }
            long[] shape = condition.Rank == 0 ? [1] : condition.Shape.ToArray();
            var strides = Layout.ContiguousStrides(shape);
            return Value.List(shape.Select((size, dim) =>
                (Value)Tensor.From([.. found.Select(i => i / strides[dim] % size)], found.Count)));
        }
    }
}
