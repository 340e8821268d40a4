using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>
/// The memory of one (program, entry) and one session: allocated on first use, grown when a plan needs more, and used again by
/// each call. Aligned to 64 bytes; zeros at first, then what earlier calls have left. Not for use by two calls at once.
/// </summary>
/// <param name="preferHugePages">
/// Ask Linux to back arenas of 4 MiB and more with pages of 2 MiB, which saves address translation; without effect elsewhere.
/// </param>
internal sealed unsafe class Arena(bool preferHugePages = true) : IDisposable
{
    private Storage? block;
    private bool disposed;

    /// <summary>Bytes that the arena holds.</summary>
    public long Capacity => block?.ByteLength ?? 0;

    /// <summary>How often memory was allocated; stays the same while calls need no more than before.</summary>
    public int Allocations { get; private set; }

    /// <summary>Start of the memory. Changes when <see cref="Reserve"/> grows it.</summary>
    /// <exception cref="InvalidOperationException">Nothing was reserved.</exception>
    public byte* Pointer => Memory.Pointer;

    /// <summary>All of the memory; whoever refers to it keeps it valid, whatever becomes of the arena.</summary>
    /// <exception cref="InvalidOperationException">Nothing was reserved.</exception>
    internal Storage Memory => block ?? throw new InvalidOperationException("The arena holds no memory yet.");

    /// <summary>
    /// Makes room for so many bytes; contents are kept only if there was enough already. Storages of parts of it stay valid:
    /// memory that they refer to is freed when the last of them is gone.
    /// </summary>
    /// <exception cref="OutOfMemoryException">The system has no such amount.</exception>
    public void Reserve(long byteLength)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(byteLength);
        if (block is not null && Serves(block.ByteLength, byteLength))
            return;
        // First, so that the collector can take the old memory for the new.
        block = null;
        block = PinnedBlock.Allocate(byteLength, preferHugePages);
        Allocations++;
    }

    /// <summary>Lets the memory go: it is freed when no storage, tensor or span refers to it any more.</summary>
    public void Dispose()
    {
        block = null;
        disposed = true;
    }

    // Where a guard follows the memory, there are as many bytes as are used.
    private static bool Serves(long available, long byteLength) =>
        MemorySource.Guarded is null ? byteLength <= available : byteLength == available;
}
