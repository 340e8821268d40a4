using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>
/// An operator whose result shares its first argument's memory. Functionalization turns a write through the view into a new value of
/// the viewed tensor, which is what <see cref="Scatter"/> builds.
/// </summary>
internal abstract class ViewOperator(string schema) : Operator(schema)
{
    /// <summary>
    /// How far a view's first element lies after that of the viewed tensor, in elements of the viewed tensor; null where that is not known.
    /// Asked only where the result is a view.
    /// </summary>
    /// <param name="context">The call.</param>
    /// <param name="resultIndex">Which result of a call with several; 0 otherwise.</param>
    public virtual SymInt? Offset(InferenceContext context, int resultIndex) => null;

    /// <summary><see cref="Offset"/> of each result: what a call with many results has to find out only once.</summary>
    /// <param name="context">The call.</param>
    /// <param name="count">How many results it has.</param>
    public virtual ImmutableArray<SymInt?> Offsets(InferenceContext context,
        int count) => [.. Enumerable.Range(0, count).Select(i => Offset(context, i))];

    /// <summary>
    /// Adds the nodes that compute the viewed tensor with the view's elements replaced: applying this view to the result gives
    /// <see cref="ScatterContext.NewView"/>, all other elements are those of <see cref="ScatterContext.Base"/>.
    /// </summary>
    /// <exception cref="NotSupportedException">
    /// A write through this view has no meaning (an expanded tensor) or is not supported.
    /// </exception>
    public abstract Node Scatter(ScatterContext context);

    public override RowRule? RowWise(InferenceContext call, int dim) =>
        IsPointwise ? RowRule.Pointwise(call, dim) : RowRule.View(call, dim);
}
