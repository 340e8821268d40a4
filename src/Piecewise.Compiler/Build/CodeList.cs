using System.Collections.Immutable;
using System.Globalization;
using Piecewise.Compiler.Partition;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Build;

/// <summary>The code of a program: one schedule for each different piece and entry.</summary>
/// <param name="unwritten">Pieces that are known to have no code, with the reason.</param>
/// <param name="refusal">Why no piece at all has code; null where there is no such reason.</param>
internal sealed class CodeList(IReadOnlyDictionary<Graph, string> unwritten, string? refusal = null)
{
    private readonly List<PlannedCode> codes = [];
    private readonly Dictionary<Graph, (int Number, string? Objection)> byGraph = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, (int Number, string? Objection)> byText = new(StringComparer.Ordinal);
    private readonly CanonicalFacts facts = new();

    public ImmutableArray<PlannedCode> Codes => [.. codes];

    /// <summary>Whether nothing but the interpreter runs.</summary>
    public bool IsRefused => refusal is not null;

    public PieceSchedule ScheduleOf(int number) => codes[number].Schedule;

    /// <summary>The number of a piece's code; a reason where it can't have any.</summary>
    /// <param name="piece">The piece. Compute pieces that are equal share a graph, splitting ones do not.</param>
    /// <param name="entry">The number of the entry.</param>
    public (int Number, string? Objection) Of(Piece piece, int entry)
    {
        if (refusal is not null)
        {
            return (-1, refusal);
        }
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
            var key = $"{entry} {Layers(piece.Graph)}\n{UniquePieces.CanonicalText(piece.Graph, facts)}";
            if (!byText.TryGetValue(key, out result))
            {
                byText.Add(key, result =
                    Add(piece.Graph, string.Create(CultureInfo.InvariantCulture, $"Splitting_{byText.Count}_{entry}")));
            }
        }
        byGraph.Add(piece.Graph, result);
        return result;
    }

    private (int Number, string? Objection) Add(Graph graph, string name)
    {
        if (unwritten.TryGetValue(graph, out var reason))
        {
            return (-1, reason);
        }
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
        catch (ArithmeticException e)
        {
            // Sizes of its memory that have no form: too many terms, numbers beyond 64 bits.
            return (-1, $"a size of its memory can't be written: {e.Message}");
        }
    }

    private static string Layers(Graph graph) =>
        string.Join(' ', graph.Nodes.Where(n => n.Operator?.LayerArgument is not null)
            .Select(n => n.ArgumentNamed(n.Operator!.LayerArgument!)));
}
