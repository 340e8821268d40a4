using System.Collections.Immutable;
using Piecewise.Compiler.Entries;

namespace Piecewise.Compiler.Passes;

/// <summary>What one pass did to one piece, for one entry (N7).</summary>
/// <param name="Step">The pass, and why it is there.</param>
/// <param name="UniquePiece">Number of the unique piece.</param>
/// <param name="Entry">The entry; null for a pass that runs before specialization.</param>
/// <param name="Elapsed">Time of this run alone.</param>
/// <param name="NodesBefore">Nodes of the graph before.</param>
/// <param name="NodesAfter">Nodes of the graph after.</param>
internal sealed record PassRecord(
    PipelineStep Step, int UniquePiece, CompileEntry? Entry, TimeSpan Elapsed, int NodesBefore, int NodesAfter)
{
    /// <summary>The pass's name.</summary>
    public string Pass => Step.Pass.Name;

    /// <summary>Why the pass was not run; null where it was.</summary>
    public string? Skipped { get; init; }

    public ImmutableArray<Rewrite> Rewrites { get; init; } = [];

    public ImmutableArray<Remark> Remarks { get; init; } = [];

    public ImmutableArray<NodeProvider> Providers { get; init; } = [];

    /// <summary>The graph's text before the pass; only where texts are kept and the pass changed it.</summary>
    public string? TextBefore { get; init; }

    /// <summary>The graph's text after the pass; only where texts are kept.</summary>
    public string? TextAfter { get; init; }
}
