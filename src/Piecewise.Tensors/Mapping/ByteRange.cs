namespace Piecewise.Tensors;

/// <summary>A run of read-only bytes at a fixed address, valid as long as <see cref="Owner"/> is referenced and not disposed.</summary>
/// <param name="owner">What keeps the memory: a <see cref="MappedBytes"/> or a pinned array.</param>
/// <param name="pointer">Address of the first byte.</param>
/// <param name="length">Number of bytes; may exceed what one span covers.</param>
internal readonly unsafe struct ByteRange(object owner, byte* pointer, long length)
{
    public object Owner { get; } = owner;

    public byte* Pointer { get; } = pointer;

    public long Length { get; } = length;

    /// <summary>The bytes as one span, which does not keep them valid: whoever reads it keeps a share of the owner.</summary>
    /// <exception cref="OverflowException">There are 2 GiB or more.</exception>
    internal ReadOnlySpan<byte> Span => new(Pointer, checked((int)Length));
}
