using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>A view with one more dim, of size 1. Source: <c>torch.unsqueeze</c>.</summary>
internal sealed class Unsqueeze : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var unsqueeze = new UnsqueezeOperator("aten::unsqueeze(Tensor(a) self, int dim) -> Tensor(a)");
        return
        [
            unsqueeze,
            new ViewCopyOperator("aten::unsqueeze_copy(Tensor self, int dim) -> Tensor", unsqueeze),
            // It changes a handle, not an element, and an exported program takes its result from then on: a view for us.
            new UnsqueezeOperator("aten::unsqueeze_(Tensor(a) self, int dim) -> Tensor(a)"),
        ];
    }

    private sealed class UnsqueezeOperator(string schema) : ReshapingViewOperator(schema)
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L).Gives(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 1, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4).AsStrided([2, 2], [1, 2], 0), -1L).Gives(Tensor.From([1f, 3, 2, 4], 2, 2, 1)).WithStrides(1, 2, 1),
            OperatorSample.Of(Tensor.Scalar(2f), 0L).Gives(Tensor.From([2f], 1)),
        ];

        protected override ViewLayout Layout(InferenceContext context)
        {
            var self = context.Tensor("self");
            var dim = context.NormalizeDim(context.Int("dim"), self.Rank + 1);
            var strides = self.Strides;
            return new ViewLayout(self.Shape.Insert(dim, 1), strides.Insert(dim, dim < self.Rank ? self.Shape[dim] * strides[dim] : 1));
        }
    }
}
