using System.Runtime.CompilerServices;

namespace Piecewise.Tensors;

/// <summary>
/// Untyped memory that tensors view: either pinned memory of the garbage collector, or memory that someone else owns
/// (a mapped file). Identity of a storage is what aliasing means: two tensors alias only if they share one.
/// </summary>
public sealed unsafe class Storage
{
    /// <summary>Alignment of every allocation, in bytes: one cache line, one 512-bit vector.</summary>
    public const int Alignment = 64;

    // Bytes that may be allocated without a look at what the machine has.
    private const long CheckedBytes = 64L << 20;

    private static long allocatedUnchecked;

    // Keeps the memory alive; never read.
    private readonly object owner;

    private Storage(object owner, byte* pointer, long byteLength, bool isReadOnly)
    {
        this.owner = owner;
        Pointer = pointer;
        ByteLength = byteLength;
        IsReadOnly = isReadOnly;
    }

    public byte* Pointer { get; }

    public long ByteLength { get; }

    /// <summary>True for mapped weights: a kernel that writes must refuse them.</summary>
    public bool IsReadOnly { get; }

    /// <summary>Zeroed memory on the pinned heap.</summary>
    /// <exception cref="InsufficientMemoryException">More than about 2 GB were asked for, or more than the machine has.</exception>
    public static Storage Allocate(long byteLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteLength);
        if (byteLength > Array.MaxLength - Alignment)
        {
            throw new InsufficientMemoryException($"One tensor of {byteLength} bytes is more than this process can hold in one piece.");
        }
        if (Interlocked.Add(ref allocatedUnchecked, byteLength) > CheckedBytes)
        {
            RequireMemory(byteLength);
        }
        var array = GC.AllocateArray<byte>((int)byteLength + Alignment, pinned: true);
        var address = (nuint)Unsafe.AsPointer(ref array[0]);
        var aligned = (address + Alignment - 1) & ~(nuint)(Alignment - 1);
        return new Storage(array, (byte*)aligned, byteLength, isReadOnly: false);
    }

    // Looked at now and then only: asking costs more than a small tensor.
    private static void RequireMemory(long byteLength)
    {
        Interlocked.Exchange(ref allocatedUnchecked, 0);
        var total = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (GC.GetTotalMemory(forceFullCollection: false) <= total - byteLength)
        {
            return;
        }
        // Half of it may be what nobody needs any more.
        GC.Collect();
        var held = GC.GetTotalMemory(forceFullCollection: false);
        if (held > total - byteLength)
        {
            throw new InsufficientMemoryException($"A tensor of {byteLength} bytes was asked for while this process holds {held} bytes of the {total} that the machine has.");
        }
    }

    /// <summary>Memory that <paramref name="owner"/> keeps valid at least as long as it is referenced.</summary>
    public static Storage Borrow(object owner, byte* pointer, long byteLength, bool isReadOnly) =>
        new(owner, pointer, byteLength, isReadOnly);

    /// <summary>Elements of type <typeparamref name="T"/> from a byte offset on. The span keeps pinned memory alive, not a mapping.</summary>
    public Span<T> AsSpan<T>(long byteOffset, long count) where T : unmanaged
    {
        if (byteOffset < 0 || count < 0 || count > int.MaxValue || byteOffset + count * sizeof(T) > ByteLength)
        {
            throw new ArgumentOutOfRangeException(nameof(count), $"{count} elements of {sizeof(T)} bytes at byte {byteOffset} do not lie in a storage of {ByteLength} bytes.");
        }
        return System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref Unsafe.AsRef<T>(Pointer + byteOffset), (int)count);
    }

}
