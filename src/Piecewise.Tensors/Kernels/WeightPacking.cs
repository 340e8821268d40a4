using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>Brings a weight into <see cref="PackedLayout"/>.</summary>
internal static unsafe class WeightPacking
{
    // Columns that are written together: their groups and the source's lines then stay in the first cache.
    private const int Block = 32;

    /// <summary>One panel.</summary>
    /// <param name="weight">The panel's first row.</param>
    /// <param name="stride">Distance of two rows, in elements.</param>
    /// <param name="columnStride">Distance of two columns, in elements.</param>
    /// <param name="rows">How many rows the panel has; the rest of it becomes 0.</param>
    /// <param name="columns">Columns of the weight.</param>
    /// <param name="width">Rows of a full panel.</param>
    /// <param name="target"><c>width · columns</c> elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void PackPanel<T>(T* weight, nint stride, nint columnStride, nint rows, nint columns, nint width, T* target)
        where T : unmanaged
    {
        if (rows < width)
        {
            new Span<T>(target, checked((int)(width * columns))).Clear();
        }
        for (nint start = 0; start < columns; start += Block)
        {
            var count = Math.Min(Block, columns - start);
            if (columnStride != 1)
            {
                PackColumns(weight + (start * columnStride), stride, columnStride, rows, count, width, target + (start * width));
                continue;
            }
            for (nint row = 0; row < rows; row++)
            {
                var from = weight + (row * stride) + start;
                var to = target + (start * width) + Place<T>(row, width / 2);
                for (nint i = 0; i < count; i++)
                {
                    to[i * width] = from[i];
                }
            }
        }
    }

    // Column by column, which is the order of memory where the rows are neighbours.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackColumns<T>(T* weight, nint stride, nint columnStride, nint rows, nint columns, nint width, T* target)
        where T : unmanaged
    {
        for (nint column = 0; column < columns; column++)
        {
            var from = weight + (column * columnStride);
            var to = target + (column * width);
            if (typeof(T) != typeof(BFloat16) && stride == 1)
            {
                new ReadOnlySpan<T>(from, (int)rows).CopyTo(new Span<T>(to, (int)rows));
                continue;
            }
            for (nint row = 0; row < rows; row++)
            {
                to[Place<T>(row, width / 2)] = from[row * stride];
            }
        }
    }

    private static nint Place<T>(nint row, nint half) =>
        typeof(T) != typeof(BFloat16) ? row : row < half ? 2 * row : (2 * (row - half)) + 1;
}
