using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Operators;

/// <summary>
/// Any layout over the elements of a row, as a view, and the inverse that replaces what it shows. Positions count from the row's first
/// element, and none lies outside of it: what <c>as_strided</c> of a tensor becomes once its whole storage is at hand as a row. Unlike
/// that, it depends on nothing but its argument's elements, so that they may be moved and replaced as those of any other view.
/// </summary>
internal sealed class StridedRow : IOperatorSource
{
    /// <summary>Qualified name of the view.</summary>
    public const string View = "piecewise::strided.default";

    /// <summary>Qualified name of the inverse.</summary>
    public const string Scatter = "piecewise::strided_scatter.default";

    public IEnumerable<Operator> Create() => [new StridedOperator(), new StridedScatterOperator()];

    private static ViewLayout Of(InferenceContext context, TensorType self)
    {
        var (size, stride, offset) = (context.SymInts("size"), context.SymInts("stride"), context.SymInt("offset"));
        if (self.Rank != 1)
        {
            throw context.Error($"{self} must have rank 1.");
        }
        StridedRules.Check(context, size, stride, offset);
        var last = StridedRules.Last(context, size, stride, offset);
        if (context.Refutes(SymBool.Or([SymBool.Lt(last, self.Shape[0]), .. size.Select(s => SymBool.Eq(s, 0))])))
        {
            throw context.Error($"it reaches element {last} of {self.Shape[0]}, counted from 0.");
        }
        var step = self.Strides[0];
        return new ViewLayout(size, [.. stride.Select(s => s * step)], offset * step);
    }

    // Whether every element certainly lies in the row.
    private static bool IsInside(InferenceContext context, TensorType self)
    {
        var (size, stride, offset) = (context.SymInts("size"), context.SymInts("stride"), context.SymInt("offset"));
        return stride.Append(offset).All(s => context.Shapes.IsStaticallyTrue(SymBool.Ge(s, 0)))
            && context.Shapes.IsStaticallyTrue(SymBool.Lt(StridedRules.Last(context, size, stride, offset), self.Shape[0]));
    }

    private sealed class StridedOperator()
        : LayoutViewOperator("piecewise::strided(Tensor(a) self, SymInt[] size, SymInt[] stride, SymInt offset) -> Tensor(a)")
    {
        // Where that is not certain, each call is checked by the kernel; code that only counts addresses would not.
        public override SymInt? Offset(InferenceContext context, int resultIndex) =>
            IsInside(context, context.Tensor("self")) ? base.Offset(context, resultIndex) : null;

        public override string? SameAs(InferenceContext context) => IsInside(context, context.Tensor("self")) ? base.SameAs(context) : null;

        public override Node Scatter(ScatterContext context) =>
            context.View.Type is TensorType view && view.HasSeparateElements(context.Shapes)
            ? context.Call(StridedRow.Scatter, [context.Base, context.NewView, .. context.View.Arguments[1..]])
            : throw new NotSupportedException(
                $"several elements of %{context.View.Name} may lie in one place, and what such a write leaves there is not defined");

        protected override ViewLayout Layout(InferenceContext context) => Of(context, context.Tensor("self"));
    }

    /// <summary>Where several elements lie in one place, the last one in row-major order stays.</summary>
    private sealed class StridedScatterOperator() : ViewScatterOperator(
        "piecewise::strided_scatter(Tensor self, Tensor src, SymInt[] size, SymInt[] stride, SymInt offset) -> Tensor")
    {
        public override string? SameAs(InferenceContext context) => IsInside(context, context.Tensor("self")) ? base.SameAs(context) : null;

        // Parts are copied in any order, and unchecked.
        public override ImmutableArray<ResultPart> Parts(InferenceContext context) =>
            context.Tensor("self") is var self && IsInside(context, self)
            && Of(context, self).TypeOver(self).HasSeparateElements(context.Shapes)
                ? base.Parts(context)
                : [];

        protected override ViewLayout Layout(InferenceContext context, TensorType self) => Of(context, self);
    }
}
