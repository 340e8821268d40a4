namespace Piecewise.Tensors;

/// <summary>
/// Where memory comes from that kernels and generated code read and write. Production has none but the usual one; a test puts another in
/// its place that ends (or begins) every piece of memory at a page that nobody may touch, so that an access out of bounds faults at once.
/// </summary>
/// <remarks>Asked where memory is made, never where it is used: calls are as fast with it as without.</remarks>
internal abstract unsafe class MemorySource
{
    /// <summary>Null, unless a test looks for accesses out of bounds; set before anything is loaded.</summary>
    public static MemorySource? Guarded { get; set; }

    /// <summary>Memory of exactly so many bytes.</summary>
    /// <param name="byteLength">Bytes; may be 0.</param>
    /// <param name="zeroed">Whether it is zeros; else anything, as uninitialized memory is.</param>
    /// <exception cref="InsufficientMemoryException">There is no such amount.</exception>
    public abstract OwnedMemory Take(long byteLength, bool zeroed);
}

/// <summary>Memory until it is disposed, or until nothing refers to it.</summary>
internal abstract unsafe class OwnedMemory : IDisposable
{
    /// <summary>The first byte.</summary>
    public abstract byte* Pointer { get; }

    /// <summary>From now on a write faults.</summary>
    public abstract void MakeReadOnly();

    public abstract void Dispose();
}
