using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>Two dims exchanged, as a view. Source: <c>torch.transpose</c>, <c>torch.t</c>, <c>torch.Tensor.mT</c>.</summary>
internal sealed class Transpose : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var transpose = new TransposeOperator("aten::transpose.int(Tensor(a) self, int dim0, int dim1) -> Tensor(a)");
        var t = new MatrixTransposeOperator("aten::t(Tensor(a) self) -> Tensor(a)");
        return
        [
            transpose, t,
            new LastDimsOperator("aten::mT(Tensor(a) self) -> Tensor(a)"),
            new LastDimsOperator("aten::mH(Tensor(a) self) -> Tensor(a)"),
            new LastDimsOperator("aten::adjoint(Tensor(a) self) -> Tensor(a)"),
            new TransposeOperator("aten::swapdims(Tensor(a) self, int dim0, int dim1) -> Tensor(a)"),
            new TransposeOperator("aten::swapaxes(Tensor(a) self, int axis0, int axis1) -> Tensor(a)"),
            new ViewCopyOperator("aten::transpose_copy.int(Tensor self, int dim0, int dim1) -> Tensor", transpose),
            new ViewCopyOperator("aten::t_copy(Tensor self) -> Tensor", t),
            // These change a handle, not an element, and an exported program takes their result from then on: views for us.
            new TransposeOperator("aten::transpose_(Tensor(a) self, int dim0, int dim1) -> Tensor(a)"),
            new TransposeOperator("aten::swapdims_(Tensor(a) self, int dim0, int dim1) -> Tensor(a)"),
            new TransposeOperator("aten::swapaxes_(Tensor(a) self, int axis0, int axis1) -> Tensor(a)"),
            new MatrixTransposeOperator("aten::t_(Tensor(a) self) -> Tensor(a)"),
        ];
    }

    private static ViewLayout Exchanged(InferenceContext context, long dim0, long dim1)
    {
        var self = context.Tensor("self");
        var (a, b) = (context.NormalizeDim(dim0, self.Rank), context.NormalizeDim(dim1, self.Rank));
        return ViewLayout.Permuted(self, Enumerable.Range(0, self.Rank).Select(d => d == a ? b : d == b ? a : d));
    }

    private sealed class TransposeOperator(string schema) : LayoutViewOperator(schema)
    {
        // A transposition undoes itself.
        public override Node Scatter(ScatterContext context) =>
            context.Call("aten::transpose.int", [context.NewView, .. context.View.Arguments[1..]]);

        protected override ViewLayout Layout(InferenceContext context) =>
            Exchanged(context, context.Int(Schema.Arguments[1].Name), context.Int(Schema.Arguments[2].Name));
    }

    private sealed class MatrixTransposeOperator(string schema) : LayoutViewOperator(schema)
    {
        public override Node Scatter(ScatterContext context) => context.Call("aten::t.default", context.NewView);

        protected override ViewLayout Layout(InferenceContext context) => context.Tensor("self") switch
        {
            { Rank: < 2 } self => ViewLayout.Of(self),
            { Rank: 2 } => Exchanged(context, 0, 1),
            var self => throw context.Error($"takes a matrix or less, not {self}; use transpose."),
        };
    }

    /// <summary>The transposed matrices; the conjugate ones (<c>mH</c>, <c>adjoint</c>) of real numbers are the same.</summary>
    private sealed class LastDimsOperator(string schema) : LayoutViewOperator(schema)
    {
        public override Node Scatter(ScatterContext context) => context.Call("aten::mT.default", context.NewView);

        protected override ViewLayout Layout(InferenceContext context) => context.Tensor("self") switch
        {
            { Rank: < 2 } self => throw context.Error($"takes matrices, not {self}."),
            { DType: DType.C64 or DType.C128 } self when Schema.BaseName != "mT" =>
                throw context.Error($"there is no conjugate view of {self}; use conj and mT."),
            _ => Exchanged(context, -2, -1),
        };
    }
}
