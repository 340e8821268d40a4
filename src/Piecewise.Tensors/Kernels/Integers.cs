using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>Indices in memory. The element type is decided when the kernel is compiled.</summary>
internal static unsafe class Integers
{
    public static long Read<T>(T* source) where T : unmanaged =>
        typeof(T) == typeof(long) ? *(long*)source
        : typeof(T) == typeof(int) ? *(int*)source
        : throw new NotSupportedException($"Indices are long or int, not {typeof(T).Name}.");

    /// <summary>A number that the type holds.</summary>
    public static void Write<T>(T* target, nint value) where T : unmanaged
    {
        if (typeof(T) == typeof(long))
        {
            *(long*)target = value;
        }
        else
        {
            *(int*)target = checked((int)value);
        }
    }

    /// <summary>
    /// A checked index as a position: from the end where it is negative. Asked once more, since another thread may have written it after
    /// <see cref="Check"/>; what is read here is what is used.
    /// </summary>
    /// <exception cref="KernelException">The index was changed, and lies outside now.</exception>
    public static nint Position<T>(T* source, nint size) where T : unmanaged
    {
        var index = Read(source);
        return Inside(index < 0 ? index + size : index, size);
    }

    /// <summary>As <see cref="Position"/>, where negative indices are none.</summary>
    /// <exception cref="KernelException">The index was changed, and lies outside now.</exception>
    public static nint PositionFromStart<T>(T* source, nint size) where T : unmanaged => Inside(Read(source), size);

    private static nint Inside(long position, nint size)
    {
        if ((ulong)position >= (ulong)size)
        {
            ThrowChanged(position, size);
        }
        return (nint)position;
    }

    [DoesNotReturn]
    private static void ThrowChanged(long position, nint size) =>
        throw new KernelException(
            $"an index became {position}, out of range for size {size}, while the call ran: another thread wrote it.");

    /// <exception cref="KernelException">An index lies outside of a dim.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Check<T>(T* indices, nint stride, nint count, nint size, bool fromEnd) where T : unmanaged
    {
        // An index that is repeated is one, however often.
        count = stride == 0 ? Math.Min(count, 1) : count;
        for (nint i = 0; i < count; i++)
        {
            var index = Read(indices + (i * stride));
            if ((ulong)(fromEnd && index < 0 ? index + size : index) >= (ulong)size)
            {
                throw KernelException.OutOfRange(index, size);
            }
        }
    }

    /// <summary>Indices that count from the start, in rows; each row once, however often the outer dims repeat it.</summary>
    /// <param name="indices">[outer, <paramref name="count"/>].</param>
    /// <param name="outer">The outer dims, of which none has the size 0.</param>
    /// <param name="strides">Those of the indices over them.</param>
    /// <param name="stride">That of the indices over a row.</param>
    /// <param name="count">Indices in a row.</param>
    /// <param name="size">Of the dim that is indexed.</param>
    /// <exception cref="KernelException">An index lies outside of the dim.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CheckRows<T>(T* indices, Nest outer, nint* strides, nint stride, nint count, nint size) where T : unmanaged
    {
        if (outer.IsEmpty)
        {
            Check(indices, stride, count, size, fromEnd: false);
            return;
        }
        var step = outer.InnerStride(strides);
        var steps = step == 0 ? 1 : outer.Inner;
        for (nint i = 0; i < steps; i++)
        {
            CheckRows(indices + (i * step), outer.Outer, strides, stride, count, size);
        }
    }

    /// <summary>Indices over dims in which they may repeat; each once.</summary>
    /// <param name="index">The first.</param>
    /// <param name="strides">[<paramref name="rank"/>]; 0 where they repeat.</param>
    /// <param name="sizes">[<paramref name="rank"/>].</param>
    /// <param name="rank">How many dims.</param>
    /// <param name="size">Of the dim that is indexed.</param>
    /// <param name="fromEnd">Whether negative indices count from the end.</param>
    /// <exception cref="KernelException">An index lies outside of the dim.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CheckAll<T>(T* index, nint* strides, nint* sizes, nint rank, nint size, bool fromEnd) where T : unmanaged
    {
        while (rank > 0 && strides[rank - 1] == 0)
        {
            rank--;
        }
        if (rank == 0)
        {
            Check(index, 0, 1, size, fromEnd);
            return;
        }
        if (rank == 1)
        {
            Check(index, strides[0], sizes[0], size, fromEnd);
            return;
        }
        // Whoever goes through many times nothing does not come back.
        for (nint dim = 0; dim < rank; dim++)
        {
            if (strides[dim] != 0 && sizes[dim] == 0)
            {
                return;
            }
        }
        for (nint i = 0; i < sizes[rank - 1]; i++)
        {
            CheckAll(index + (i * strides[rank - 1]), strides, sizes, rank - 1, size, fromEnd);
        }
    }
}
