namespace Piecewise.Tensors.Fast;

/// <summary>Indices in memory. The element type is decided when the kernel is compiled.</summary>
internal static unsafe class Integers
{
    public static long Read<T>(T* source) where T : unmanaged =>
        typeof(T) == typeof(long) ? *(long*)source
        : typeof(T) == typeof(int) ? *(int*)source
        : throw new NotSupportedException($"Indices are long or int, not {typeof(T).Name}.");

    /// <summary>A checked index as a position: from the end where it is negative.</summary>
    public static nint Position<T>(T* source, nint size) where T : unmanaged
    {
        var index = Read(source);
        return (nint)(index < 0 ? index + size : index);
    }

    /// <exception cref="KernelException">An index lies outside of a dim.</exception>
    public static void Check<T>(T* indices, nint stride, nint count, nint size, bool fromEnd) where T : unmanaged
    {
        for (nint i = 0; i < count; i++)
        {
            var index = Read(indices + (i * stride));
            if ((ulong)(fromEnd && index < 0 ? index + size : index) >= (ulong)size)
            {
                throw KernelException.OutOfRange(index, size);
            }
        }
    }
}
