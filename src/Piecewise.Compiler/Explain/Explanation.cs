using System.Collections.Immutable;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Lower;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Explain;

/// <summary>What was done to a program, piece by piece and entry by entry (T2): data for text, JSON and the HTML report.</summary>
/// <param name="Program">The program's file or name.</param>
/// <param name="Partition"><c>65 pieces, 3 unique</c>.</param>
/// <param name="Entries">The ranges that were compiled for.</param>
/// <param name="Pieces">The unique pieces.</param>
/// <param name="PassTime">Time of all passes over all unique pieces and entries.</param>
/// <param name="StitchTime">Time that making the stitch graphs took.</param>
/// <param name="Replacements">The cache of traced implementations, in words.</param>
/// <param name="Memory">By entry: the memory of a call; empty where code was not planned.</param>
/// <param name="Remarks">What is interpreted, and why.</param>
internal sealed record Explanation(
    string Program, string Partition, ImmutableArray<ExplainedEntry> Entries, ImmutableArray<ExplainedPiece> Pieces,
    TimeSpan PassTime, TimeSpan StitchTime, string Replacements, ImmutableArray<ExplainedMemory> Memory, ImmutableArray<string> Remarks)
{
    /// <summary>What was compiled, by what, for what: name and value.</summary>
    public ImmutableArray<(string Name, string Value)> Facts { get; init; } = [];

    /// <summary>In which order pieces run, and what they pass on.</summary>
    public required PieceFlow Flow { get; init; }

    /// <summary>What each phase of the compile took, in order; empty where nobody asked.</summary>
    public ImmutableArray<PhaseTime> Phases { get; init; } = [];

    /// <summary>Calls that were measured.</summary>
    public ImmutableArray<MeasuredCall> Measured { get; init; } = [];

    /// <summary>Sizes that could not be measured, each with the reason.</summary>
    public ImmutableArray<string> NotMeasured { get; init; } = [];

    /// <summary>Who makes code of the pieces, or runs them without.</summary>
    public string Backend { get; init; } = Backends.Generated;

    /// <summary>How often each rule was applied: per entry, in all places of the program that call the piece.</summary>
    public IEnumerable<(string Pass, string Rule, int Pieces, int Places)> Applied => Pieces
        .SelectMany(p =>
            p.Records.Where(r => r.Entry is null || r.Entry == Entries[0].Entry)
            .SelectMany(r => r.Rewrites.Select(w => (r.Pass, w.Rule, p.Calls.Length))))
        .GroupBy(r => (r.Pass, r.Rule)).Select(g => (g.Key.Pass, g.Key.Rule, g.Count(), g.Sum(r => r.Length)));

    /// <summary>Calls that run by reference kernels, by operator and reason.</summary>
    public ImmutableArray<ReferenceGroup> ReferenceCalls { get; init; } = [];

    /// <summary>Explains a lowered program.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="lowered">It.</param>
    /// <param name="plan">The code and the memory planned for it; null leaves both out.</param>
    public static Explanation Of(string program, LoweredProgram lowered, PlannedProgram? plan = null)
    {
        ArgumentNullException.ThrowIfNull(lowered);
        var cache = lowered.Replacements;
        return new Explanation(
            program,
            lowered.Partition.Summary,
            [.. lowered.Entries.Entries.Select((e, i) =>
                new ExplainedEntry(i, e, lowered.Entries.Derived.FirstOrDefault(d => d.Size == e.Range.End)?.Reason))],
            [.. lowered.Pieces.GroupBy(p => p.UniqueIndex).OrderBy(g => g.Key).Select(g => Piece(lowered, g.Key, plan))],
            lowered.PassTime,
            lowered.StitchTime,
            $"{cache.Hits} hits, {cache.Renamed} hits with other symbols, {cache.Misses} traced in "
                + FormattableString.Invariant($"{cache.MissTime.TotalMilliseconds:F1} ms"),
            plan is null ? [] : [.. plan.Manifest.Entries.Select((e, i) => ExplainedMemory.Of(plan.Manifest, i))],
            plan is null ? [] : plan.Remarks)
        {
            Flow = PieceFlow.Of(lowered.Partition),
            ReferenceCalls = plan is null ? [] : ReferenceGroup.Of(plan.Codes.Select(c => (c.Name, c.Schedule.Calls))),
        };
    }

    private static ExplainedPiece Piece(LoweredProgram lowered, int index, PlannedProgram? plan)
    {
        ImmutableArray<int> calls = [.. lowered.Stitches[0].Nodes.Where(n =>
            n.Piece is { Kind: PieceKind.Compute } p && p.Graph == lowered.Piece(index, 0).Graph).Select(n => n.Piece!.Index)];
        var original = lowered.Partition.Pieces[calls[0]].Graph;
        ImmutableArray<LoweredPiece> versions = [.. lowered.Pieces.Where(p => p.UniqueIndex == index)];
        return new ExplainedPiece(
            index, calls, original, [.. lowered.Records.Where(r => r.UniquePiece == index)], versions,
            [.. versions.Select(v => plan?.Codes.FirstOrDefault(c => c.Schedule.Graph == v.Graph))]);
    }
}

/// <summary>One entry.</summary>
/// <param name="Index">Its number.</param>
/// <param name="Entry">The sizes it serves.</param>
/// <param name="DerivedFor">Which pass asked for it to end where it ends (R8); null where the user or the program did.</param>
internal sealed record ExplainedEntry(int Index, Entries.CompileEntry Entry, string? DerivedFor);
