using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// <c>torch.nn.functional.one_hot</c>: for each number a row that is 1 there and 0 elsewhere. A number that is no class is refused
/// (<see cref="KernelException"/>). The calling thread writes: a row is short.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct OneHotCall : IKernel
{
    public required long* Numbers;

    /// <summary>[<see cref="Rank"/>].</summary>
    public required nint* Strides;

    /// <summary>[all numbers in row-major order, <see cref="Classes"/>], contiguous.</summary>
    public required long* Result;
    public required nint Classes;

    /// <summary>[<see cref="Rank"/>]: of the numbers.</summary>
    public required nint* Sizes;
    public required nint Rank;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        var nest = new Nest(Sizes, Rank);
        var count = nest.Count;
        for (nint i = 0; i < count; i++)
        {
            var number = Numbers[nest.Offset(i, Strides)];
            if ((ulong)number >= (ulong)Classes)
            {
                throw new KernelException($"class {number} is outside 0…{Classes - 1}.");
            }
            var row = new Span<long>(Result + (i * Classes), checked((int)Classes));
            row.Clear();
            row[(int)number] = 1;
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntry.Of<OneHotCall>();
}
