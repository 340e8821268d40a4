using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// <c>torch._assert_async</c>: refuses (<see cref="KernelException"/>) a truth that does not hold, with a message of the program's, and
/// anything but one element.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct AssertCall : IKernel
{
    public required bool* X;

    /// <summary>How many elements there are.</summary>
    public required nint Count;

    /// <summary>[<see cref="Length"/>]: the message's characters, as whole numbers, which are what an array of a kernel can hold.</summary>
    public required nint* Message;
    public required nint Length;

    public readonly void Run(Workers workers)
    {
        if (Count != 1)
        {
            throw new KernelException("only a tensor of one element is true or false");
        }
        if (!*X)
        {
            throw new KernelException(Text());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly string Text()
    {
        var text = new System.Text.StringBuilder();
        for (nint i = 0; i < Length; i++)
        {
            text.Append((char)Message[i]);
        }
        return text.ToString();
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntry.Of<AssertCall>();
}
