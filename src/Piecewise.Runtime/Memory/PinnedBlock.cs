using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>
/// Memory that an application gets to see: on the pinned heap of the garbage collector, so that spans and tensors of it keep it valid
/// whatever is disposed meanwhile. What nobody sees lies in an <see cref="ArenaBlock"/>, which is freed at once and costs no collection.
/// </summary>
internal static unsafe class PinnedBlock
{
    /// <summary>Zeroed memory of that many bytes, aligned to <see cref="MemoryPlan.Alignment"/>.</summary>
    /// <exception cref="OutOfMemoryException">The system has no such amount.</exception>
    public static Storage Allocate(long byteLength, bool preferHugePages)
    {
        if (MemorySource.Guarded is { } source)
        {
            var guarded = source.Take(byteLength, zeroed: true);
            return Storage.Borrow(guarded, guarded.Pointer, byteLength, isReadOnly: false);
        }
        var huge = preferHugePages && ArenaBlock.IsHuge(byteLength);
        var alignment = huge ? ArenaBlock.HugePage : MemoryPlan.Alignment;
        // Lines, not bytes: an array has about 2^31 elements at most.
        var lines = (((ulong)byteLength + (uint)alignment) / MemoryPlan.Alignment) + 1;
        if (lines > (ulong)Array.MaxLength)
        {
            throw new InsufficientMemoryException($"A call would need {byteLength} bytes in one piece, more than this process can hold.");
        }
        var array = GC.AllocateArray<Line>((int)lines, pinned: true);
        var address = (nuint)Unsafe.AsPointer(ref array[0]);
        var pointer = (byte*)((address + (uint)alignment - 1) & ~(nuint)(alignment - 1));
        if (huge)
        {
            ArenaBlock.AdviseHuge(pointer, byteLength);
        }
        return Storage.Borrow(array, pointer, byteLength, isReadOnly: false);
    }

    [StructLayout(LayoutKind.Sequential, Size = MemoryPlan.Alignment)]
    private struct Line;
}
