namespace Piecewise.Graphs;

/// <summary>One write through a view, and the means to build nodes for it.</summary>
/// <param name="Catalog">The operators to build with.</param>
/// <param name="Before">New nodes are inserted before this one.</param>
/// <param name="Base">The current value of the viewed tensor.</param>
/// <param name="View">The call that made the view; its arguments say which elements it shows.</param>
/// <param name="ResultIndex">Which result of a call with several (<c>split</c>) is written; 0 otherwise.</param>
/// <param name="NewView">The new value of the view.</param>
internal sealed record ScatterContext(OperatorCatalog Catalog, Node Before, Node Base, Node View, int ResultIndex, Node NewView)
{
    public TensorType BaseType => (TensorType)Base.Type;

    /// <summary>What is known of the symbols.</summary>
    public ShapeEnvironment Shapes => Before.Graph.Shapes;

    /// <summary>The view's argument of that name.</summary>
    public Argument Argument(string name) => View.ArgumentNamed(name);

    /// <summary>Adds a call; trailing arguments may be left out where the schema has defaults.</summary>
    public Node Call(string op, params ReadOnlySpan<Argument> arguments) => Catalog.Call(Before.Graph, Before, op, arguments);

    /// <summary>A size as an argument: a literal, or a <c>sym_size</c> of <see cref="Base"/> where it is symbolic.</summary>
    public Argument SizeOfBase(int dim) => BaseType.Shape[dim].TryGetConstant(out var size)
        ? size
        : Call(KnownOps.SymSize, Base, (long)dim);

    /// <summary>The shape of <see cref="Base"/> as an argument.</summary>
    public Argument ShapeOfBase() => Graphs.Argument.List(Enumerable.Range(0, BaseType.Rank).Select(SizeOfBase));
}
