using Piecewise.Graphs;

namespace Piecewise.Import;

/// <summary>
/// Ints that only the data decides have ranges in the file, and what follows from these may need the int no more: it would never be
/// computed, and never be compared. Exports assert the ranges; where a file has no such assertion, it gets one.
/// </summary>
internal static class DataRanges
{
    /// <param name="graph">The program, without dead code.</param>
    /// <param name="catalog">The operators.</param>
    public static void Check(Graph graph, OperatorCatalog catalog)
    {
        var known = InputSymbol.Of(graph.Inputs.Where(i => i.Input!.Kind == InputKind.User).Select(i => i.Type))
            .Select(s => s.Symbol).ToHashSet(StringComparer.Ordinal);
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node is { Kind: NodeKind.Call, Type: TensorType { Shape: var shape } })
            {
                for (var dim = 0; dim < shape.Length; dim++)
                {
                    if (shape[dim].IsSymbol && known.Add(shape[dim].SymbolName)
                        && graph.Shapes.Symbols.GetValueOrDefault(shape[dim].SymbolName) is { IsSingle: true } number)
                    {
                        var size = graph.AddCall(catalog[KnownOps.SymSize], [node, (long)dim], new SymIntType(shape[dim]));
                        catalog.Call(graph, null, KnownOps.ConstrainRange, size, Bound(number.Min), Bound(number.Max));
                    }
                }
            }
            else if (node is { Kind: NodeKind.Call, Operator.IsSizeQuery: false, Type: SymIntType { Value: { IsSymbol: true } value } }
                && known.Add(value.SymbolName) && graph.Shapes.Symbols.GetValueOrDefault(value.SymbolName) is var range
                && (range.Min is not null || range.Max is not null) && !IsAsserted(node))
            {
                catalog.Call(graph, null, KnownOps.ConstrainRange, node, Bound(range.Min), Bound(range.Max));
            }
        }
    }

    private static Argument Bound(long? bound) => bound is { } value ? value : Argument.None;

    private static bool IsAsserted(Node node)
    {
        var (pending, seen) = (new Stack<Node>([node]), new HashSet<Node> { node });
        while (pending.TryPop(out var value))
        {
            foreach (var user in value.Users.Where(seen.Add))
            {
                if (user.Operator is { IsCheck: true })
                {
                    return true;
                }
                if (user.Type is SymIntType or SymBoolType or SymFloatType)
                {
                    pending.Push(user);
                }
            }
        }
        return false;
    }
}
