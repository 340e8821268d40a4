using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>Two dims exchanged, as a view. Source: <c>torch.transpose</c>.</summary>
internal sealed class Transpose : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new TransposeOperator()];

    private sealed class TransposeOperator() : ViewOperator("aten::transpose.int(Tensor(a) self, int dim0, int dim1) -> Tensor(a)")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, -1L).Gives(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2)),
            OperatorSample.Of(Tensor.Scalar(1f), 0L, -1L).Gives(Tensor.Scalar(1f)).Showing("rank 0 has one dim to name"),
        ];

        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            var (a, b) = (context.NormalizeDim(context.Int("dim0"), self.Rank), context.NormalizeDim(context.Int("dim1"), self.Rank));
            if (self.Rank == 0)
            {
                return self;
            }
            var strides = self.Strides;
            return self.WithShape(
                self.Shape.SetItem(a, self.Shape[b]).SetItem(b, self.Shape[a]), strides.SetItem(a, strides[b]).SetItem(b, strides[a]));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var (a, b) = (context.NormalizeDim(context.Int("dim0"), self.Rank), context.NormalizeDim(context.Int("dim1"), self.Rank));
            if (self.Rank == 0)
            {
                return self;
            }
            var (shape, strides) = (self.Shape.ToArray(), self.Strides.ToArray());
            (shape[a], shape[b]) = (shape[b], shape[a]);
            (strides[a], strides[b]) = (strides[b], strides[a]);
            return self.AsStrided(shape, strides, self.Offset);
        }

        // A transposition undoes itself.
        public override Node Scatter(ScatterContext context) =>
            context.Call(Name, context.NewView, context.Argument("dim0"), context.Argument("dim1"));
    }
}
