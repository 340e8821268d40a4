namespace Piecewise.Graphs;

/// <summary>The symbolic expressions in a type.</summary>
internal static class TypeSymbols
{
    /// <summary>Sizes, strides and values; conditions are not among them.</summary>
    public static IEnumerable<SymInt> Expressions(NodeType type) => type switch
    {
        TensorType t => t.IsRowMajor ? t.Shape : t.Shape.Concat(t.Strides),
        SymIntType t => [t.Value],
        TupleType t => t.Items.SelectMany(Expressions),
        _ => [],
    };

    public static IEnumerable<string> Of(NodeType type) => type switch
    {
        SymBoolType t => t.Value?.Symbols ?? [],
        TupleType t => t.Items.SelectMany(Of),
        _ => Expressions(type).SelectMany(e => e.Symbols),
    };
}
