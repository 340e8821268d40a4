namespace Piecewise.Tensors;

/// <summary>
/// Conversion between dtypes. Floats round to nearest even; a float becomes an integer by truncation, and where it is none (NaN) or beyond
/// the integer's range what PyTorch gives on x86; narrowing an integer keeps the low bits; anything but zero is true.
/// </summary>
internal static class Cast
{
    /// <summary>The tensor itself where the dtype is already right, else a new one in the same memory order.</summary>
    public static Tensor To(Tensor source, DType dtype)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.DType == dtype ? source : Copy(source, dtype);
    }

    /// <summary>A new tensor of that dtype in the same memory order.</summary>
    public static Tensor Copy(Tensor source, DType dtype)
    {
        ArgumentNullException.ThrowIfNull(source);
        var result = Tensor.ZerosStrided(dtype, source.Shape, OutputLayout.Strides(source.Shape, source));
        if (source.ElementCount == 0)
        {
            return result;
        }
        if (source.DType == dtype)
        {
            Strided.Copy(source, result);
            return result;
        }
        return DTypeDispatch.Any<From, Tensor>(source.DType, new(source, result));
    }

    private readonly struct From(Tensor source, Tensor result) : IOverElements<Tensor>
    {
        public Tensor Over<T>() where T : unmanaged => DTypeDispatch.Any<FromTo<T>, Tensor>(result.DType, new(source, result));
    }

    private readonly struct FromTo<TFrom>(Tensor source, Tensor result) : IOverElements<Tensor> where TFrom : unmanaged
    {
        public Tensor Over<T>() where T : unmanaged
        {
            Run<TFrom, T>(source, result);
            return result;
        }
    }

    private static void Run<TFrom, TTo>(Tensor source, Tensor result) where TFrom : unmanaged where TTo : unmanaged
    {
        var from = source.ReadStorage<TFrom>();
        var to = result.StorageSpan<TTo>();
        var walker = new StridedWalker(source.Shape, source.Strides, result.Strides);
        var (count, a, b) = ((int)walker.InnerCount, (int)walker.InnerStride(0), (int)walker.InnerStride(1));
        do
        {
            var (x, y) = ((int)walker.Offset(0), (int)walker.Offset(1));
            for (var i = 0; i < count; i++, x += a, y += b)
            {
                to[y] = Element.Convert<TFrom, TTo>(from[x]);
            }
        }
        while (walker.Next());
        GC.KeepAlive(source);
    }
}
