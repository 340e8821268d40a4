using Piecewise.Graphs;

namespace Piecewise.Compiler.Patterns;

/// <summary>Some of the elements along a tensor's last dim: <c>whole[..., start : … : step]</c>, however the model spells it.</summary>
/// <param name="Whole">The tensor; its last size is known.</param>
/// <param name="Size">Its last size.</param>
/// <param name="Start">The first element.</param>
/// <param name="Length">How many.</param>
/// <param name="Step">1, or 2 for every other one.</param>
internal readonly record struct LastDimPart(Node Whole, long Size, long Start, long Length, long Step)
{
    /// <summary>Whether this and another part are the first and the second half.</summary>
    public bool IsFirstHalfBefore(LastDimPart second) =>
        Whole == second.Whole && Step == 1 && second.Step == 1 && Start == 0 && 2 * Length == Size && second.Start == Length
            && second.Length == Length;

    /// <summary>Whether this and another part are the elements of even and of odd number.</summary>
    public bool IsEvenBesideOdd(LastDimPart odd) =>
        Whole == odd.Whole && Step == 2 && odd.Step == 2 && Start == 0 && odd.Start == 1 && 2 * Length == Size && odd.Length == Length;

    /// <summary>The part that a node is; null where it is none, or where its place is not known.</summary>
    public static LastDimPart? Of(Node node)
    {
        if (node.Tensor is not { Rank: > 0 } type || !type.Shape[^1].TryGetConstant(out var length))
        {
            return null;
        }
        return node.IsCallOf(KnownOps.Slice) ? OfSlice(node, length) : node.IsCallOf(Dialect.GetItem) ? OfItem(node, length) : null;
    }

    private static LastDimPart? OfSlice(Node slice, long length)
    {
        if (slice.Operand(0)?.Value is not { } whole || WholeSize(whole) is not { } size
            || !slice.Arguments[1].IsLastDim(whole.Tensor!.Rank)
            || slice.Arguments[4] is not IntArgument { Value: var step })
        {
            return null;
        }
        long? start = slice.Arguments[2] switch
        {
            NoneArgument => 0,
            IntArgument { Value: var value } => value < 0 ? value + size : value,
            _ => null,
        };
        return start is { } first ? new LastDimPart(whole, size, first, length, step) : null;
    }

    private static LastDimPart? OfItem(Node item, long length)
    {
        if (item.Operand(0) is not { Type: TupleType { Items: var parts } } split
            || item.Arguments[1] is not IntArgument { Value: var index }
            || !(split.IsCallOf(KnownOps.Chunk) || split.IsCallOf(KnownOps.SplitWithSizes) || split.IsCallOf(KnownOps.Split))
            || split.Operand(0)?.Value is not { } whole || WholeSize(whole) is not { } size
            || !split.Arguments[2].IsLastDim(whole.Tensor!.Rank))
        {
            return null;
        }
        var start = 0L;
        for (var i = 0; i < index; i++)
        {
            if (parts[i] is not TensorType part || !part.Shape[^1].TryGetConstant(out var before))
            {
                return null;
            }
            start += before;
        }
        return new LastDimPart(whole, size, start, length, 1);
    }

    private static long? WholeSize(Node whole) =>
        whole.Tensor is { Rank: > 0 } type && type.Shape[^1].TryGetConstant(out var size) ? size : null;
}
