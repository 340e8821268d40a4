namespace Piecewise.Tensors;

/// <summary>Arithmetic over shapes and strides. Strides count elements, never bytes.</summary>
internal static class Layout
{
    /// <summary>Row-major strides; a dimension of size 0 counts as 1, as in PyTorch.</summary>
    public static long[] ContiguousStrides(ReadOnlySpan<long> shape)
    {
        var strides = new long[shape.Length];
        long next = 1;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = next;
            next = checked(next * Math.Max(shape[i], 1));
        }
        return strides;
    }

    public static long ElementCount(ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (var size in shape)
        {
            count = checked(count * size);
        }
        return count;
    }

    /// <summary>
    /// Elements from the first one to the last, with those between them; 0 where there are none. Strides are not negative.
    /// </summary>
    /// <exception cref="OverflowException">It does not fit 64 bits.</exception>
    internal static long Extent(ReadOnlySpan<long> shape, ReadOnlySpan<long> strides)
    {
        // Strides of nothing may be any numbers.
        if (shape.Contains(0))
        {
            return 0;
        }
        long extent = 1;
        for (var i = 0; i < shape.Length; i++)
        {
            extent = checked(extent + ((shape[i] - 1) * strides[i]));
        }
        return extent;
    }

    /// <summary>True where the elements lie in row-major order without gaps; strides of size-1 dimensions do not matter.</summary>
    public static bool IsContiguous(ReadOnlySpan<long> shape, ReadOnlySpan<long> strides)
    {
        long expected = 1;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            if (shape[i] == 0)
            {
                return true;
            }
            if (shape[i] != 1)
            {
                if (strides[i] != expected)
                {
                    return false;
                }
                expected *= shape[i];
            }
        }
        return true;
    }

    /// <summary>Dense strides for <paramref name="shape"/> whose memory order is <paramref name="order"/> (outermost first).</summary>
    public static long[] DenseStrides(ReadOnlySpan<long> shape, ReadOnlySpan<int> order)
    {
        var strides = new long[shape.Length];
        long next = 1;
        for (var i = order.Length - 1; i >= 0; i--)
        {
            strides[order[i]] = next;
            next *= Math.Max(shape[order[i]], 1);
        }
        return strides;
    }

    /// <summary>
    /// Strides of a view with <paramref name="newShape"/> over the same memory, or null where only a copy can have that shape
    /// (PyTorch <c>Tensor.view</c>).
    /// </summary>
    public static long[]? ViewStrides(ReadOnlySpan<long> shape, ReadOnlySpan<long> strides, ReadOnlySpan<long> newShape)
    {
        if (ElementCount(shape) == 0)
        {
            return shape.SequenceEqual(newShape) ? strides.ToArray() : ContiguousStrides(newShape);
        }
        var result = new long[newShape.Length];
        var view = newShape.Length - 1;
        var chunkStride = shape.Length == 0 ? 1 : strides[^1];
        long chunk = 1, filled = 1;
        for (var dim = shape.Length - 1; dim >= 0; dim--)
        {
            chunk *= shape[dim];
            // A chunk ends where the next outer dimension does not continue it in memory.
            if (dim == 0 || (shape[dim - 1] != 1 && strides[dim - 1] != chunk * chunkStride))
            {
                while (view >= 0 && (filled < chunk || newShape[view] == 1))
                {
                    result[view] = filled * chunkStride;
                    filled *= newShape[view--];
                }
                if (filled != chunk)
                {
                    return null;
                }
                if (dim > 0)
                {
                    chunkStride = strides[dim - 1];
                    chunk = filled = 1;
                }
            }
        }
        for (; view >= 0; view--)
        {
            result[view] = 1;
        }
        return result;
    }

    /// <summary>The shape that both broadcast to, by PyTorch's rules.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static long[] Broadcast(ReadOnlySpan<long> a, ReadOnlySpan<long> b)
    {
        var result = new long[Math.Max(a.Length, b.Length)];
        for (var i = 1; i <= result.Length; i++)
        {
            var x = i <= a.Length ? a[^i] : 1;
            var y = i <= b.Length ? b[^i] : 1;
            result[^i] = x == y || y == 1 ? x : x == 1 ? y
                : throw new ArgumentException(
                    $"Shapes [{string.Join(", ", a.ToArray())}] and [{string.Join(", ", b.ToArray())}] do not broadcast: {x} against {y}.");
        }
        return result;
    }
}
