using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// A part of one dim, as a view, and the inverse that replaces this part. Positions may be negative, lie outside, or be symbolic.
/// Source: <c>torch.ops.aten.slice</c>, <c>torch.narrow</c>, <c>torch.slice_scatter</c>.
/// </summary>
internal sealed class Slice : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var slice = new SliceOperator();
        var narrow = new NarrowOperator("aten::narrow(Tensor(a) self, int dim, SymInt start, SymInt length) -> Tensor(a)");
        return
        [
            slice, narrow, new NarrowTensorOperator(), new SliceScatterOperator(),
            new ViewCopyOperator(
                "aten::slice_copy.Tensor(Tensor self, int dim=0, SymInt? start=None, SymInt? end=None, SymInt step=1) -> Tensor", slice),
            new ViewCopyOperator("aten::narrow_copy(Tensor self, int dim, SymInt start, SymInt length) -> Tensor", narrow),
        ];
    }

    private static int DimOf(InferenceContext context, TensorType self) => self.Rank > 0
        ? context.NormalizeDim(context.Int("dim"), self.Rank)
        : throw context.Error("a tensor of rank 0 has no dim to take a part of.");

    private sealed class SliceOperator()
        : LayoutViewOperator(
            "aten::slice.Tensor(Tensor(a) self, int dim=0, SymInt? start=None, SymInt? end=None, SymInt step=1) -> Tensor(a)")
    {
        public override Node Scatter(ScatterContext context) =>
            context.Call("aten::slice_scatter.default", [context.Base, context.NewView, .. context.View.Arguments[1..]]);

        internal static ViewLayout Of(InferenceContext context, TensorType self)
        {
            var dim = DimOf(context, self);
            var step = context.SymInt("step");
            var (start, length) = Sizes.Slice(context, self.Shape[dim], context.OptionalSymInt("start"), context.OptionalSymInt("end"),
                step);
            return ViewLayout.Of(self).Slice(dim, start, length, step);
        }

        protected override ViewLayout Layout(InferenceContext context) => Of(context, context.Tensor("self"));
    }

    private sealed class NarrowOperator(string schema) : LayoutViewOperator(schema)
    {
        public override Node Scatter(ScatterContext context)
        {
            var (dim, start, length) = (context.Argument("dim"), context.Argument("start"), context.Argument("length"));
            if (start is IntArgument { Value: var from } && length is IntArgument { Value: var count } && (from >= 0 || from + count < 0))
            {
                return context.Call("aten::slice_scatter.default", context.Base, context.NewView, dim, start, from + count);
            }
            // Two cuts, because the end can't be written down: everything from the start on, and of that the first elements.
            var tail = context.Call("aten::slice.Tensor", context.Base, dim, start);
            var written = context.Call("aten::slice_scatter.default", tail, context.NewView, dim, 0L, length);
            return context.Call("aten::slice_scatter.default", context.Base, written, dim, start);
        }

        protected override ViewLayout Layout(InferenceContext context)
        {
            var self = context.Tensor("self");
            var dim = DimOf(context, self);
            var (size, start, length) = (self.Shape[dim], context.SymInt("start"), context.SymInt("length"));
            var from = context.Shapes.Decide(SymBool.Lt(start, 0)) == true ? start + size : start;
            return ViewLayout.Of(self).Part(context, dim, from, length);
        }
    }

    /// <summary>The start is known only when the program runs; the shape does not depend on it.</summary>
    private sealed class NarrowTensorOperator()
        : ViewOperator("aten::narrow.Tensor(Tensor(a) self, int dim, Tensor start, SymInt length) -> Tensor(a)")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            return ViewLayout.Of(self).Part(context, DimOf(context, self), 0, context.SymInt("length")).TypeOver(self);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (self, length) = (context.Tensor("self"), context.Int("length"));
            var dim = context.NormalizeDim(context.Int("dim"), self.Rank);
            var start = Cast.To(context.Tensor("start"), DType.I64).Item<long>();
            start = start < 0 ? start + self.Shape[dim] : start;
            return start >= 0 && length >= 0 && start + length <= self.Shape[dim]
                ? self.Slice(dim, start, length)
                : throw context.Error($"{length} elements from {start} on do not lie in a dim of size {self.Shape[dim]}.");
        }

        public override Node Scatter(ScatterContext context) =>
            throw new NotSupportedException(
                $"{Name}: a write through %{context.View.Name}, whose place is known only at run time, is not supported.");
    }

    private sealed class SliceScatterOperator()
        : ViewScatterOperator(
            "aten::slice_scatter(Tensor self, Tensor src, int dim=0, SymInt? start=None, SymInt? end=None, SymInt step=1) -> Tensor")
    {
        protected override ViewLayout Layout(InferenceContext context, TensorType self) => SliceOperator.Of(context, self);
    }
}
