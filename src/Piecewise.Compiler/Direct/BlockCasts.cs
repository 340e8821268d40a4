using System.Numerics;
using System.Numerics.Tensors;
using Piecewise.Compiler.Schedule;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Direct;

/// <summary>Conversions of blocks of elements, with the results of <see cref="Element.Convert"/>.</summary>
internal static unsafe class BlockCasts
{
    public static BlockRoutine Of(DType from, DType to) => from switch
    {
        DType.Bool => From<bool>(to),
        DType.U8 => From<byte>(to),
        DType.I8 => From<sbyte>(to),
        DType.I16 => From<short>(to),
        DType.I32 => From<int>(to),
        DType.I64 => From<long>(to),
        DType.U16 => From<ushort>(to),
        DType.U32 => From<uint>(to),
        DType.U64 => From<ulong>(to),
        DType.F8E4M3FN => From<Float8E4M3>(to),
        DType.F8E5M2 => From<Float8E5M2>(to),
        DType.F16 => From<Half>(to),
        DType.BF16 => From<BFloat16>(to),
        DType.F32 => From<float>(to),
        DType.F64 => From<double>(to),
        DType.C64 => From<Complex64>(to),
        DType.C128 => From<Complex>(to),
        _ => throw Unknown(from),
    };

    private static BlockRoutine From<TFrom>(DType to) where TFrom : unmanaged => to switch
    {
        DType.Bool => new(&Convert<TFrom, bool>),
        DType.U8 => new(&Convert<TFrom, byte>),
        DType.I8 => new(&Convert<TFrom, sbyte>),
        DType.I16 => new(&Convert<TFrom, short>),
        DType.I32 => new(&Convert<TFrom, int>),
        DType.I64 => new(&Convert<TFrom, long>),
        DType.U16 => new(&Convert<TFrom, ushort>),
        DType.U32 => new(&Convert<TFrom, uint>),
        DType.U64 => new(&Convert<TFrom, ulong>),
        DType.F8E4M3FN => new(&Convert<TFrom, Float8E4M3>),
        DType.F8E5M2 => new(&Convert<TFrom, Float8E5M2>),
        DType.F16 => new(&Convert<TFrom, Half>),
        DType.BF16 => new(&Convert<TFrom, BFloat16>),
        DType.F32 => new(&Convert<TFrom, float>),
        DType.F64 => new(&Convert<TFrom, double>),
        DType.C64 => new(&Convert<TFrom, Complex64>),
        DType.C128 => new(&Convert<TFrom, Complex>),
        _ => throw Unknown(to),
    };

    private static ScheduleException Unknown(DType dtype) => new($"{dtype.TextName()} has no conversions block by block.");

    private static void Convert<TFrom, TTo>(byte* x, byte* y, byte* z, byte* r, nint count, nint function)
        where TFrom : unmanaged where TTo : unmanaged
    {
        var n = (int)count;
        if (typeof(TFrom) == typeof(BFloat16) && typeof(TTo) == typeof(float))
        {
            FloatConversion.Widen(new ReadOnlySpan<BFloat16>(x, n), new Span<float>(r, n));
        }
        else if (typeof(TFrom) == typeof(float) && typeof(TTo) == typeof(BFloat16))
        {
            FloatConversion.Narrow(new ReadOnlySpan<float>(x, n), new Span<BFloat16>(r, n));
        }
        else if (typeof(TFrom) == typeof(float) && typeof(TTo) == typeof(double))
        {
            TensorPrimitives.ConvertTruncating(new ReadOnlySpan<float>(x, n), new Span<double>(r, n));
        }
        else if (typeof(TFrom) == typeof(double) && typeof(TTo) == typeof(float))
        {
            TensorPrimitives.ConvertTruncating(new ReadOnlySpan<double>(x, n), new Span<float>(r, n));
        }
        else
        {
            for (nint i = 0; i < count; i++)
            {
                ((TTo*)r)[i] = Element.Convert<TFrom, TTo>(((TFrom*)x)[i]);
            }
        }
    }
}
