using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Rows of a table of which each rank has a part: <c>result[i, :] = x[indices[i] - rank · Rows, :]</c> where this rank has the row, else
/// zeros: the sum of all ranks' results is the lookup in the whole table. An index outside of the whole table is refused
/// (<see cref="KernelException"/>).
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct TakeOwnRowsCall : IKernel
{
    /// <summary>[<see cref="Rows"/>, <see cref="RowBytes"/>], contiguous.</summary>
    public required void* X;

    /// <summary>Of this rank's part.</summary>
    public required nint Rows;
    public required nint RowBytes;

    /// <summary>[<see cref="Count"/>] of i64, or i32, contiguous.</summary>
    public required void* Indices;
    public required bool HasShortIndices;
    public required nint Count;

    /// <summary>[<see cref="Count"/>, <see cref="RowBytes"/>], contiguous.</summary>
    public required void* Result;

    /// <summary>How many ranks the program was made for.</summary>
    public required nint World;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        var first = (Ranks.HostOf(workers, World)?.Rank ?? 0) * (long)Rows;
        for (nint i = 0; i < Count; i++)
        {
            var index = HasShortIndices ? ((int*)Indices)[i] : ((long*)Indices)[i];
            if ((ulong)index >= (ulong)(Rows * (long)World))
            {
                throw new KernelException($"index {index} is out of range for {Rows * (long)World} rows.");
            }
            var result = (byte*)Result + (i * RowBytes);
            if ((ulong)(index - first) < (ulong)Rows)
            {
                Buffer.MemoryCopy((byte*)X + ((nint)(index - first) * RowBytes), result, RowBytes, RowBytes);
            }
            else
            {
                System.Runtime.InteropServices.NativeMemory.Clear(result, (nuint)RowBytes);
            }
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntry.Of<TakeOwnRowsCall>();
}
