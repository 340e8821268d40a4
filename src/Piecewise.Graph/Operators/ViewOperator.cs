namespace Piecewise.Graphs;

/// <summary>
/// An operator whose result shares its first argument's memory. Functionalization turns a write through the view into a new value of
/// the viewed tensor, which is what <see cref="Scatter"/> builds.
/// </summary>
public abstract class ViewOperator(string schema) : Operator(schema)
{
    /// <summary>
    /// Adds the nodes that compute the viewed tensor with the view's elements replaced: applying this view to the result gives
    /// <see cref="ScatterContext.NewView"/>, all other elements are those of <see cref="ScatterContext.Base"/>.
    /// </summary>
    /// <exception cref="NotSupportedException">A write through this view has no meaning (an expanded tensor) or is not supported.</exception>
    public abstract Node Scatter(ScatterContext context);
}
