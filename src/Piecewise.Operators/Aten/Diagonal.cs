using Piecewise.Graphs;

namespace Piecewise.Operators.Aten;

/// <summary>
/// The diagonal of two dims as a view, last dim; and the inverse that replaces it. Source: <c>torch.diagonal</c>,
/// <c>torch.diagonal_scatter</c>.
/// </summary>
internal sealed class Diagonal : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var diagonal = new DiagonalOperator();
        return
        [
            diagonal, new DiagonalScatterOperator(),
            new ViewCopyOperator("aten::diagonal_copy(Tensor self, int offset=0, int dim1=0, int dim2=1) -> Tensor", diagonal),
        ];
    }

    private static ViewLayout Of(InferenceContext context, TensorType self) =>
        Of(context, self, context.Int("offset"), context.NormalizeDim(context.Int("dim1"), self.Rank),
            context.NormalizeDim(context.Int("dim2"), self.Rank));

    /// <summary>The diagonal of two dims after the other dims, <paramref name="offset"/> columns to the right.</summary>
    internal static ViewLayout Of(InferenceContext context, TensorType self, long offset, int dim1, int dim2)
    {
        if (dim1 == dim2 || self.Rank < 2)
        {
            throw context.Error($"a diagonal needs two different dims, not {dim1} and {dim2} of {self}.");
        }
        var (rows, columns) = (self.Shape[dim1] + Math.Min(offset, 0), self.Shape[dim2] - Math.Max(offset, 0));
        var length = Sizes.Max(context, Sizes.Min(context, rows, columns), 0);
        var strides = self.Strides;
        SymInt start = Shapes.AreEqual(context, length, 0) ? 0 : offset >= 0 ? strides[dim2] * offset : strides[dim1] * -offset;
        var rest = ViewLayout.Of(self).RemoveAt(Math.Max(dim1, dim2)).RemoveAt(Math.Min(dim1, dim2));
        return new ViewLayout(rest.Shape.Add(length), rest.Strides.Add(strides[dim1] + strides[dim2]), start);
    }

    private sealed class DiagonalOperator()
        : LayoutViewOperator("aten::diagonal(Tensor(a) self, int offset=0, int dim1=0, int dim2=1) -> Tensor(a)")
    {
        public override Node Scatter(ScatterContext context) =>
            context.Call("aten::diagonal_scatter.default", [context.Base, context.NewView, .. context.View.Arguments[1..]]);

        protected override ViewLayout Layout(InferenceContext context) => Of(context, context.Tensor("self"));
    }

    private sealed class DiagonalScatterOperator()
        : ViewScatterOperator("aten::diagonal_scatter(Tensor self, Tensor src, int offset=0, int dim1=0, int dim2=1) -> Tensor")
    {
        protected override ViewLayout Layout(InferenceContext context, TensorType self) => Of(context, self);
    }
}
