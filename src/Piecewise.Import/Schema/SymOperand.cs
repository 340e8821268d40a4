namespace Piecewise.Import;

/// <summary>An int, float or bool given to a node: the name of a value of the graph, or a literal.</summary>
/// <param name="Name">Name of the value; null for a literal.</param>
/// <param name="Literal">The literal; default where there is a name.</param>
internal readonly record struct SymOperand<T>(string? Name, T Literal)
    where T : struct;
