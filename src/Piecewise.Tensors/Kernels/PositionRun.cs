using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>Positions of a result that are neighbours in it, and among elements of planes that were computed.</summary>
internal unsafe struct PositionRun
{
    /// <summary>Number of the first one among those that were computed.</summary>
    public nint From;

    /// <summary>Number of the first one among the result's positions.</summary>
    public nint To;
    public nint Count;

    /// <summary>Those of some elements of planes that are positions; the others lie between rows.</summary>
    /// <param name="planes">The planes.</param>
    /// <param name="first">The first element.</param>
    /// <param name="count">How many.</param>
    /// <param name="runs">[<paramref name="count"/>].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static nint Find(PaddedPlanes planes, nint first, nint count, PositionRun* runs)
    {
        var (height, width) = (planes.Height.Positions, planes.Width.Positions);
        nint found = 0;
        for (nint at = first, end = first + count; at < end;)
        {
            var (outer, column) = Math.DivRem(at, planes.RowStride);
            var (layer, row) = Math.DivRem(outer, planes.LayerStride / planes.RowStride);
            if (row >= height)
            {
                at = (layer + 1) * planes.LayerStride;
            }
            else if (column >= width)
            {
                at = (outer + 1) * planes.RowStride;
            }
            else
            {
                var length = Math.Min(width - column, end - at);
                runs[found++] = new PositionRun { From = at - first, To = (((layer * height) + row) * width) + column, Count = length };
                at += length;
            }
        }
        return found;
    }

    /// <summary>Stores finished elements of one output.</summary>
    /// <param name="elements">Those that were computed.</param>
    /// <param name="result">The output's first element.</param>
    /// <param name="runs">[<paramref name="count"/>].</param>
    /// <param name="count">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Store<T>(T* elements, T* result, PositionRun* runs, nint count) where T : unmanaged
    {
        for (nint i = 0; i < count; i++)
        {
            Unsafe.CopyBlockUnaligned(result + runs[i].To, elements + runs[i].From, (uint)(runs[i].Count * sizeof(T)));
        }
    }
}
