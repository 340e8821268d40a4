using System.Runtime.InteropServices;

namespace Piecewise.Tensors;

/// <content>Pages that are read once: a process that holds a weight in another form has no use for the exported one.</content>
internal sealed unsafe partial class MappedBytes
{
    private const int DontNeed = 4;

    /// <summary>
    /// Gives the whole pages in a part of the bytes back, which count as this process's memory no more. They stay what they are, and come
    /// from the file again when they are read. Nothing happens where the system is not asked (all but Linux), or refuses.
    /// </summary>
    /// <param name="first">The part's first byte.</param>
    /// <param name="length">Its bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie in the bytes.</exception>
    public void Forget(byte* first, long length)
    {
        if (length < 0 || first < Pointer || length > Length - (first - Pointer))
        {
            throw new ArgumentOutOfRangeException(nameof(length), $"{length} bytes do not lie in a mapping of {Length}.");
        }
        var page = (nuint)Environment.SystemPageSize;
        var (start, end) = (((nuint)first + page - 1) / page * page, (nuint)(first + length) / page * page);
        if (copy is null && start < end && OperatingSystem.IsLinux())
        {
            _ = madvise((void*)start, end - start, DontNeed);
        }
    }

#pragma warning disable IDE1006, CA5392 // The name is the C library's, which lies where the system has it.
    [LibraryImport("libc")]
    private static partial int madvise(void* address, nuint length, int advice);
#pragma warning restore IDE1006, CA5392
}
