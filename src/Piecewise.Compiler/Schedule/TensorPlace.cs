using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Schedule;

/// <summary>Where a tensor's elements lie: an affine map from its index to memory. A view is nothing else.</summary>
/// <param name="View">The tensor.</param>
/// <param name="Base">The tensor whose memory it shows, and which is no view of a known place itself.</param>
/// <param name="ByteOffset">Where its first element lies after that of the base, in bytes.</param>
/// <param name="Type">Sizes and strides.</param>
internal sealed record TensorPlace(MemoryView View, MemoryView Base, SymInt ByteOffset, TensorType Type)
{
    /// <summary>Whether this is only a part of the tensor.</summary>
    internal bool IsPart { get; init; }

    /// <summary>The same elements with the dims in another order; itself where there is none.</summary>
    /// <param name="order">By new dim, the old one.</param>
    public TensorPlace InOrder(ImmutableArray<int> order) => order.IsEmpty || order.Length != Type.Rank
        ? this
        : this with { Type = Type.WithShape([.. order.Select(d => Type.Shape[d])], [.. order.Select(d => Type.Strides[d])]) };

    /// <summary>
    /// The strides by the dims of a space that the tensor's dims stand in from <paramref name="first"/> on; 0 where it has one element
    /// only, which is repeated.
    /// </summary>
    /// <param name="space">The space.</param>
    /// <param name="first">The dim of the space that the tensor's first is.</param>
    /// <param name="shapes">What is known of the symbols: a size that is certainly 1 is repeated too.</param>
    /// <exception cref="ScheduleException">A dim certainly is of another size than the space's: there are no such elements.</exception>
    public ImmutableArray<SymInt> StridesOver(ImmutableArray<SymInt> space, int first, ShapeEnvironment shapes)
    {
        var result = Enumerable.Repeat((SymInt)0, space.Length).ToArray();
        var strides = Type.Strides;
        for (var i = 0; i < Type.Rank; i++)
        {
            var (size, wanted) = (Type.Shape[i], space[first + i]);
            if (IsOne(size) || IsOne(wanted) || (size != wanted && shapes.IsStaticallyTrue(SymBool.Eq(size, 1))))
            {
                continue;
            }
            if (size != wanted && shapes.Decide(SymBool.Eq(size, wanted)) == false)
            {
                throw new ScheduleException($"%{View.Maker.Name} has {size} elements in a dim, and loops over it have {wanted}.");
            }
            result[first + i] = strides[i];
        }
        return [.. result];
    }

    internal static bool IsOne(SymInt size) => size.TryGetConstant(out var value) && value == 1;
}
