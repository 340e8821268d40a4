using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Normalize;

/// <summary>
/// Takes apart every tuple that an operator takes as a whole, so that only tuple extraction sees tuples, and partition can give each
/// element a place of its own (P3).
/// </summary>
/// <example><code>
/// %t = split(%x, 2)          %t  = split(%x, 2)
/// %c = cat(%t)          →    %t0 = getitem(%t, 0)
///                            %t1 = getitem(%t, 1)
///                            %c  = cat([%t0, %t1])
/// </code></example>
internal static class TupleElements
{
    /// <summary>Does so in place; returns how many uses were spelt out. What the graph returns stays as it is.</summary>
    public static int SpellOut(Graph graph, OperatorCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(catalog);
        var count = 0;
        foreach (var tuple in graph.Nodes.Where(n => n is { Kind: NodeKind.Call, Type: TupleType, HasUsers: true }).ToArray())
        {
            foreach (var user in tuple.Users.Where(u => u.Kind == NodeKind.Call && !u.IsCallOf(Dialect.GetItem)).ToArray())
            {
                user.ReplaceInput(tuple, new ListArgument(Elements(graph, catalog, tuple)));
                count++;
            }
        }
        return count;
    }

    private static ImmutableArray<Argument> Elements(Graph graph, OperatorCatalog catalog, Node tuple)
    {
        var items = ((TupleType)tuple.Type).Items;
        var elements = new Argument?[items.Length];
        // Only an extraction right after the tuple is certain to stand before every user.
        var next = tuple.Next;
        for (; next is not null && next.IsCallOf(Dialect.GetItem) && next.Arguments[0] is NodeArgument { Node: var from }
            && from == tuple; next = next.Next)
        {
            elements[((IntArgument)next.Arguments[1]).Value] ??= next;
        }
        for (var i = 0; i < items.Length; i++)
        {
            elements[i] ??= graph.AddCall(catalog[Dialect.GetItem], [tuple, (long)i], items[i], before: next);
        }
        return [.. elements.Select(e => e!)];
    }
}
