using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>The diagonal of two dims as a view, last dim; and the inverse that replaces it. Source: <c>torch.diagonal</c>, <c>torch.diagonal_scatter</c>.</summary>
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
        Of(context, self, context.Int("offset"), context.NormalizeDim(context.Int("dim1"), self.Rank), context.NormalizeDim(context.Int("dim2"), self.Rank));

    /// <summary>The diagonal of two dims behind the other dims, <paramref name="offset"/> columns to the right.</summary>
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

    private sealed class DiagonalOperator() : LayoutViewOperator("aten::diagonal(Tensor(a) self, int offset=0, int dim1=0, int dim2=1) -> Tensor(a)")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9], 3, 3)).Gives(Tensor.From([1f, 5, 9], 3)).WithStrides(4),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L).Gives(Tensor.From([2f, 6], 2)).WithStrides(4),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), -1L, -1L, 0L).Gives(Tensor.From([2f, 6], 2)).WithStrides(4),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), 0L, 0L, 2L).Gives(Tensor.From([1f, 6, 3, 8], 2, 2)).WithStrides(2, 5),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 2), 5L).Gives(Tensor.Zeros(DType.F32, 0)).Showing("empty"),
        ];

        public override Node Scatter(ScatterContext context) =>
            context.Call("aten::diagonal_scatter.default", [context.Base, context.NewView, .. context.View.Arguments[1..]]);

        protected override ViewLayout Layout(InferenceContext context) => Of(context, context.Tensor("self"));
    }

    private sealed class DiagonalScatterOperator()
        : ViewScatterOperator("aten::diagonal_scatter(Tensor self, Tensor src, int offset=0, int dim1=0, int dim2=1) -> Tensor")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 2), Tensor.From([0f, 0], 2)).Gives(Tensor.From([0f, 2, 3, 0], 2, 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Tensor.From([7f, 8], 2), 1L).Gives(Tensor.From([1f, 7, 3, 4, 5, 8], 2, 3)),
        ];

        protected override ViewLayout Layout(InferenceContext context, TensorType self) => Of(context, self);
    }
}
