using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Products of consecutive rows with a matrix of their own each, as of experts; rows after the last group become 0. Operands are f32 or
/// bf16, sums f32; results are rounded once. A group that ends after the last row is refused (<see cref="KernelException"/>).
/// </summary>
/// <typeparam name="T">float or BFloat16.</typeparam>
/// <typeparam name="TEnd">int or long.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct GroupedProductCall<T, TEnd> : IKernel, IOverTypes where T : unmanaged where TEnd : unmanaged
{
    /// <summary>[<see cref="M"/>, <see cref="K"/>].</summary>
    public required T* X;
    public required nint XRow;
    public required nint XColumn;

    /// <summary>[<see cref="Groups"/>, <see cref="K"/>, <see cref="N"/>].</summary>
    public required T* Y;
    public required nint YGroup;
    public required nint YRow;
    public required nint YColumn;

    /// <summary>[<see cref="Groups"/>]: where the rows of each group end.</summary>
    public required TEnd* Ends;
    public required nint EndStride;

    /// <summary>[<see cref="M"/>, <see cref="N"/>], contiguous; not x or y.</summary>
    public required T* Result;
    public required nint Groups;
    public required nint M;
    public required nint N;
    public required nint K;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        var strides = new MatrixStrides(YColumn, YRow);
        // Any group may have few rows or all of them.
        var scratch = Scratch.Of(workers, MatrixProduct.MostScratchBytes<T>(workers, M, N, K, strides));
        nint start = 0;
        for (nint group = 0; group < Groups; group++)
        {
            var end = Integers.Read(Ends + (group * EndStride));
            if (end > M)
            {
                throw new KernelException($"a group of rows ends at {end}, after the last of {M} rows.");
            }
            if (end > start)
            {
                MatrixProduct.Run(
                    workers, X + (start * XRow), new(XRow, XColumn), (nint)end - start, Y + (group * YGroup), strides, N, K, default(Plain),
                    Result + (start * N), N, scratch);
                start = (nint)end;
            }
        }
        new Span<T>(Result + (start * N), checked((int)((M - start) * N))).Clear();
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfFloatAndIndex<GroupedProductCall<T, TEnd>>(dtypes);

    static KernelEntry IOverTypes.EntryOver<TAny, TAnyEnd>() => KernelEntry.Of<GroupedProductCall<TAny, TAnyEnd>>();
}
