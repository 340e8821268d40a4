using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>One element of a dim, as a view without that dim, and the inverse that replaces it. Source: <c>torch.select</c>, <c>torch.select_scatter</c>.</summary>
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
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, -1L).Gives(Tensor.From([4f, 5, 6], 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), -1L, 1L).Gives(Tensor.From([2f, 5], 2)).WithStrides(3),
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3), 0L, 2L).Gives(Tensor.Scalar(3f)),
        ];

        public override Node Scatter(ScatterContext context) =>
            context.Call("aten::select_scatter.default", context.Base, context.NewView, context.Argument("dim"), context.Argument("index"));

        protected override ViewLayout Layout(InferenceContext context) => Of(context, context.Tensor("self"));
    }

    private sealed class SelectScatterOperator() : ViewScatterOperator("aten::select_scatter(Tensor self, Tensor src, int dim, SymInt index) -> Tensor")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Tensor.From([9f, 8], 2), 1L, -1L).Gives(Tensor.From([1f, 2, 9, 4, 5, 8], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2], 2), Tensor.Scalar(5f), 0L, 0L).Gives(Tensor.From([5f, 2], 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 12).AsStrided([2, 2], [6, 2], 0), Tensor.From([0f, 0], 2), 0L, 1L).Gives(Tensor.From([1f, 3, 0, 0], 2, 2)).WithStrides(6, 2).Showing("gaps stay"),
        ];

        protected override ViewLayout Layout(InferenceContext context, TensorType self) => Of(context, self);
    }
}
