using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators;

/// <summary>Walks over elements that index tensors name; what the indexing operators have in common.</summary>
internal static class Indexing
{
    /// <summary>
    /// For each place of <paramref name="index"/> the element of <paramref name="self"/> at that place, but at the index's value along
    /// <paramref name="dim"/> (<c>gather</c>, <c>scatter</c>).
    /// </summary>
    public static IndexedElements AlongDim(EvaluationContext context, Tensor self, int dim, Tensor index)
    {
        if (self.Rank == 0 || index.Rank == 0)
        {
            (self, index) = (self.Rank == 0 ? self.Unsqueeze(0) : self, index.Rank == 0 ? index.Unsqueeze(0) : index);
        }
        var offsets = Offsets(context, index, self.Shape[dim], self.Strides[dim], fromEnd: false);
        long[] strides = [.. self.Strides];
        strides[dim] = 0;
        return new IndexedElements(index.Shape.ToArray(), self, strides, offsets, [.. offsets.Strides]);
    }

    /// <summary>
    /// Slices of <paramref name="self"/> along <paramref name="dim"/>, one for each element of a vector (<c>index_select</c>).
    /// </summary>
    public static IndexedElements Slices(EvaluationContext context, Tensor self, int dim, Tensor index, bool fromEnd = false)
    {
        self = self.Rank == 0 ? self.Unsqueeze(0) : self;
        var offsets = Offsets(context, index.Rank == 0 ? index.Unsqueeze(0) : index, self.Shape[dim], self.Strides[dim], fromEnd);
        return Slices(self, dim, offsets);
    }

    /// <summary>Slices of <paramref name="self"/> along <paramref name="dim"/> at these positions, which lie in the dim.</summary>
    public static Tensor SlicesAt(Tensor self, int dim, ReadOnlySpan<long> positions)
    {
        var offsets = Tensor.From(positions, positions.Length);
        foreach (ref var offset in offsets.AsSpan<long>())
        {
            offset *= self.Strides[dim];
        }
        var slices = Slices(self, dim, offsets);
        var result = Tensor.Zeros(self.DType, slices.Shape);
        slices.CopyTo(result);
        return result;
    }

    /// <summary>
    /// Index values as offsets: multiplied with a stride. Row-major, i64, of the index's shape.
    /// </summary>
    /// <param name="context">The call, for messages.</param>
    /// <param name="index">Integers of any dtype.</param>
    /// <param name="size">Size of the dim that is indexed.</param>
    /// <param name="stride">Its stride.</param>
    /// <param name="fromEnd">Whether negative values count from the end.</param>
    /// <exception cref="EvaluationException">A value lies outside.</exception>
    public static Tensor Offsets(EvaluationContext context, Tensor index, long size, long stride, bool fromEnd)
    {
        if (!index.DType.IsIntegral() || index.DType == DType.Bool)
        {
            throw context.Error($"an index holds integers, not {index.DType.TextName()}.");
        }
        var result = index.DType == DType.I64 ? index.Clone() : Cast.To(index, DType.I64).Contiguous();
        foreach (ref var value in result.AsSpan<long>())
        {
            var position = fromEnd && value < 0 ? value + size : value;
            if ((ulong)position >= (ulong)size)
            {
                throw context.Error($"index {value} is out of range for size {size}.");
            }
            value = position * stride;
        }
        return result;
    }

    private static IndexedElements Slices(Tensor self, int dim, Tensor offsets)
    {
        var (shape, strides, offsetStrides) = (self.Shape.ToArray(), self.Strides.ToArray(), new long[self.Rank]);
        shape[dim] = offsets.ElementCount;
        strides[dim] = 0;
        offsetStrides[dim] = 1;
        return new IndexedElements(shape, self, strides, offsets, offsetStrides);
    }
}
