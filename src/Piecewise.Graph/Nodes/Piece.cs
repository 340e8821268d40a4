using System.Collections.Immutable;

namespace Piecewise.Graphs;

internal enum PieceKind : byte { Compute, Splitting }

/// <summary>One subgraph of a partitioned program. The stitch graph calls it by reference.</summary>
/// <param name="Index">Place in execution order, dense from 0 (P9).</param>
/// <param name="Kind">Whether it is compiled.</param>
/// <param name="Graph">What it computes: its inputs and outputs are exactly those it needs (P6).</param>
/// <param name="UniqueIndex">Which unique piece it is an instance of (P10); null for a splitting piece, which is not compiled.</param>
internal sealed record Piece(int Index, PieceKind Kind, Graph Graph, int? UniqueIndex)
{
    public string Name => Graph.Name;

    /// <summary>The type of a call: that of the only output, a tuple of several, none of none.</summary>
    /// <exception cref="InvalidOperationException">An output has no type: a list or a literal that is no number.</exception>
    public NodeType ResultType
    {
        get
        {
            var items = Graph.Output?.Arguments.Select(a => a.Type ?? throw new InvalidOperationException($"{a} has no type."))
                .ToImmutableArray() ?? [];
            return items.Length switch { 0 => NoneType.Instance, 1 => items[0], _ => new TupleType(items) };
        }
    }

    public bool Equals(Piece? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    public override string ToString() => "@" + Name;
}
