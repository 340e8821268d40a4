using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Schedule;

/// <summary>Where a tensor's elements lie: an affine map from its index to memory. A view is nothing else.</summary>
/// <param name="View">The tensor.</param>
/// <param name="Base">The tensor whose memory it shows, and which is no view of a known place itself.</param>
/// <param name="ByteOffset">Where its first element lies behind that of the base, in bytes.</param>
/// <param name="Type">Sizes and strides.</param>
public sealed record TensorPlace(MemoryView View, MemoryView Base, SymInt ByteOffset, TensorType Type)
{
    /// <summary>Whether this is only a part of the tensor.</summary>
    internal bool IsPart { get; init; }

    /// <summary>The same elements with the dims in another order; itself where there is none.</summary>
    /// <param name="order">By new dim, the old one.</param>
    public TensorPlace InOrder(ImmutableArray<int> order) => order.IsEmpty || order.Length != Type.Rank
        ? this
        : this with { Type = Type.WithShape([.. order.Select(d => Type.Shape[d])], [.. order.Select(d => Type.Strides[d])]) };

    /// <summary>
    /// The strides by the dims of a space that the tensor's dims stand in from <paramref name="first"/> on; 0 where it has one element only,
    /// which is repeated.
    /// </summary>
    public ImmutableArray<SymInt> StridesOver(ImmutableArray<SymInt> space, int first)
    {
        var result = Enumerable.Repeat((SymInt)0, space.Length).ToArray();
        var strides = Type.Strides;
        for (var i = 0; i < Type.Rank; i++)
        {
            if (!IsOne(Type.Shape[i]) && !IsOne(space[first + i]))
            {
                result[first + i] = strides[i];
            }
        }
        return [.. result];
    }

    internal static bool IsOne(SymInt size) => size.TryGetConstant(out var value) && value == 1;
}
