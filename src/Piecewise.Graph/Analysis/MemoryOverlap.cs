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
        return !LayoutOverlap.AreApart(a.Type, b.Type, startB - startA, shapes);
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
            && AreEqual(LayoutOverlap.Extent(view.Type), LayoutOverlap.Extent(whole.Type), shapes);
    }

    private static bool AreEqual(SymInt a, SymInt b, ShapeEnvironment shapes) => a == b || shapes.IsStaticallyTrue(SymBool.Eq(a, b));
}
