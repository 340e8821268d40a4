using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Piecewise.Tensors;

/// <summary>
/// Untyped memory that tensors view: either pinned memory of the garbage collector, or memory that someone else owns
/// (a mapped file). Identity of a storage is what aliasing means: two tensors alias only if they share one.
/// </summary>
/// <remarks>
/// Whoever refers to a storage keeps its memory valid, whatever was disposed meanwhile. A span keeps memory of the garbage collector valid
/// by itself, but no mapping; that is why only writable memory, which is never mapped, is given as a span.
/// </remarks>
internal sealed unsafe class Storage
{
    /// <summary>Alignment of every allocation, in bytes: one cache line, one 512-bit vector.</summary>
    public const int Alignment = 64;

    // Bytes that may be allocated without a look at what the machine has.
    private const long CheckedBytes = 64L << 20;

    private static long allocatedUnchecked;

    // Keeps the memory alive.
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

    /// <summary>True for mapped weights: writing is refused.</summary>
    public bool IsReadOnly { get; }

    /// <summary>The mapping that the memory is part of; null: it is of the garbage collector, or of someone else.</summary>
    internal MappedBytes? Mapping => owner as MappedBytes ?? (owner as Storage)?.Mapping;

    /// <summary>Zeroed memory on the pinned heap.</summary>
    /// <exception cref="InsufficientMemoryException">More than about 2 GB were asked for, or more than the machine has.</exception>
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
        Require(byteLength);
        var array = GC.AllocateArray<byte>((int)byteLength + Alignment, pinned: true);
        var address = (nuint)Unsafe.AsPointer(ref array[0]);
        var aligned = (address + Alignment - 1) & ~(nuint)(Alignment - 1);
        return new Storage(array, (byte*)aligned, byteLength, isReadOnly: false);
    }

    /// <summary>Fails where the machine has not so much memory: asked before the collector is asked for what grows with the data.</summary>
    /// <exception cref="InsufficientMemoryException">It has not.</exception>
    internal static void Require(long byteLength)
    {
        if (Interlocked.Add(ref allocatedUnchecked, byteLength) > CheckedBytes)
        {
            RequireMemory(byteLength);
        }
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
            throw new InsufficientMemoryException(
                $"A tensor of {byteLength} bytes was asked for while this process holds {held} bytes of the {total} that the machine has.");
        }
    }

    /// <summary>Memory that <paramref name="owner"/> keeps valid at least as long as it is referenced.</summary>
    /// <remarks>
    /// Where the memory is writable, spans of it are handed out, which do not refer to the owner: it must stay valid as long as these are
    /// used, as memory of the garbage collector does by itself.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public static Storage Borrow(object owner, byte* pointer, long byteLength, bool isReadOnly)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentOutOfRangeException.ThrowIfNegative(byteLength);
        return isReadOnly && MemorySource.Guarded is { } guarded
            ? GuardedCopy(guarded, pointer, byteLength)
            : new Storage(owner, pointer, byteLength, isReadOnly);
    }

    /// <summary>
    /// Elements of type <typeparamref name="T"/> from a byte offset on, to read and write; the span keeps the memory valid.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">They do not lie in the storage.</exception>
    /// <exception cref="InvalidOperationException">The storage is read-only.</exception>
    public Span<T> AsSpan<T>(long byteOffset, long count) where T : unmanaged
    {
        if (IsReadOnly)
        {
            throw new InvalidOperationException(
                "This memory is read-only (mapped weights), and no span keeps it valid. Clone the tensor and take the copy's.");
        }
        return Elements<T>(byteOffset, count);
    }

    /// <summary>
    /// As <see cref="AsSpan"/>, to read, of read-only memory too: whoever reads refers to the storage until it is done
    /// (<see cref="GC.KeepAlive"/>).
    /// </summary>
    internal ReadOnlySpan<T> ReadSpan<T>(long byteOffset, long count) where T : unmanaged => Elements<T>(byteOffset, count);

    /// <summary>A part of this storage's memory as a storage of its own, which lives as long as this one.</summary>
    /// <param name="pointer">Its first byte.</param>
    /// <param name="byteLength">Its bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">They do not lie in this storage.</exception>
    internal Storage Part(byte* pointer, long byteLength)
    {
        if (!Contains(pointer, byteLength))
        {
            throw new ArgumentOutOfRangeException(
                nameof(byteLength), $"{byteLength} bytes from byte {pointer - Pointer} on do not lie in a storage of {ByteLength} bytes.");
        }
        return new Storage(this, pointer, byteLength, IsReadOnly);
    }

    /// <summary>Whether so many bytes from an address on lie in this storage.</summary>
    internal bool Contains(byte* pointer, long byteLength) => byteLength >= 0 && pointer >= Pointer
        && byteLength <= ByteLength - (pointer - Pointer);

    /// <summary>Makes a mapping stay as long as anything refers to it, since tensors of it leave our hands.</summary>
    internal void Lend() => Mapping?.Lend();

    private Span<T> Elements<T>(long byteOffset, long count) where T : unmanaged
    {
        if (byteOffset < 0 || count < 0 || count > int.MaxValue || byteOffset > ByteLength - (count * sizeof(T)))
        {
            throw new ArgumentOutOfRangeException(nameof(count),
                $"{count} elements of {sizeof(T)} bytes at byte {byteOffset} do not lie in a storage of {ByteLength} bytes.");
        }
        return MemoryMarshal.CreateSpan(ref Unsafe.AsRef<T>(Pointer + byteOffset), (int)count);
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
