using System.Runtime.CompilerServices;
using Piecewise.Tensors.Kernels.Assembled;

namespace Piecewise.Tensors.Kernels;

/// <summary>Calls of an assembled tile for whole rows.</summary>
internal static unsafe class AssembledTile
{
    /// <summary>Bytes of each row that the tile multiplies at once, and of an unfinished sum.</summary>
    public const int VectorBytes = 64;

    /// <summary>Bytes of the weight that stay in the second cache.</summary>
    public const int BlockBytes = 448 * 1024;

    // Bytes of rows of x that stay in the first cache.
    private const int RowsBytes = 40 * 1024;

    // Bytes of a row of x that are worth parts, and of a part.
    private const int LongRowBytes = RowsBytes / DotTileForm.BestRows;
    private const int RowBytes = 4096;

    /// <summary>
    /// Whether one tile takes all rows of x; where they do not fit the first cache, groups of them are faster, unless there is one anyway.
    /// </summary>
    /// <param name="rows">How many.</param>
    /// <param name="bytes">Of each.</param>
    public static bool IsOnce(nint rows, nint bytes) =>
        rows <= DotTileForm.MostRows && (rows <= DotTileForm.BestRows || rows * bytes <= RowsBytes);

    /// <summary>
    /// Sums of rows of x with groups of rows of a weight. A long row of x would not stay in the first cache: its parts are multiplied one
    /// after the other, and vectors of unfinished sums kept, so that a sum has the same bits either way.
    /// </summary>
    /// <param name="call">Distances, groups, sums and what is fetched ahead; the rest is filled in here.</param>
    /// <param name="form">The tile.</param>
    /// <param name="x">Its rows of x.</param>
    /// <param name="weight">Its first group of the weight.</param>
    /// <param name="bytes">Of a row that count.</param>
    /// <param name="isOnce">Whether each row of x is used once, so that it need not stay in a cache.</param>
    /// <param name="partial">For the vectors of all of the call's sums, where a row is divided.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(DotTileCall* call, DotTileForm form, void* x, void* weight, nint bytes, bool isOnce, byte* partial)
    {
        var code = AssembledCode.Tile(form);
        var parts = isOnce || bytes <= LongRowBytes ? 1 : (bytes + RowBytes - 1) / RowBytes;
        nint vectors = bytes / VectorBytes, done = 0;
        for (nint part = 0; part < parts; part++)
        {
            var isLast = part == parts - 1;
            var end = isLast ? vectors : vectors * (part + 1) / parts;
            call->X = (byte*)x + (done * VectorBytes);
            call->Weight = (byte*)weight + (done * VectorBytes);
            call->Vectors = end - done;
            call->LastElements = isLast ? (1UL << (int)(bytes % VectorBytes / form.ElementBytes)) - 1 : 0;
            call->Partial = partial;
            call->IsFirst = part == 0 ? 1 : 0;
            call->IsLast = isLast ? 1 : 0;
            code(call);
            done = end;
        }
    }
}
