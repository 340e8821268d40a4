using System.Collections.Immutable;
using System.Globalization;
using Piecewise.Compiler.Partition;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Build;

/// <summary>The code of a program: one schedule for each different piece and entry.</summary>
internal sealed class CodeList
{
    private readonly List<PlannedCode> codes = [];
    private readonly Dictionary<Graph, (int Number, string? Objection)> byGraph = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, (int Number, string? Objection)> byText = new(StringComparer.Ordinal);

    public ImmutableArray<PlannedCode> Codes => [.. codes];

    public PieceSchedule ScheduleOf(int number) => codes[number].Schedule;

    /// <summary>The number of a piece's code; a reason where it can't have any.</summary>
    /// <param name="piece">The piece. Compute pieces that are equal share a graph, splitting ones do not.</param>
    /// <param name="entry">The number of the entry.</param>
    public (int Number, string? Objection) Of(Piece piece, int entry)
    {
        if (byGraph.TryGetValue(piece.Graph, out var result))
        {
            return result;
        }
        if (piece.Kind == PieceKind.Compute)
        {
            result = Add(piece.Graph, string.Create(CultureInfo.InvariantCulture, $"Piece_{piece.UniqueIndex}_{entry}"));
        }
        else
        {
            var key = $"{entry} {Layers(piece.Graph)}\n{UniquePieces.CanonicalText(piece.Graph)}";
            if (!byText.TryGetValue(key, out result))
            {
                byText.Add(key, result = Add(piece.Graph, string.Create(CultureInfo.InvariantCulture, $"Splitting_{byText.Count}_{entry}")));
            }
        }
        byGraph.Add(piece.Graph, result);
        return result;
    }

    private (int Number, string? Objection) Add(Graph graph, string name)
    {
        try
        {
            var schedule = Scheduler.Run(graph);
            codes.Add(new PlannedCode(name, schedule, [.. schedule.Calls.Select(c => ReferenceCall.Of(c, schedule))]));
            return (codes.Count - 1, null);
        }
        catch (ScheduleException e)
        {
            return (-1, e.Message);
        }
    }

    private static string Layers(Graph graph) =>
        string.Join(' ', graph.Nodes.Where(n => n.Operator?.LayerArgument is not null).Select(n => n.ArgumentNamed(n.Operator!.LayerArgument!)));
}
