using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>A graph while it is verified: its nodes as an array, because the list itself may be broken.</summary>
internal sealed class VerifiedGraph
{
    public VerifiedGraph(Graph graph)
    {
        Graph = graph;
        var nodes = ImmutableArray.CreateBuilder<Node>();
        for (var node = graph.First; node is not null && Positions.TryAdd(node, nodes.Count); node = node.Next)
        {
            nodes.Add(node);
        }
        Nodes = nodes.ToImmutable();
    }

    public Graph Graph { get; }

    public ImmutableArray<Node> Nodes { get; }

    /// <summary>Place of each node in <see cref="Nodes"/>.</summary>
    public Dictionary<Node, int> Positions { get; } = [];

    /// <summary>Calls whose arguments do not fit the schema: their operators' rules can't be asked.</summary>
    public HashSet<Node> Malformed { get; } = [];

    public IEnumerable<Node> Calls => Nodes.Where(n => n is { Kind: NodeKind.Call, Operator: not null });

    /// <summary>The nested graphs and the pieces.</summary>
    public IEnumerable<Graph> Inner =>
        Nodes.SelectMany(n => n.Arguments.SelectMany(Nested).Concat(n.Piece is { } piece ? [piece.Graph] : []));

    private static IEnumerable<Graph> Nested(Argument argument) => argument switch
    {
        GraphArgument a => [a.Graph],
        ListArgument a => a.Items.SelectMany(Nested),
        _ => [],
    };
}
