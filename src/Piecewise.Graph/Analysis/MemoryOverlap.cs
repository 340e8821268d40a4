using Piecewise.Tensors;

namespace Piecewise.Graphs;

/// <summary>Decides whether two views of one storage can have an element in common, by what is known of the symbols.</summary>
internal static class MemoryOverlap
{
    /// <summary>False only where they certainly have none.</summary>
    public static bool MayOverlap(MemoryView a, MemoryView b, ShapeEnvironment shapes)
    {
        if (a == b)
        {
            return true;
        }
        var (baseA, startA) = a.Place(shapes);
        var (baseB, startB) = b.Place(shapes);
        if (baseA != baseB)
        {
            return true;
        }
        return !AreApart(a.Type, b.Type, startB - startA, shapes);
    }

    /// <summary>True only where two layouts, the second of which begins that many bytes behind the first, have no element in common.</summary>
    public static bool AreApart(TensorType a, TensorType b, SymInt distance, ShapeEnvironment shapes) =>
        IsApart(a, b, distance, shapes) || IsApart(b, a, -distance, shapes);

    /// <summary>True where both certainly are the same elements in the same order.</summary>
    public static bool IsSame(MemoryView a, MemoryView b, ShapeEnvironment shapes)
    {
        if (a == b)
        {
            return true;
        }
        var (baseA, startA) = a.Place(shapes);
        var (baseB, startB) = b.Place(shapes);
        return baseA == baseB && AreEqual(startA, startB, shapes) && new TypeAgreement(shapes, shapes).Difference(a.Type, b.Type) is null;
    }

    /// <summary>True where a view certainly shows every element of a tensor that is dense and the base of it.</summary>
    public static bool ShowsAll(MemoryView view, MemoryView whole, ShapeEnvironment shapes)
    {
        if (view == whole)
        {
            return true;
        }
        var (@base, start) = view.Place(shapes);
        // From a tensor without gaps, as many elements as it has, none twice, can only be all of it.
        return @base == whole && AreEqual(start, 0, shapes) && view.Type.DType == whole.Type.DType && whole.Type.IsRowMajor
            && view.Type.HasSeparateElements(shapes) && AreEqual(view.Type.ElementCount, whole.Type.ElementCount, shapes)
            && AreEqual(Extent(view.Type, null), Extent(whole.Type, null), shapes);
    }

    // b begins `distance` bytes behind a. They are apart where a ends before b begins; or where the same holds within each row, that is,
    // modulo a stride S of which all longer strides are multiples: the columns of q and k in a buffer of rows [q | k | v].
    private static bool IsApart(TensorType a, TensorType b, SymInt distance, ShapeEnvironment shapes)
    {
        if (Precedes(Extent(a, null), distance, shapes))
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
            if (!(strides[i].TryGetConstant(out var stride) && stride is 0 or 1) && !(type.Shape[i].TryGetConstant(out var size) && size == 1))
            {
                yield return strides[i] * type.DType.Size();
            }
        }
    }

    /// <summary>Bytes from the first element to behind the last one; with <paramref name="row"/> not counting dims that go from row to row.</summary>
    private static SymInt Extent(TensorType type, SymInt? row)
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

    private static bool IsMultiple(SymInt stride, SymInt row) =>
        stride == row || (SymInt.Mod(stride, row).TryGetConstant(out var rest) && rest == 0 && stride != 0);

    private static bool Precedes(SymInt end, SymInt start, ShapeEnvironment shapes) =>
        end.TryGetConstant(out var a) && start.TryGetConstant(out var b) ? a <= b : shapes.IsStaticallyTrue(SymBool.Le(end, start));

    private static bool AreEqual(SymInt a, SymInt b, ShapeEnvironment shapes) => a == b || shapes.IsStaticallyTrue(SymBool.Eq(a, b));
}
