using System.Collections.Immutable;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Passes;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Explain;

/// <summary>What the middle end did to a program, piece by piece and entry by entry (T2): data for the CLI, JSON and the HTML report.</summary>
/// <param name="Program">The program's file or name.</param>
/// <param name="Partition"><c>65 pieces, 3 unique</c>.</param>
/// <param name="Entries">The ranges that were compiled for.</param>
/// <param name="Pieces">The unique pieces.</param>
/// <param name="PassTime">Time of all passes over all unique pieces and entries.</param>
/// <param name="StitchTime">Time that making the stitch graphs took.</param>
/// <param name="Replacements">The cache of traced implementations, in words.</param>
public sealed record Explanation(
    string Program, string Partition, ImmutableArray<ExplainedEntry> Entries, ImmutableArray<ExplainedPiece> Pieces,
    TimeSpan PassTime, TimeSpan StitchTime, string Replacements)
{
    /// <summary>How often each rule was applied: per entry, in all places of the program that call the piece.</summary>
    public IEnumerable<(string Pass, string Rule, int Pieces, int Places)> Applied => Pieces
        .SelectMany(p => p.Records.Where(r => r.Entry is null || r.Entry == Entries[0].Entry).SelectMany(r => r.Rewrites.Select(w => (r.Pass, w.Rule, p.Calls.Length))))
        .GroupBy(r => (r.Pass, r.Rule)).Select(g => (g.Key.Pass, g.Key.Rule, g.Count(), g.Sum(r => r.Length)));

    /// <summary>Explains a lowered program.</summary>
    public static Explanation Of(string program, LoweredProgram lowered)
    {
        ArgumentNullException.ThrowIfNull(lowered);
        var cache = lowered.Replacements;
        return new Explanation(
            program,
            lowered.Partition.Summary,
            [.. lowered.Entries.Entries.Select((e, i) => new ExplainedEntry(i, e, lowered.Entries.Derived.FirstOrDefault(d => d.Size == e.Range.End)?.Reason))],
            [.. lowered.Pieces.GroupBy(p => p.UniqueIndex).OrderBy(g => g.Key).Select(g => Piece(lowered, g.Key))],
            lowered.PassTime,
            lowered.StitchTime,
            FormattableString.Invariant($"{cache.Hits} hits, {cache.Renamed} hits with other symbols, {cache.Misses} traced in {cache.MissTime.TotalMilliseconds:F1} ms"));
    }

    private static ExplainedPiece Piece(LoweredProgram lowered, int index)
    {
        ImmutableArray<int> calls = [.. lowered.Stitches[0].Nodes.Where(n => n.Piece is { Kind: PieceKind.Compute } p && p.Graph == lowered.Piece(index, 0).Graph).Select(n => n.Piece!.Index)];
        var original = lowered.Partition.Pieces[calls[0]].Graph;
        return new ExplainedPiece(index, calls, original, [.. lowered.Records.Where(r => r.UniquePiece == index)], [.. lowered.Pieces.Where(p => p.UniqueIndex == index)]);
    }
}

/// <summary>One entry.</summary>
/// <param name="Index">Its number.</param>
/// <param name="Entry">The sizes it serves.</param>
/// <param name="DerivedFor">Which pass asked for it to end where it ends (R8); null where the user or the program did.</param>
public sealed record ExplainedEntry(int Index, Entries.CompileEntry Entry, string? DerivedFor);

/// <summary>One unique piece.</summary>
/// <param name="Index">Its number.</param>
/// <param name="Calls">Numbers of the pieces that it stands for.</param>
/// <param name="Graph">The piece as the partition made it.</param>
/// <param name="Records">What each pass did to it, those before specialization first.</param>
/// <param name="Versions">By entry: what it became.</param>
public sealed record ExplainedPiece(int Index, ImmutableArray<int> Calls, Graph Graph, ImmutableArray<PassRecord> Records, ImmutableArray<LoweredPiece> Versions);
