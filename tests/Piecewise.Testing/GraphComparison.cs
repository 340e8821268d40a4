using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Testing;

/// <summary>One comparison of two graphs, nested graphs and pieces included: finds the first difference.</summary>
internal sealed class GraphComparison
{
    // Nodes of the first graph with their counterparts, of nested graphs too; pieces are compared once.
    private readonly Dictionary<Node, Node> counterparts = [];
    private readonly Dictionary<Piece, Piece> pieces = [];

    public string? Difference(Graph a, Graph b) =>
        Difference("names", a.Name, b.Name)
        ?? Difference("stages", a.Stage, b.Stage)
        ?? Difference("symbols", Symbols(a), Symbols(b))
        ?? Difference("facts", string.Join("; ", a.Shapes.Facts), string.Join("; ", b.Shapes.Facts))
        ?? Nodes(a, b);

    private static string? Difference<T>(string what, T a, T b) =>
        EqualityComparer<T>.Default.Equals(a, b) ? null : $"{what} differ: {Show(a)} and {Show(b)}";

    private static string Show<T>(T value) => value?.ToString() ?? "none";

    private static string Symbols(Graph graph) =>
        string.Join(", ", graph.Shapes.Symbols.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key} in {s.Value}"));

    private string? Nodes(Graph a, Graph b)
    {
        var (x, y) = (a.First, b.First);
        for (; x is not null && y is not null; (x, y) = (x.Next, y.Next))
        {
            if (NodeDifference(x, y) is { } difference)
            {
                return $"@{a.Name}: at %{x.Name}: {difference}";
            }
            counterparts.Add(x, y);
        }
        return x is null && y is null ? null : $"@{a.Name}: one graph has more nodes, from %{(x ?? y)!.Name} on";
    }

    private string? NodeDifference(Node x, Node y) =>
        Difference("kinds", x.Kind, y.Kind)
        // Nothing can refer to the output, so its name says nothing.
        ?? (x.Kind == NodeKind.Output ? null : Difference("names", x.Name, y.Name))
        ?? Difference("operators", x.Operator?.Name, y.Operator?.Name)
        ?? Difference("inputs", x.Input, y.Input)
        ?? Difference("types", x.Type, y.Type)
        ?? Pieces(x.Piece, y.Piece)
        ?? Arguments(x.Arguments, y.Arguments)
        ?? (x.Outputs.AsSpan().SequenceEqual(y.Outputs.AsSpan()) ? null : "output specs differ")
        ?? Difference("sources", x.Source, y.Source);

    private string? Pieces(Piece? a, Piece? b)
    {
        if (a is null || b is null || (pieces.TryGetValue(a, out var known) && known == b))
        {
            return a is null && b is null || a is not null && b is not null ? null : "only one calls a piece";
        }
        pieces[a] = b;
        return Difference("piece numbers", a.Index, b.Index)
            ?? Difference("piece kinds", a.Kind, b.Kind)
            ?? Difference("unique numbers", a.UniqueIndex, b.UniqueIndex)
            ?? Difference(a.Graph, b.Graph);
    }

    private string? Arguments(ImmutableArray<Argument> a, ImmutableArray<Argument> b)
    {
        if (a.Length != b.Length)
        {
            return $"{a.Length} and {b.Length} arguments";
        }
        for (var i = 0; i < a.Length; i++)
        {
            if (ArgumentDifference(a[i], b[i]) is { } difference)
            {
                return $"argument {i}: {difference}";
            }
        }
        return null;
    }

    private string? ArgumentDifference(Argument a, Argument b) => (a, b) switch
    {
        (NodeArgument x, NodeArgument y) =>
            counterparts.TryGetValue(x.Node, out var counterpart) && counterpart == y.Node ? null
                : $"%{x.Node.Name} and %{y.Node.Name} differ",
        (ListArgument x, ListArgument y) => Arguments(x.Items, y.Items),
        (GraphArgument x, GraphArgument y) => Difference(x.Graph, y.Graph),
        _ => Difference("literals", a, b),
    };
}
