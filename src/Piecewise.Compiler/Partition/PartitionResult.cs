using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Partition;

/// <summary>A split program.</summary>
/// <param name="Plan">The plan that was followed.</param>
/// <param name="Pieces">The pieces in execution order.</param>
/// <param name="Stitch">Calls the pieces; has the inputs and outputs of the unsplit graph.</param>
/// <param name="UniquePieceCount">How many different compute pieces there are (P10).</param>
internal sealed record PartitionResult(PartitionPlan Plan, ImmutableArray<Piece> Pieces, Graph Stitch, int UniquePieceCount)
{
    /// <summary>Inputs of pieces that nothing in the piece uses; always 0 (P6), and counted to prove it.</summary>
    public int UnusedInputs => Pieces.Sum(p => p.Graph.Inputs.Count(i => !i.HasUsers));

    /// <summary>For people: <c>65 pieces, 3 unique</c>.</summary>
    public string Summary => $"{Pieces.Length} piece{(Pieces.Length == 1 ? "" : "s")}, {UniquePieceCount} unique";
}
