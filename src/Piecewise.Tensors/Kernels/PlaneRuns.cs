namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Positions as runs of elements of a padded plane: all at once, with what lies between the end of a row and the begin of the next, where
/// that is little; else row by row.
/// </summary>
/// <param name="Count">How many runs there are.</param>
/// <param name="Length">Elements of a run.</param>
/// <param name="Rows">Rows of a layer, of which each is a run.</param>
/// <param name="RowStride">Distance of two rows.</param>
/// <param name="LayerStride">Distance of two layers.</param>
internal readonly record struct PlaneRuns(nint Count, nint Length, nint Rows, nint RowStride, nint LayerStride)
{
    // So long that vectors are mostly full.
    private const int LongRow = 64;

    public static PlaneRuns Of(nint depth, nint height, nint width, nint rowStride, nint layerStride) =>
        width >= LongRow || 2 * width < rowStride
            ? new PlaneRuns(depth * height, width, height, rowStride, layerStride)
            : new PlaneRuns(1, ((depth - 1) * layerStride) + ((height - 1) * rowStride) + width, 1, 0, 0);

    /// <summary>Where a run begins.</summary>
    public nint Offset(nint run) => (run / Rows * LayerStride) + (run % Rows * RowStride);
}
