using System.Numerics;

namespace Piecewise.Tensors;

/// <summary>From dtypes, which are data, to the types of their elements and back: the only place that lists both.</summary>
internal static class DTypeDispatch
{
    /// <summary>Runs code over the elements of a dtype. Each type is named here, so that a compiler ahead of time finds it.</summary>
    public static TResult Any<TCode, TResult>(DType dtype, TCode code) where TCode : struct, IOverElements<TResult> => dtype switch
    {
        DType.Bool => code.Over<bool>(),
        DType.U8 => code.Over<byte>(),
        DType.I8 => code.Over<sbyte>(),
        DType.I16 => code.Over<short>(),
        DType.I32 => code.Over<int>(),
        DType.I64 => code.Over<long>(),
        DType.U16 => code.Over<ushort>(),
        DType.U32 => code.Over<uint>(),
        DType.U64 => code.Over<ulong>(),
        DType.C64 => code.Over<Complex64>(),
        DType.C128 => code.Over<Complex>(),
        _ => Float<TCode, TResult>(dtype, code),
    };

    /// <summary>The same, compiled for floats alone.</summary>
    public static TResult Float<TCode, TResult>(DType dtype, TCode code) where TCode : struct, IOverElements<TResult> => dtype switch
    {
        DType.F8E4M3FN => code.Over<Float8E4M3>(),
        DType.F8E5M2 => code.Over<Float8E5M2>(),
        DType.F16 => code.Over<Half>(),
        DType.BF16 => code.Over<BFloat16>(),
        DType.F32 => code.Over<float>(),
        DType.F64 => code.Over<double>(),
        _ => throw new Kernels.KernelException($"elements of {dtype} are no floats."),
    };

    /// <summary>The dtype whose elements are <typeparamref name="T"/>.</summary>
    public static DType Of<T>() where T : unmanaged => default(T) switch
    {
        bool => DType.Bool,
        byte => DType.U8,
        sbyte => DType.I8,
        short => DType.I16,
        int => DType.I32,
        long => DType.I64,
        ushort => DType.U16,
        uint => DType.U32,
        ulong => DType.U64,
        Float8E4M3 => DType.F8E4M3FN,
        Float8E5M2 => DType.F8E5M2,
        Half => DType.F16,
        BFloat16 => DType.BF16,
        float => DType.F32,
        double => DType.F64,
        Complex64 => DType.C64,
        Complex => DType.C128,
        _ => throw new NotSupportedException($"{typeof(T)} is not an element type of a tensor."),
    };
}
