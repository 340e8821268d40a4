using System.Runtime.InteropServices;

namespace Piecewise.Runtime;

/// <summary>
/// One native allocation, of memory that no application gets to see (<see cref="PinnedBlock"/>), all zeros at first: what others of this
/// process have left in memory is nobody's to read. Fresh pages of the system are zeros anyway, and pages that nobody touches cost nothing.
/// The garbage collector frees it where nobody did.
/// </summary>
/// <remarks>
/// The collector is not told of each block (<see cref="GC.AddMemoryPressure"/>): it would collect every few megabytes, beside a call that
/// needs all cores. Collections are asked for where blocks that nobody frees may have become many.
/// </remarks>
internal sealed unsafe partial class ArenaBlock : IDisposable
{
    /// <summary>Bytes of a large page, where there are such.</summary>
    public const int HugePage = 2 << 20;

    private const int AdviseHugePages = 14;

    // Bytes of all blocks: what always may be, what there is, and where a collection is asked for.
    private const long Unnoticed = 256L << 20;
    private static long total;
    private static long limit = Unnoticed;

    private readonly void* allocation;
    private byte* pointer;

    public ArenaBlock(long byteLength, bool preferHugePages)
    {
        var huge = preferHugePages && IsHuge(byteLength);
        Length = byteLength;
        var alignment = (nuint)(huge ? HugePage : MemoryPlan.Alignment);
        allocation = NativeMemory.AllocZeroed(checked((nuint)Math.Max(byteLength, 1) + alignment));
        pointer = (byte*)(((nuint)allocation + alignment - 1) & ~(alignment - 1));
        if (huge)
        {
            AdviseHuge(pointer, byteLength);
        }
        Count();
    }

    // What nobody frees is what collections are for: they may be asked for earlier again.
    ~ArenaBlock()
    {
        Free();
        Volatile.Write(ref limit, Math.Max(Unnoticed, 2 * Volatile.Read(ref total)));
    }

    public long Length { get; }

    public byte* Pointer => pointer;

    /// <summary>Whether large pages pay for so many bytes.</summary>
    public static bool IsHuge(long byteLength) => byteLength >= 2 * HugePage && OperatingSystem.IsLinux();

    /// <summary>Asks for large pages. Advice only: a kernel without them declines, and nothing else changes.</summary>
    public static void AdviseHuge(byte* pointer, long byteLength) =>
        _ = Advise(pointer, (nuint)(byteLength / HugePage * HugePage), AdviseHugePages);

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (pointer is null)
            return;
        NativeMemory.Free(allocation);
        pointer = null;
        Interlocked.Add(ref total, -Length);
    }

    // Blocks that are freed in time cost a collection each time that their memory doubles, and no more.
    private void Count()
    {
        var bytes = Interlocked.Add(ref total, Length);
        if (bytes > Volatile.Read(ref limit))
        {
            Volatile.Write(ref limit, 2 * bytes);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
