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
            new ViewCopyOperator("aten::slice_copy.Tensor(Tensor self, int dim=0, SymInt? start=None, SymInt? end=None, SymInt step=1) -> Tensor", slice),
            new ViewCopyOperator("aten::narrow_copy(Tensor self, int dim, SymInt start, SymInt length) -> Tensor", narrow),
        ];
    }

    private static int DimOf(InferenceContext context, TensorType self) => self.Rank > 0
        ? context.NormalizeDim(context.Int("dim"), self.Rank)
        : throw context.Error("a tensor of rank 0 has no dim to take a part of.");

    private sealed class SliceOperator()
        : LayoutViewOperator("aten::slice.Tensor(Tensor(a) self, int dim=0, SymInt? start=None, SymInt? end=None, SymInt step=1) -> Tensor(a)")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5], 5), 0L, 1L, 3L).Gives(Tensor.From([2f, 3], 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9, 10], 2, 5), -1L, Value.None, Value.None, 2L).Gives(Tensor.From([1f, 3, 5, 6, 8, 10], 2, 3)).WithStrides(5, 2).Showing("every second"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5], 5), 0L, -2L, long.MaxValue).Gives(Tensor.From([4f, 5], 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5], 5), 0L, 3L, 1L).Gives(Tensor.Zeros(DType.F32, 0)).Showing("empty"),
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3), 0L, -9L, 9L).Gives(Tensor.From([1f, 2, 3], 3)).Showing("clamped"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9], 9).AsStrided([3, 3], [1, 3], 0), 1L, 1L).Gives(Tensor.From([4f, 7, 5, 8, 6, 9], 3, 2)).WithStrides(1, 3),
        ];

        public override Node Scatter(ScatterContext context) => context.Call("aten::slice_scatter.default", [context.Base, context.NewView, .. context.View.Arguments[1..]]);

        internal static ViewLayout Of(InferenceContext context, TensorType self)
        {
            var dim = DimOf(context, self);
            var step = context.SymInt("step");
            var (start, length) = Sizes.Slice(context, self.Shape[dim], context.OptionalSymInt("start"), context.OptionalSymInt("end"), step);
            return ViewLayout.Of(self).Slice(dim, start, length, step);
        }

        protected override ViewLayout Layout(InferenceContext context) => Of(context, context.Tensor("self"));
    }

    private sealed class NarrowOperator(string schema) : LayoutViewOperator(schema)
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L, 1L, 2L).Gives(Tensor.From([2f, 3, 5, 6], 2, 2)).WithStrides(3, 1),
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3), 0L, -2L, 2L).Gives(Tensor.From([2f, 3], 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, 2L, 0L).Gives(Tensor.Zeros(DType.F32, 0, 3)),
        ];

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
    private sealed class NarrowTensorOperator() : ViewOperator("aten::narrow.Tensor(Tensor(a) self, int dim, Tensor start, SymInt length) -> Tensor(a)")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4), 0L, Tensor.Scalar(1L), 2L).Gives(Tensor.From([2f, 3], 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), -1L, Tensor.Scalar(-1L), 1L).Gives(Tensor.From([3f, 6], 2, 1)).WithStrides(3, 1),
        ];

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
            throw new NotSupportedException($"{Name}: a write through %{context.View.Name}, whose place is known only at run time, is not supported.");
    }

    private sealed class SliceScatterOperator()
        : ViewScatterOperator("aten::slice_scatter(Tensor self, Tensor src, int dim=0, SymInt? start=None, SymInt? end=None, SymInt step=1) -> Tensor")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4), Tensor.From([-1f, -2], 2), 0L, 1L, 3L).Gives(Tensor.From([1f, -1, -2, 4], 4)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 4), Tensor.From([0f, 0, 0, 0], 2, 2), 1L, 0L, long.MaxValue, 2L).Gives(Tensor.From([0f, 2, 0, 4, 0, 6, 0, 8], 2, 4)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4).AsStrided([2, 2], [1, 2], 0), Tensor.From([9f, 8], 1, 2), 0L, -1L).Gives(Tensor.From([1f, 3, 9, 8], 2, 2)).WithStrides(1, 2).Showing("the strides stay"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4), Tensor.From([7L], 1), 0L, 3L).Gives(Tensor.From([1f, 2, 3, 7], 4)).Showing("src is cast"),
            OperatorSample.Of(Tensor.From([1f, 2], 2).AsStrided([2, 2], [0, 1], 0), Tensor.From([1f, 2], 1, 2), 0L, 0L, 1L).Gives(Tensor.From([1f, 2, 1, 2], 2, 2)).WithStrides(2, 1).Showing("a repeated tensor becomes dense"),
        ];

        protected override ViewLayout Layout(InferenceContext context, TensorType self) => SliceOperator.Of(context, self);
    }
}
