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
    /// <exception cref="InsufficientMemoryException">More than about 2 GB were asked for.</exception>
    public static Storage Allocate(long byteLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteLength);
        if (byteLength > Array.MaxLength - Alignment)
        {
            throw new InsufficientMemoryException($"One tensor of {byteLength} bytes is more than this process can hold in one piece.");
        }
        if (MemorySource.Guarded is { } guarded)
        {
            var memory = guarded.Take(byteLength, zeroed: true);
            return new Storage(memory, memory.Pointer, byteLength, isReadOnly: false);
        }
        var array = GC.AllocateArray<byte>((int)byteLength + Alignment, pinned: true);
        var address = (nuint)Unsafe.AsPointer(ref array[0]);
        var aligned = (address + Alignment - 1) & ~(nuint)(Alignment - 1);
        return new Storage(array, (byte*)aligned, byteLength, isReadOnly: false);
    }

    /// <summary>Memory that <paramref name="owner"/> keeps valid at least as long as it is referenced.</summary>
    public static Storage Borrow(object owner, byte* pointer, long byteLength, bool isReadOnly) =>
        isReadOnly && MemorySource.Guarded is { } guarded ? GuardedCopy(guarded, pointer, byteLength) : new(owner, pointer, byteLength, isReadOnly);

    /// <summary>Elements of type <typeparamref name="T"/> from a byte offset on. The span keeps pinned memory alive, not a mapping.</summary>
    public Span<T> AsSpan<T>(long byteOffset, long count) where T : unmanaged
    {
        if (byteOffset < 0 || count < 0 || count > int.MaxValue || byteOffset + count * sizeof(T) > ByteLength)
        {
            throw new ArgumentOutOfRangeException(nameof(count), $"{count} elements of {sizeof(T)} bytes at byte {byteOffset} do not lie in a storage of {ByteLength} bytes.");
        }
        return System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref Unsafe.AsRef<T>(Pointer + byteOffset), (int)count);
    }

    // What lies beside a weight in its file is readable too; a copy of its own has guards.
    private static Storage GuardedCopy(MemorySource guarded, byte* pointer, long byteLength)
    {
        var memory = guarded.Take(byteLength, zeroed: false);
        Buffer.MemoryCopy(pointer, memory.Pointer, byteLength, byteLength);
        memory.MakeReadOnly();
        return new Storage(memory, memory.Pointer, byteLength, isReadOnly: true);
    }
}
