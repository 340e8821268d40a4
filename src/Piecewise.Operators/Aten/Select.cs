using Piecewise.Graphs;

namespace Piecewise.Operators.Aten;

/// <summary>
/// One element of a dim, as a view without that dim, and the inverse that replaces it. Source: <c>torch.select</c>,
/// <c>torch.select_scatter</c>.
/// </summary>
internal sealed class Select : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var select = new SelectOperator();
        return
        [
            select, new SelectScatterOperator(),
            new ViewCopyOperator("aten::select_copy.int(Tensor self, int dim, SymInt index) -> Tensor", select),
        ];
    }

    private static ViewLayout Of(InferenceContext context, TensorType self)
    {
        if (self.Rank == 0)
        {
            throw context.Error("a tensor of rank 0 has no dim to take an element of.");
        }
        var dim = context.NormalizeDim(context.Int("dim"), self.Rank);
        return ViewLayout.Of(self).Slice(dim, Sizes.Position(context, context.SymInt("index"), self.Shape[dim]), 1, 1).RemoveAt(dim);
    }

    private sealed class SelectOperator() : LayoutViewOperator("aten::select.int(Tensor(a) self, int dim, SymInt index) -> Tensor(a)")
    {
        public override Node Scatter(ScatterContext context) =>
            context.Call("aten::select_scatter.default", context.Base, context.NewView, context.Argument("dim"), context.Argument("index"));

        protected override ViewLayout Layout(InferenceContext context) => Of(context, context.Tensor("self"));
    }

    private sealed class SelectScatterOperator()
        : ViewScatterOperator("aten::select_scatter(Tensor self, Tensor src, int dim, SymInt index) -> Tensor")
    {
        protected override ViewLayout Layout(InferenceContext context, TensorType self) => Of(context, self);
    }
}
