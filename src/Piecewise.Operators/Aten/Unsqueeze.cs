using Piecewise.Graphs;

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
        protected override ViewLayout Layout(InferenceContext context)
        {
            var self = context.Tensor("self");
            var dim = context.NormalizeDim(context.Int("dim"), self.Rank + 1);
            var strides = self.Strides;
            return new ViewLayout(self.Shape.Insert(dim, 1), strides.Insert(dim, dim < self.Rank ? self.Shape[dim] * strides[dim] : 1));
        }
    }
}
