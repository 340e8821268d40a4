using System.Runtime.InteropServices;

namespace Piecewise.Runtime;

/// <summary>One native allocation; the garbage collector frees it where nobody did.</summary>
internal sealed unsafe partial class ArenaBlock : IDisposable
{
    private const int HugePage = 2 << 20;
    private const int AdviseHugePages = 14;

    private byte* pointer;

    public ArenaBlock(long byteLength, bool preferHugePages)
    {
        var huge = preferHugePages && byteLength >= 2 * HugePage && OperatingSystem.IsLinux();
        Length = byteLength;
        pointer = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(byteLength, 1), (nuint)(huge ? HugePage : MemoryPlan.Alignment));
        if (huge)
        {
            // Advice only: a kernel without huge pages declines, and nothing else changes.
            _ = Advise(pointer, (nuint)(byteLength / HugePage * HugePage), AdviseHugePages);
        }
        if (byteLength > 0)
        {
            GC.AddMemoryPressure(byteLength);
        }
    }

    ~ArenaBlock() => Free();

    public long Length { get; }

    public byte* Pointer => pointer;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (pointer is null)
            return;
        NativeMemory.AlignedFree(pointer);
        pointer = null;
        if (Length > 0)
        {
            GC.RemoveMemoryPressure(Length);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
