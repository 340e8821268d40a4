using Piecewise.Graphs;

namespace Piecewise.Operators.Aten;

/// <summary>Windows of one dim, with their elements as a new last dim, as a view. Source: <c>torch.Tensor.unfold</c>.</summary>
internal sealed class Unfold : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var unfold = new UnfoldOperator();
        return [unfold, new ViewCopyOperator("aten::unfold_copy(Tensor self, int dimension, int size, int step) -> Tensor", unfold)];
    }

    private sealed class UnfoldOperator()
        : LayoutViewOperator("aten::unfold(Tensor(a) self, int dimension, int size, int step) -> Tensor(a)")
    {
        public override Node Scatter(ScatterContext context) =>
            throw new NotSupportedException($"{Name}: a write through %{context.View.Name}, whose windows may overlap, is not supported.");

        protected override ViewLayout Layout(InferenceContext context)
        {
            var self = context.Tensor("self");
            var dim = context.NormalizeDim(context.Int("dimension"), self.Rank);
            var (window, step) = (context.Int("size"), context.Int("step"));
            var size = self.Rank == 0 ? 1 : self.Shape[dim];
            if (window < 0 || step < 1 || context.Refutes(SymBool.Le(window, size)))
            {
                throw context.Error($"a dim of size {size} has no windows of size {window} every {step}.");
            }
            if (self.Rank == 0)
            {
                return new ViewLayout([window], [1]);
            }
            var windows = context.Shapes.Simplify(SymInt.FloorDiv(size - window, step) + 1);
            var strides = self.Strides;
            return new ViewLayout(self.Shape.SetItem(dim, windows).Add(window),
                strides.SetItem(dim, strides[dim] * step).Add(strides[dim]));
        }
    }
}
