using System.ComponentModel;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// <c>torch._assert_async</c>: refuses (<see cref="KernelException"/>) a truth that does not hold, with a message of the program's, and
/// anything but one element.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct AssertCall : IKernel
{
    // Whole numbers of so many characters stay positive.
    private const int WordLength = 3;
    private const int Bits = 16;

    public required bool* X;

    /// <summary>How many elements there are.</summary>
    public required nint Count;

    /// <summary>[<see cref="WordCount"/>]: what <see cref="Words"/> says of the message.</summary>
    public required nint* Message;
    public required nint WordCount;

    /// <summary>A message as whole numbers, which are what an array of a kernel can hold.</summary>
    /// <param name="message">Any text without the character 0.</param>
    internal static long[] Words(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return [.. message.Chunk(WordLength).Select(c => c.Select((character, i) => (long)character << (i * Bits)).Sum())];
    }

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

    private readonly string Text()
    {
        var text = new System.Text.StringBuilder();
        for (nint i = 0; i < WordCount; i++)
        {
            for (var word = (ulong)Message[i]; word != 0; word >>= Bits)
            {
                text.Append((char)word);
            }
        }
        return text.ToString();
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntry.Of<AssertCall>();
}
