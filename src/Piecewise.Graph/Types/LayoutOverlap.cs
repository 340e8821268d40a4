using Piecewise.Tensors;

namespace Piecewise.Graphs;

/// <summary>Decides whether two layouts in one memory can have an element in common, by what is known of the symbols.</summary>
internal static class LayoutOverlap
{
    /// <summary>
    /// True only where two layouts, the second of which begins that many bytes after the first, have no element in common.
    /// </summary>
    public static bool AreApart(TensorType a, TensorType b, SymInt distance, ShapeEnvironment shapes) =>
        IsApart(a, b, distance, shapes) || IsApart(b, a, -distance, shapes);

    /// <summary>
    /// Bytes from the first element to the end of the last one; with <paramref name="row"/> not counting dims that go from row to row.
    /// </summary>
    public static SymInt Extent(TensorType type, SymInt? row = null)
    {
        var size = type.DType.Size();
        SymInt extent = size;
        var strides = type.Strides;
        for (var i = 0; i < type.Rank; i++)
        {
            var stride = strides[i] * size;
            if (row is null || !IsMultiple(stride, row))
            {
                extent += (type.Shape[i] - 1) * stride;
            }
        }
        return extent;
    }

    // b begins `distance` bytes after a. They are apart where a ends before b begins; or where the same holds within each row, that is,
    // modulo a stride S of which all longer strides are multiples: the columns of q and k in a buffer of rows [q | k | v].
    private static bool IsApart(TensorType a, TensorType b, SymInt distance, ShapeEnvironment shapes)
    {
        if (Precedes(Extent(a), distance, shapes))
        {
            return true;
        }
        foreach (var row in RowStrides(a))
        {
            var inRow = distance;
            if (distance.TryGetConstant(out var bytes) && row.TryGetConstant(out var length) && length > 0)
            {
                inRow = ((bytes % length) + length) % length;
            }
            if (Precedes(Extent(a, row), inRow, shapes) && Precedes(inRow + Extent(b, row), row, shapes))
            {
                return true;
            }
        }
        return false;
    }

    // Strides of more than one element, in bytes, longest first: what rows can be.
    private static IEnumerable<SymInt> RowStrides(TensorType type)
    {
        var strides = type.Strides;
        for (var i = 0; i < type.Rank; i++)
        {
            if (!(strides[i].TryGetConstant(out var stride) && stride is 0 or 1)
                && !(type.Shape[i].TryGetConstant(out var size) && size == 1))
            {
                yield return strides[i] * type.DType.Size();
            }
        }
    }

    private static bool IsMultiple(SymInt stride, SymInt row) =>
        stride == row || (SymInt.Mod(stride, row).TryGetConstant(out var rest) && rest == 0 && stride != 0);

    private static bool Precedes(SymInt end, SymInt start, ShapeEnvironment shapes) =>
        end.TryGetConstant(out var a) && start.TryGetConstant(out var b) ? a <= b : shapes.IsStaticallyTrue(SymBool.Le(end, start));
}
