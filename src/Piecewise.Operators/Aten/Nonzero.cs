using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Positions of the elements that differ from 0, in row-major order. Source: <c>torch.nonzero</c>, <c>torch.argwhere</c>.
/// </summary>
internal sealed class Nonzero : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new NonzeroOperator("aten::nonzero(Tensor self) -> Tensor"),
        new NonzeroOperator("aten::argwhere(Tensor self) -> Tensor"),
        new ColumnsOperator("aten::nonzero_numpy(Tensor self) -> Tensor[]"),
        new StaticOperator(),
    ];

    private static SymInt Count(InferenceContext context, TensorType self) =>
        context.Shapes.NewUnbacked(context.Shapes.BoundsOf(self.ElementCount) with { Min = 0 });

    private sealed class NonzeroOperator(string schema) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            var count = Count(context, self);
            return new TensorType(DType.I64, [count, self.Rank], [1, count], self.Device);
        }

        public override Value Evaluate(EvaluationContext context) => Masks.Places(context.Tensor("self"));
    }

    /// <summary>One vector for each dim; a tensor of rank 0 counts as a vector.</summary>
    private sealed class ColumnsOperator(string schema) : Operator(schema)
    {
        // Columns of one matrix in PyTorch, although its schema does not say so.
        public override string? StorageLike => "self";

        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor(Schema.Arguments[0].Name);
            var column = new TensorType(DType.I64, [Count(context, self)], device: self.Device);
            return new TupleType([.. Enumerable.Repeat((NodeType)column, Math.Max(self.Rank, 1))]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor(Schema.Arguments[0].Name);
            var places = Masks.Places(self.Rank == 0 ? self.Unsqueeze(0) : self);
            return Value.List(Enumerable.Range(0, (int)places.Shape[1]).Select(d => (Value)places.Select(1, d)));
        }
    }

    /// <summary>As many rows as asked for: the rest is filled up, or left out.</summary>
    private sealed class StaticOperator() : Operator("aten::nonzero_static(Tensor self, *, SymInt size, int fill_value=-1) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            return new TensorType(DType.I64, [context.SymInt("size"), self.Rank], device: self.Device);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var places = Masks.Places(context.Tensor("self"));
            var result = Results.Allocate(context);
            Assignment.Write(result, Tensor.Scalar(context.Int("fill_value")));
            var rows = Math.Min(places.Shape[0], result.Shape[0]);
            Strided.Copy(places.Slice(0, 0, rows), result.Slice(0, 0, rows));
            return result;
        }
    }
}
