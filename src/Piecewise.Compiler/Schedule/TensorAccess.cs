using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Schedule;

/// <summary>What an item does to memory.</summary>
/// <param name="Place">Which elements.</param>
/// <param name="Strides">By the dims of the item's space; default for a call, which sees the whole tensor at any time.</param>
/// <param name="Writes">Whether it changes them.</param>
internal sealed record TensorAccess(TensorPlace Place, ImmutableArray<SymInt> Strides, bool Writes)
{
    /// <summary>True where both touch the same element in the same place of the loops.</summary>
    public bool IsSame(TensorAccess other) => !Strides.IsDefault && !other.Strides.IsDefault && Place.Base == other.Place.Base
        && Place.ByteOffset == other.Place.ByteOffset && Place.Type.DType == other.Place.Type.DType
        && Strides.AsSpan().SequenceEqual(other.Strides.AsSpan());
}
