using System.Runtime.InteropServices;

namespace Piecewise.Tensors.Kernels.Assembled;

/// <summary>Memory that holds machine code: written first, then executable; never both (W^X).</summary>
internal static unsafe partial class CodeMemory
{
    private const int Read = 1, Write = 2, Execute = 4;
    private const int PrivateAnonymous = 0x22;

    /// <summary>The code, executable until the process ends; null where the system refuses.</summary>
    public static byte* Of(ReadOnlySpan<byte> code)
    {
        var size = (nuint)code.Length;
        var memory = (byte*)mmap(null, size, Read | Write, PrivateAnonymous, -1, 0);
        if ((nint)memory == -1)
        {
            return null;
        }
        code.CopyTo(new Span<byte>(memory, code.Length));
        if (mprotect(memory, size, Read | Execute) != 0)
        {
            _ = munmap(memory, size);
            return null;
        }
        return memory;
    }

#pragma warning disable IDE1006, CA5392 // The names are the C library's, which lies where the system has it.
    [LibraryImport("libc")]
    private static partial void* mmap(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc")]
    private static partial int mprotect(void* address, nuint length, int protection);

    [LibraryImport("libc")]
    private static partial int munmap(void* address, nuint length);
#pragma warning restore IDE1006, CA5392
}
