using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Partition;

/// <summary>One piece of a plan.</summary>
/// <param name="Index">Its place in execution order, dense from 0 (P9).</param>
/// <param name="Kind">Whether it is compiled.</param>
/// <param name="Nodes">The calls that it holds, in order, by their names in the unsplit graph; symbolic values are in
/// <paramref name="Sizes"/>.</param>
/// <param name="Inputs">What enters, tensors before sizes.</param>
/// <param name="Outputs">What leaves, in the order of the unsplit graph.</param>
/// <param name="Sizes">The symbolic values that it makes for itself.</param>
internal sealed record PlannedPiece(
    int Index, PieceKind Kind, ImmutableArray<string> Nodes, ImmutableArray<PlannedInput> Inputs, ImmutableArray<PlannedOutput> Outputs,
    ImmutableArray<PlannedSize> Sizes)
{
    public bool Equals(PlannedPiece? other) =>
        other is not null && Index == other.Index && Kind == other.Kind && Nodes.AsSpan().SequenceEqual(other.Nodes.AsSpan())
        && Inputs.AsSpan().SequenceEqual(other.Inputs.AsSpan()) && Outputs.AsSpan().SequenceEqual(other.Outputs.AsSpan())
        && Sizes.AsSpan().SequenceEqual(other.Sizes.AsSpan());

    public override int GetHashCode() => Nodes.Aggregate(HashCode.Combine(Index, Kind, Inputs.Length, Outputs.Length), HashCode.Combine);
}
