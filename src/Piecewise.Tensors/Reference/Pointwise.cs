namespace Piecewise.Tensors.Reference;

/// <summary>
/// What elementwise kernels share beside their loops (<see cref="Elementwise"/>). They run in four compute types: float, double, long and
/// <see cref="System.Numerics.Complex"/>. Operands are cast to one of them first and the result is cast to its dtype last, as PyTorch
/// computes 16-bit floats in float.
/// </summary>
internal static class Pointwise
{
    /// <summary>The dtype in which elements of <paramref name="dtype"/> are computed: f32, f64, i64 or c128.</summary>
    public static DType ComputeDType(DType dtype) => dtype.Category() switch
    {
        DTypeCategory.Complex => DType.C128,
        DTypeCategory.Float => dtype == DType.F64 ? DType.F64 : DType.F32,
        _ => DType.I64,
    };

    /// <summary>Elements of <paramref name="x"/> where the condition holds, else of <paramref name="y"/>; both have one dtype.</summary>
    /// <exception cref="ArgumentException">The condition is not of bools, the dtypes differ, or the shapes do not broadcast.</exception>
    public static Tensor Where(Tensor condition, Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (condition.DType != DType.Bool || x.DType != y.DType)
        {
            throw new ArgumentException(
                $"{condition} can't choose between {x} and {y}: bools choose between two tensors of one element type.");
        }
        var shape = Layout.Broadcast(Layout.Broadcast(condition.Shape, x.Shape), y.Shape);
        var result = Tensor.ZerosStrided(x.DType, shape, OutputLayout.Strides(shape, condition, x, y));
        if (result.ElementCount > 0)
        {
            switch (x.DType.Size())
            {
                case 1: Select<byte>(condition, x, y, result); break;
                case 2: Select<ushort>(condition, x, y, result); break;
                case 4: Select<uint>(condition, x, y, result); break;
                case 8: Select<ulong>(condition, x, y, result); break;
                default: Select<UInt128>(condition, x, y, result); break;
            }
        }
        return result;
    }

    private static unsafe void Select<T>(Tensor condition, Tensor x, Tensor y, Tensor result) where T : unmanaged
    {
        var shape = result.Shape;
        var walker = new StridedWalker(shape, OutputLayout.BroadcastStrides(condition, shape), OutputLayout.BroadcastStrides(x, shape),
            OutputLayout.BroadcastStrides(y, shape), result.Strides.ToArray());
        var test = (bool*)condition.Pointer;
        var left = (T*)x.Pointer;
        var right = (T*)y.Pointer;
        var to = (T*)result.Pointer;
        do
        {
            var (c, i, j, o) = (walker.Offset(0), walker.Offset(1), walker.Offset(2), walker.Offset(3));
            for (var n = 0; n < walker.InnerCount; n++)
            {
                to[o] = test[c] ? left[i] : right[j];
                c += walker.InnerStride(0);
                i += walker.InnerStride(1);
                j += walker.InnerStride(2);
                o += walker.InnerStride(3);
            }
        }
        while (walker.Next());
        GC.KeepAlive(condition);
        GC.KeepAlive(x);
        GC.KeepAlive(y);
        GC.KeepAlive(result);
    }
}
