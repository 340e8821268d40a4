using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>The one element of a tensor as a number. Source: <c>torch.Tensor.item</c>.</summary>
internal sealed class Item : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new ItemOperator("aten::item(Tensor self) -> Scalar"),
        new ItemOperator("aten::_local_scalar_dense(Tensor self) -> Scalar"),
        new IsNonzeroOperator(),
    ];

    private static void RequireOne(InferenceContext context)
    {
        var self = context.Tensor("self");
        if (context.Refutes(SymBool.Eq(self.ElementCount, 1)))
        {
            throw context.Error($"{self} has not one element.");
        }
    }

    private sealed class ItemOperator(string schema) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            RequireOne(context);
            return context.Tensor("self").DType.Category() switch
            {
                DTypeCategory.Bool => new SymBoolType(),
                DTypeCategory.Integer => new SymIntType(context.Shapes.NewUnbacked(Interval.Unbounded)),
                DTypeCategory.Float => SymFloatType.Instance,
                _ => throw context.Error("a complex number has no symbolic form."),
            };
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            return self.DType.Category() switch
            {
                DTypeCategory.Bool => self.Item<bool>(),
                DTypeCategory.Integer => (Value)Cast.To(self, DType.I64).Item<long>(),
                DTypeCategory.Float => Cast.To(self, DType.F64).Item<double>(),
                _ => throw context.Error("a complex number has no symbolic form."),
            };
        }
    }

    private sealed class IsNonzeroOperator() : Operator("aten::is_nonzero(Tensor self) -> bool")
    {
        public override NodeType Infer(InferenceContext context)
        {
            RequireOne(context);
            return new SymBoolType();
        }

        public override Value Evaluate(EvaluationContext context) => Cast.To(context.Tensor("self"), DType.Bool).Item<bool>();
    }
}
