using System.Runtime.InteropServices;
using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>One native allocation; the garbage collector frees it where nobody did.</summary>
internal sealed unsafe partial class ArenaBlock : IDisposable
{
    private const int HugePage = 2 << 20;
    private const int AdviseHugePages = 14;

    private readonly OwnedMemory? guarded;
    private byte* pointer;

    public ArenaBlock(long byteLength, bool preferHugePages)
    {
        if (MemorySource.Guarded is { } source)
        {
            Length = byteLength;
            guarded = source.Take(byteLength, zeroed: false);
            pointer = guarded.Pointer;
            return;
        }
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

    /// <summary>Whether so many bytes may be used: not more than there are, and no fewer where a guard follows them.</summary>
    public bool Serves(long byteLength) => guarded is null ? byteLength <= Length : byteLength == Length;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (pointer is null)
            return;
        if (guarded is not null)
        {
            pointer = null;
            guarded.Dispose();
            return;
        }
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
