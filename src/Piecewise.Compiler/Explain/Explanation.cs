using System.Collections.Immutable;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Emit;
using Piecewise.Compiler.LoopIr;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Passes;
using Piecewise.Graphs;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Explain;

/// <summary>What the middle end did to a program, piece by piece and entry by entry (T2): data for the CLI, JSON and the HTML report.</summary>
/// <param name="Program">The program's file or name.</param>
/// <param name="Partition"><c>65 pieces, 3 unique</c>.</param>
/// <param name="Entries">The ranges that were compiled for.</param>
/// <param name="Pieces">The unique pieces.</param>
/// <param name="PassTime">Time of all passes over all unique pieces and entries.</param>
/// <param name="StitchTime">Time that making the stitch graphs took.</param>
/// <param name="Replacements">The cache of traced implementations, in words.</param>
/// <param name="Memory">By entry: the memory of a call; empty where code was not planned.</param>
/// <param name="Remarks">What is not compiled, and why.</param>
public sealed record Explanation(
    string Program, string Partition, ImmutableArray<ExplainedEntry> Entries, ImmutableArray<ExplainedPiece> Pieces,
    TimeSpan PassTime, TimeSpan StitchTime, string Replacements, ImmutableArray<ExplainedMemory> Memory, ImmutableArray<string> Remarks)
{
    /// <summary>How often each rule was applied: per entry, in all places of the program that call the piece.</summary>
    public IEnumerable<(string Pass, string Rule, int Pieces, int Places)> Applied => Pieces
        .SelectMany(p => p.Records.Where(r => r.Entry is null || r.Entry == Entries[0].Entry).SelectMany(r => r.Rewrites.Select(w => (r.Pass, w.Rule, p.Calls.Length))))
        .GroupBy(r => (r.Pass, r.Rule)).Select(g => (g.Key.Pass, g.Key.Rule, g.Count(), g.Sum(r => r.Length)));

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
            [.. lowered.Entries.Entries.Select((e, i) => new ExplainedEntry(i, e, lowered.Entries.Derived.FirstOrDefault(d => d.Size == e.Range.End)?.Reason))],
            [.. lowered.Pieces.GroupBy(p => p.UniqueIndex).OrderBy(g => g.Key).Select(g => Piece(lowered, g.Key, plan))],
            lowered.PassTime,
            lowered.StitchTime,
            FormattableString.Invariant($"{cache.Hits} hits, {cache.Renamed} hits with other symbols, {cache.Misses} traced in {cache.MissTime.TotalMilliseconds:F1} ms"),
            plan is null ? [] : [.. plan.Manifest.Entries.Select((e, i) => ExplainedMemory.Of(plan.Manifest, i))],
            plan is null ? [] : plan.Remarks);
    }

    private static ExplainedPiece Piece(LoweredProgram lowered, int index, PlannedProgram? plan)
    {
        ImmutableArray<int> calls = [.. lowered.Stitches[0].Nodes.Where(n => n.Piece is { Kind: PieceKind.Compute } p && p.Graph == lowered.Piece(index, 0).Graph).Select(n => n.Piece!.Index)];
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
public sealed record ExplainedEntry(int Index, Entries.CompileEntry Entry, string? DerivedFor);

/// <summary>One unique piece.</summary>
/// <param name="Index">Its number.</param>
/// <param name="Calls">Numbers of the pieces that it stands for.</param>
/// <param name="Graph">The piece as the partition made it.</param>
/// <param name="Records">What each pass did to it, those before specialization first.</param>
/// <param name="Versions">By entry: what it became.</param>
/// <param name="Codes">By version: its loops and calls; null where code was not planned, or there is none.</param>
public sealed record ExplainedPiece(
    int Index, ImmutableArray<int> Calls, Graph Graph, ImmutableArray<PassRecord> Records, ImmutableArray<LoweredPiece> Versions, ImmutableArray<PlannedCode?> Codes)
{
    /// <summary>The generated C# of a version; null where there is none.</summary>
    public string? SourceOf(int version) => Codes[version] is { } code
        ? PieceEmitter.Emit(PieceDescriber.Run(code.Schedule), new EmitOptions { ClassName = code.Name }).Source
        : null;
}

/// <summary>The memory of a call.</summary>
/// <param name="Entry">Number of the entry.</param>
/// <param name="Sizes">The sizes of the call: the largest that the entry serves.</param>
/// <param name="Plan">Where each buffer lies.</param>
/// <param name="Names">By buffer: what is in it.</param>
public sealed record ExplainedMemory(int Entry, string Sizes, MemoryPlan Plan, ImmutableArray<string> Names)
{
    /// <summary>The memory of an entry's largest call; other sizes than the one it is dispatched by are as small as they may be.</summary>
    public static ExplainedMemory Of(ProgramManifest manifest, int entry)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var (version, dispatch) = (manifest.Entries[entry], manifest.DispatchSymbol);
        // Without an end, the first size stands for all.
        var size = version.End == long.MaxValue ? version.Start : version.End;
        var shapes = new CallShapes(manifest, dispatch < 0 ? ImmutableDictionary<string, long>.Empty : new Dictionary<string, long> { [manifest.Symbols[dispatch]] = size });
        return new ExplainedMemory(entry, shapes.ToString(), version.PlanMemory(shapes.Symbols.AsSpan()), [.. version.Buffers.Select(b => b.Name)]);
    }

    public override string ToString() => Plan.ToString(id => $"%{Names[id]}");
}
