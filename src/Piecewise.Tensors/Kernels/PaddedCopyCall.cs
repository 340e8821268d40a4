using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>A value everywhere, and then elements of x in a part of the result.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct PaddedCopyCall<T> : IKernel, IOverType where T : unmanaged
{
    public required T* X;

    /// <summary>How far the first element that is copied lies from <see cref="X"/>.</summary>
    public required nint XOffset;

    /// <summary>[<see cref="Rank"/>].</summary>
    public required nint* XStrides;

    /// <summary>Becomes an element as a literal does.</summary>
    public required double Value;

    /// <summary>[<see cref="Count"/>], whatever the order of its dims is; not x.</summary>
    public required T* Result;

    /// <summary>The number of elements of the result.</summary>
    public required nint Count;

    /// <summary>How far the first element that is overwritten lies from <see cref="Result"/>.</summary>
    public required nint ResultOffset;

    /// <summary>[<see cref="Rank"/>].</summary>
    public required nint* ResultStrides;

    /// <summary>[<see cref="Rank"/>]: of the part; where one is not positive, nothing is copied.</summary>
    public required nint* Sizes;
    public required nint Rank;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        var element = Element.Convert<double, T>(Value);
        for (nint i = 0; i < Count; i++)
        {
            Result[i] = element;
        }
        for (nint dim = 0; dim < Rank; dim++)
        {
            if (Sizes[dim] <= 0)
            {
                return;
            }
        }
        new StridedCopyCall<T>
        {
            X = X,
            XOffset = XOffset,
            XStrides = XStrides,
            Result = Result + ResultOffset,
            ResultStrides = ResultStrides,
            Sizes = Sizes,
            Rank = Rank,
        }.Run(workers);
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.Of<PaddedCopyCall<T>>(dtypes);

    static KernelEntry IOverType.EntryOver<TAny>() => KernelEntry.Of<PaddedCopyCall<TAny>>();
}
