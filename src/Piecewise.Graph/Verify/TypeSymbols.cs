namespace Piecewise.Graphs;

/// <summary>The symbols in a type.</summary>
internal static class TypeSymbols
{
    /// <summary>Names of the symbols, with repetitions.</summary>
    public static IEnumerable<string> Of(NodeType type) => type switch
    {
        SymBoolType t => t.Value?.Symbols ?? [],
        TupleType t => t.Items.SelectMany(Of),
        _ => Expressions(type).SelectMany(e => e.Symbols),
    };

    // Sizes, strides and values.
    private static IEnumerable<SymInt> Expressions(NodeType type) => type switch
    {
        TensorType t => t.IsRowMajor ? t.Shape : t.Shape.Concat(t.Strides),
        SymIntType t => [t.Value],
        _ => [],
    };
}
