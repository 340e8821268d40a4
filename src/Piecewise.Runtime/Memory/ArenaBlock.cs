using System.Runtime.InteropServices;

namespace Piecewise.Runtime;

/// <summary>
/// One native allocation, of memory that no application gets to see (<see cref="PinnedBlock"/>), all zeros at first: what others of this
/// process have left in memory is nobody's to read. Fresh pages of the system are zeros anyway, and pages that nobody touches cost nothing.
/// The garbage collector frees it where nobody did.
/// </summary>
internal sealed unsafe partial class ArenaBlock : IDisposable
{
    /// <summary>Bytes of a large page, where there are such.</summary>
    public const int HugePage = 2 << 20;

    private const int AdviseHugePages = 14;

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
        if (byteLength > 0)
        {
            GC.AddMemoryPressure(byteLength);
        }
    }

    ~ArenaBlock() => Free();

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
        if (Length > 0)
        {
            GC.RemoveMemoryPressure(Length);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
