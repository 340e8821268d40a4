using Piecewise.Graphs;

namespace Piecewise.Operators.Aten;

/// <summary>One dim split into several, as a view. Source: <c>torch.unflatten</c>.</summary>
internal sealed class Unflatten : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new UnflattenOperator()];

    private sealed class UnflattenOperator()
        : ReshapingViewOperator("aten::unflatten.int(Tensor(a) self, int dim, SymInt[] sizes) -> Tensor(a)")
    {
        protected override ViewLayout Layout(InferenceContext context)
        {
            var self = context.Tensor("self");
            if (self.Rank == 0)
            {
                throw context.Error("a tensor of rank 0 has no dim to split.");
            }
            var dim = context.NormalizeDim(context.Int("dim"), self.Rank);
            var sizes = Shapes.Reshaped(context, self.WithShape([self.Shape[dim]]), context.SymInts("sizes"));
            var strides = new SymInt[sizes.Length];
            var next = self.Strides[dim];
            for (var i = sizes.Length - 1; i >= 0; i--)
            {
                strides[i] = next;
                next *= sizes[i];
            }
            return new ViewLayout([.. self.Shape[..dim], .. sizes, .. self.Shape[(dim + 1)..]],
                [.. self.Strides[..dim], .. strides, .. self.Strides[(dim + 1)..]]);
        }
    }
}
