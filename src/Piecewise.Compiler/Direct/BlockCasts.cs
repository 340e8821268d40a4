using System.Numerics.Tensors;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Direct;

/// <summary>Conversions of blocks of elements, with the results of <see cref="Element.Convert"/>.</summary>
internal static unsafe class BlockCasts
{
    public static BlockRoutine Of(DType from, DType to) => DTypeDispatch.Any<From, BlockRoutine>(from, new(to));

    private readonly struct From(DType to) : IOverElements<BlockRoutine>
    {
        public BlockRoutine Over<T>() where T : unmanaged => DTypeDispatch.Any<FromTo<T>, BlockRoutine>(to, default);
    }

    private readonly struct FromTo<TFrom> : IOverElements<BlockRoutine> where TFrom : unmanaged
    {
        public BlockRoutine Over<T>() where T : unmanaged => new(&Convert<TFrom, T>);
    }

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
