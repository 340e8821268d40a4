namespace Piecewise.Tensors.Reference;

/// <summary>A function of one element that may carry parameters; a struct, so that a loop over it is compiled for it alone.</summary>
internal interface IUnaryFunction<TIn, TOut>
{
    TOut Invoke(TIn x);
}

/// <summary>A function of two elements that may carry parameters.</summary>
internal interface IBinaryFunction<TIn, TOut>
{
    TOut Invoke(TIn x, TIn y);
}

/// <summary>A function of three elements that may carry parameters.</summary>
internal interface ITernaryFunction<TIn, TOut>
{
    TOut Invoke(TIn x, TIn y, TIn z);
}

/// <summary>The elementwise loops: broadcasting, any strides, a dense result in the memory order of the operands.</summary>
internal static class Elementwise
{
    /// <summary>Applies a function to each element; the dtype of <paramref name="x"/> must be that of <typeparamref name="TIn"/>.</summary>
    public static Tensor Map<TFunction, TIn, TOut>(Tensor x, TFunction function)
        where TFunction : struct, IUnaryFunction<TIn, TOut> where TIn : unmanaged where TOut : unmanaged
    {
        ArgumentNullException.ThrowIfNull(x);
        var result = Tensor.ZerosStrided(Tensor.DTypeOf<TOut>(), x.Shape, OutputLayout.Strides(x.Shape, x));
        if (result.ElementCount == 0)
        {
            return result;
        }
        var from = x.ReadStorage<TIn>();
        var to = result.StorageSpan<TOut>();
        var walker = new StridedWalker(x.Shape, x.Strides, result.Strides);
        var (count, a, b) = ((int)walker.InnerCount, (int)walker.InnerStride(0), (int)walker.InnerStride(1));
        do
        {
            var (i, o) = ((int)walker.Offset(0), (int)walker.Offset(1));
            if (a == 1 && b == 1)
            {
                var source = from.Slice(i, count);
                var target = to.Slice(o, count);
                for (var n = 0; n < source.Length && n < target.Length; n++)
                {
                    target[n] = function.Invoke(source[n]);
                }
                continue;
            }
            for (var n = 0; n < count; n++, i += a, o += b)
            {
                to[o] = function.Invoke(from[i]);
            }
        }
        while (walker.Next());
        GC.KeepAlive(x);
        return result;
    }

    /// <summary>Applies a function to each pair of elements; both dtypes must be that of <typeparamref name="TIn"/>.</summary>
    public static Tensor Map<TFunction, TIn, TOut>(Tensor x, Tensor y, TFunction function)
        where TFunction : struct, IBinaryFunction<TIn, TOut> where TIn : unmanaged where TOut : unmanaged
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var shape = Layout.Broadcast(x.Shape, y.Shape);
        var result = Tensor.ZerosStrided(Tensor.DTypeOf<TOut>(), shape, OutputLayout.Strides(shape, x, y));
        if (result.ElementCount == 0)
        {
            return result;
        }
        var left = x.ReadStorage<TIn>();
        var right = y.ReadStorage<TIn>();
        var to = result.StorageSpan<TOut>();
        var walker = new StridedWalker(shape, OutputLayout.BroadcastStrides(x, shape), OutputLayout.BroadcastStrides(y, shape),
            result.Strides.ToArray());
        var count = (int)walker.InnerCount;
        var (a, b, c) = ((int)walker.InnerStride(0), (int)walker.InnerStride(1), (int)walker.InnerStride(2));
        do
        {
            var (i, j, o) = ((int)walker.Offset(0), (int)walker.Offset(1), (int)walker.Offset(2));
            for (var n = 0; n < count; n++, i += a, j += b, o += c)
            {
                to[o] = function.Invoke(left[i], right[j]);
            }
        }
        while (walker.Next());
        GC.KeepAlive(x);
        GC.KeepAlive(y);
        return result;
    }

    /// <summary>Applies a function to each triple of elements; all dtypes must be that of <typeparamref name="TIn"/>.</summary>
    public static Tensor Map<TFunction, TIn, TOut>(Tensor x, Tensor y, Tensor z, TFunction function)
        where TFunction : struct, ITernaryFunction<TIn, TOut> where TIn : unmanaged where TOut : unmanaged
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(z);
        var shape = Layout.Broadcast(Layout.Broadcast(x.Shape, y.Shape), z.Shape);
        var result = Tensor.ZerosStrided(Tensor.DTypeOf<TOut>(), shape, OutputLayout.Strides(shape, x, y, z));
        if (result.ElementCount == 0)
        {
            return result;
        }
        var first = x.ReadStorage<TIn>();
        var second = y.ReadStorage<TIn>();
        var third = z.ReadStorage<TIn>();
        var to = result.StorageSpan<TOut>();
        var walker = new StridedWalker(shape, OutputLayout.BroadcastStrides(x, shape), OutputLayout.BroadcastStrides(y, shape),
            OutputLayout.BroadcastStrides(z, shape), result.Strides.ToArray());
        var count = (int)walker.InnerCount;
        var (a, b, c, d) = ((int)walker.InnerStride(0), (int)walker.InnerStride(1), (int)walker.InnerStride(2), (int)walker.InnerStride(3));
        do
        {
            var (i, j, k, o) = ((int)walker.Offset(0), (int)walker.Offset(1), (int)walker.Offset(2), (int)walker.Offset(3));
            for (var n = 0; n < count; n++, i += a, j += b, k += c, o += d)
            {
                to[o] = function.Invoke(first[i], second[j], third[k]);
            }
        }
        while (walker.Next());
        GC.KeepAlive(x);
        GC.KeepAlive(y);
        GC.KeepAlive(z);
        return result;
    }
}
