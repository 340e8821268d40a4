namespace Piecewise.Tensors;

/// <summary>Copies between layouts: the one loop that knows how to walk strides without knowing an element type.</summary>
internal static unsafe class Strided
{
    /// <summary>Copies element by element; both have the same dtype and shape. Overlap is the caller's concern.</summary>
    public static void Copy(Tensor source, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        if (source.ElementCount == 0)
        {
            return;
        }
        var size = source.DType.Size();
        if (source.IsContiguous && target.IsContiguous)
        {
            Buffer.MemoryCopy(source.Pointer, target.Pointer, source.ElementCount * size, source.ElementCount * size);
        }
        else
        {
            switch (size)
            {
                case 1: Walk<byte>(source, target); break;
                case 2: Walk<ushort>(source, target); break;
                case 4: Walk<uint>(source, target); break;
                case 8: Walk<ulong>(source, target); break;
                default: Walk<UInt128>(source, target); break;
            }
        }
        GC.KeepAlive(source);
        GC.KeepAlive(target);
    }

    private static void Walk<T>(Tensor source, Tensor target) where T : unmanaged
    {
        var walker = new StridedWalker(source.Shape, source.Strides, target.Strides);
        var from = (T*)source.Pointer;
        var to = (T*)target.Pointer;
        var (count, a, b) = (walker.InnerCount, walker.InnerStride(0), walker.InnerStride(1));
        do
        {
            var x = from + walker.Offset(0);
            var y = to + walker.Offset(1);
            for (long i = 0; i < count; i++)
            {
                y[i * b] = x[i * a];
            }
        }
        while (walker.Next());
    }
}
