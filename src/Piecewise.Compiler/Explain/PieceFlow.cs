using System.Collections.Immutable;
using System.Globalization;
using Piecewise.Compiler.Partition;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Explain;

/// <summary>The stitch graph as people draw it: a row per piece, layers that repeat once, and what rows pass on to others.</summary>
/// <param name="Rows">In order of execution; the first are the program's inputs, the last its results.</param>
/// <param name="Loops">Rows that repeat.</param>
/// <param name="Edges">What goes from row to row.</param>
internal sealed record PieceFlow(ImmutableArray<FlowRow> Rows, ImmutableArray<FlowLoop> Loops, ImmutableArray<FlowEdge> Edges)
{
    /// <summary>The flow of a split program.</summary>
    public static PieceFlow Of(PartitionResult partition)
    {
        ArgumentNullException.ThrowIfNull(partition);
        var calls = partition.Stitch.Nodes.Where(n => n.Kind == NodeKind.CallPiece).ToArray();
        string[] names = [.. calls.Select(c => NameOf(c.Piece!))];
        var rows = ImmutableArray.CreateBuilder<FlowRow>();
        rows.Add(new FlowRow(FlowRowKind.Inputs, "inputs", null, [], 0, 0));
        var loops = ImmutableArray.CreateBuilder<FlowLoop>();
        var rowOf = new Dictionary<Node, int>();
        foreach (var (start, period, times) in RepeatingParts.Of(names))
        {
            if (times > 1)
            {
                loops.Add(new FlowLoop(rows.Count, rows.Count + period - 1, times));
            }
            for (var i = 0; i < period; i++)
            {
                Node[] same = [.. Enumerable.Range(0, times).Select(t => calls[start + (t * period) + i])];
                foreach (var call in same)
                {
                    rowOf.Add(call, rows.Count);
                }
                var piece = same[0].Piece!;
                rows.Add(new FlowRow(
                    piece.Kind == PieceKind.Compute ? FlowRowKind.Compute : FlowRowKind.Splitting, names[start + i], piece.UniqueIndex,
                    [.. same.Select(c => c.Piece!.Index)], piece.Graph.Count, WeightBytes(same[0])));
            }
        }
        rows.Add(new FlowRow(FlowRowKind.Results, "results", null, [], 0, 0));
        return new PieceFlow(rows.ToImmutable(), loops.ToImmutable(), Connect(partition.Stitch, rowOf, rows.Count - 1));
    }

    private static ImmutableArray<FlowEdge> Connect(Graph stitch, Dictionary<Node, int> rowOf, int results)
    {
        var edges = new SortedDictionary<(int From, int To), ImmutableArray<string>>();
        foreach (var node in stitch.Nodes.Where(n => n.Kind is NodeKind.CallPiece or NodeKind.Output))
        {
            var to = node.Kind == NodeKind.Output ? results : rowOf[node];
            foreach (var values in node.InputNodes.Distinct().Where(v => v.Type is TensorType).GroupBy(v => SourceOf(v, rowOf))
                .Where(g => g.Key is not null))
            {
                // Of the calls of a row, the one that takes most stands for all.
                var types = values.Select(v => (TensorType)v.Type).Select(t => $"{new TensorType(t.DType, t.Shape)}").ToImmutableArray();
                if (!edges.TryGetValue((values.Key!.Value, to), out var known) || known.Length < types.Length)
                {
                    edges[(values.Key.Value, to)] = types;
                }
            }
        }
        return [.. edges.Select(e => new FlowEdge(e.Key.From, e.Key.To, e.Value))];
    }

    // The row that a value comes out of; null for weights.
    private static int? SourceOf(Node value, Dictionary<Node, int> rowOf) => value.Kind switch
    {
        NodeKind.CallPiece => rowOf[value],
        NodeKind.Input => value.Input!.Kind == InputKind.User ? 0 : null,
        _ => value.InputNodes.Select(v => SourceOf(v, rowOf)).FirstOrDefault(r => r is not null),
    };

    private static string NameOf(Piece piece) => piece.Kind == PieceKind.Compute
        ? string.Create(CultureInfo.InvariantCulture, $"unique piece {piece.UniqueIndex}")
        : string.Join(", ", piece.Graph.Nodes.Where(n => n.Operator is not null && !n.IsCallOf(Dialect.GetItem))
            .Select(n => n.Operator!.Schema.BaseName).Distinct());

    private static long WeightBytes(Node call) =>
        call.InputNodes.Distinct().Where(n => n.Kind == NodeKind.Input && n.Input!.Kind != InputKind.User)
        .Sum(n => n.Type is TensorType type && type.ElementCount.TryGetConstant(out var count) ? count * type.DType.Size() : 0);
}

/// <summary>What a row of the flow is.</summary>
internal enum FlowRowKind : byte { Inputs, Compute, Splitting, Results }

/// <summary>One piece, or the same piece in every turn of a loop.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name"><c>unique piece 1</c>, or the splitting op.</param>
/// <param name="UniquePiece">Its number; null where it is none.</param>
/// <param name="Pieces">Numbers of the pieces.</param>
/// <param name="Nodes">Nodes of its graph, as partitioned.</param>
/// <param name="WeightBytes">Weights that one call of it takes.</param>
internal sealed record FlowRow(FlowRowKind Kind, string Name, int? UniquePiece, ImmutableArray<int> Pieces, int Nodes, long WeightBytes);

/// <summary>Rows that run several times, one turn after another.</summary>
/// <param name="First">The first row.</param>
/// <param name="Last">The last row.</param>
/// <param name="Times">How many turns.</param>
internal sealed record FlowLoop(int First, int Last, int Times);

/// <summary>What one row passes on to another.</summary>
/// <param name="From">The row that makes it.</param>
/// <param name="To">The row that takes it; not after <paramref name="From"/> where it is for the next turn of a loop.</param>
/// <param name="Values">Types of the tensors, without strides.</param>
internal sealed record FlowEdge(int From, int To, ImmutableArray<string> Values);
