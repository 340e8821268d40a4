using System.Runtime.InteropServices;

namespace Piecewise.Testing;

/// <summary>Mappings of so many pages between two that nobody may touch.</summary>
internal static unsafe partial class Pages
{
    public const int Read = 1;
    private const int None = 0;
    private const int ReadWrite = 3;
    private const int PrivateAnonymousNoReserve = 0x2 | 0x20 | 0x4000;
    private const int DontNeed = 4;
    private const int Retired = 512;

    // Given back, not yet unmapped: whoever still uses them faults.
    private static readonly Queue<(nint Mapping, long Pages)> Waiting = new();
    private static readonly Lock Gate = new();

    public static int Size { get; } = Environment.SystemPageSize;

    /// <summary>The first guard; after it so many pages of zeros, after them the second guard.</summary>
    public static byte* Take(long pages)
    {
        var mapping = Map(null, (nuint)((pages + 2) * Size), None, PrivateAnonymousNoReserve, -1, 0);
        if (mapping == (void*)-1)
        {
            throw new InsufficientMemoryException($"The system has no {pages} pages; error {Marshal.GetLastPInvokeError()}.");
        }
        Protect((byte*)mapping, pages, ReadWrite);
        return (byte*)mapping;
    }

    /// <summary>What may be done with the pages between the guards.</summary>
    public static void Protect(byte* mapping, long pages, int access)
    {
        if (SetAccess(mapping + Size, (nuint)(pages * Size), access) != 0)
        {
            throw new InsufficientMemoryException($"The system can't protect {pages} pages; error {Marshal.GetLastPInvokeError()}.");
        }
    }

    /// <summary>Takes the memory away; the addresses stay forbidden until many more were given back.</summary>
    public static void Retire(byte* mapping, long pages)
    {
        _ = Advise(mapping + Size, (nuint)(pages * Size), DontNeed);
        _ = SetAccess(mapping + Size, (nuint)(pages * Size), None);
        (nint Mapping, long Pages) oldest;
        lock (Gate)
        {
            Waiting.Enqueue(((nint)mapping, pages));
            if (Waiting.Count <= Retired)
            {
                return;
            }
            oldest = Waiting.Dequeue();
        }
        _ = Unmap((void*)oldest.Mapping, (nuint)((oldest.Pages + 2) * Size));
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int SetAccess(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);
}
