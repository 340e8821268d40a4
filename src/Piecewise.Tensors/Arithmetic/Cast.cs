using System.Numerics;

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
        switch (source.DType)
        {
            case DType.Bool: From<bool>(source, result); break;
            case DType.U8: From<byte>(source, result); break;
            case DType.I8: From<sbyte>(source, result); break;
            case DType.I16: From<short>(source, result); break;
            case DType.I32: From<int>(source, result); break;
            case DType.I64: From<long>(source, result); break;
            case DType.U16: From<ushort>(source, result); break;
            case DType.U32: From<uint>(source, result); break;
            case DType.U64: From<ulong>(source, result); break;
            case DType.F8E4M3FN: From<Float8E4M3>(source, result); break;
            case DType.F8E5M2: From<Float8E5M2>(source, result); break;
            case DType.F16: From<Half>(source, result); break;
            case DType.BF16: From<BFloat16>(source, result); break;
            case DType.F32: From<float>(source, result); break;
            case DType.F64: From<double>(source, result); break;
            case DType.C64: From<Complex64>(source, result); break;
            case DType.C128: From<Complex>(source, result); break;
            default: throw Unknown(source);
        }
        return result;
    }

    private static void From<TFrom>(Tensor source, Tensor result) where TFrom : unmanaged
    {
        switch (result.DType)
        {
            case DType.Bool: Run<TFrom, bool>(source, result); break;
            case DType.U8: Run<TFrom, byte>(source, result); break;
            case DType.I8: Run<TFrom, sbyte>(source, result); break;
            case DType.I16: Run<TFrom, short>(source, result); break;
            case DType.I32: Run<TFrom, int>(source, result); break;
            case DType.I64: Run<TFrom, long>(source, result); break;
            case DType.U16: Run<TFrom, ushort>(source, result); break;
            case DType.U32: Run<TFrom, uint>(source, result); break;
            case DType.U64: Run<TFrom, ulong>(source, result); break;
            case DType.F8E4M3FN: Run<TFrom, Float8E4M3>(source, result); break;
            case DType.F8E5M2: Run<TFrom, Float8E5M2>(source, result); break;
            case DType.F16: Run<TFrom, Half>(source, result); break;
            case DType.BF16: Run<TFrom, BFloat16>(source, result); break;
            case DType.F32: Run<TFrom, float>(source, result); break;
            case DType.F64: Run<TFrom, double>(source, result); break;
            case DType.C64: Run<TFrom, Complex64>(source, result); break;
            case DType.C128: Run<TFrom, Complex>(source, result); break;
            default: throw Unknown(result);
        }
    }

    private static Kernels.KernelException Unknown(Tensor tensor) => new($"Elements of {tensor.DType.TextName()} can't be converted.");

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
