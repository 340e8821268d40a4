using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors;

/// <summary>Conversion of one element. Every branch is decided by types, so each instantiation compiles to a few instructions.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Element
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TTo Convert<TFrom, TTo>(TFrom value) where TFrom : unmanaged where TTo : unmanaged
    {
        if (typeof(TFrom) == typeof(TTo))
        {
            return Unsafe.BitCast<TFrom, TTo>(value);
        }
        if (typeof(TFrom) == typeof(Complex64) || typeof(TFrom) == typeof(Complex))
        {
            var complex = typeof(TFrom) == typeof(Complex) ? Unsafe.BitCast<TFrom, Complex>(value)
                : (Complex)Unsafe.BitCast<TFrom, Complex64>(value);
            return typeof(TTo) == typeof(Complex) ? Unsafe.BitCast<Complex, TTo>(complex)
                : typeof(TTo) == typeof(Complex64) ? Unsafe.BitCast<Complex64, TTo>((Complex64)complex)
                : typeof(TTo) == typeof(bool) ? Unsafe.BitCast<bool, TTo>(complex != Complex.Zero)
                : FromDouble<TTo>(complex.Real);
        }
        return IsFloat<TFrom>() ? FromFloat<TFrom, TTo>(value)
            : typeof(TFrom) == typeof(ulong) ? FromUnsigned<TTo>(Unsafe.BitCast<TFrom, ulong>(value))
            : FromInteger<TTo>(ToInt64(value));
    }

    internal static bool IsFloat<T>() => typeof(T) == typeof(float) || typeof(T) == typeof(double) || typeof(T) == typeof(Half)
        || typeof(T) == typeof(BFloat16) || typeof(T) == typeof(Float8E4M3) || typeof(T) == typeof(Float8E5M2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TTo FromFloat<TFrom, TTo>(TFrom value) where TFrom : unmanaged where TTo : unmanaged
    {
        if (typeof(TFrom) == typeof(double))
        {
            return FromDouble<TTo>(Unsafe.BitCast<TFrom, double>(value));
        }
        var single = typeof(TFrom) == typeof(float) ? Unsafe.BitCast<TFrom, float>(value)
            : typeof(TFrom) == typeof(Half) ? (float)Unsafe.BitCast<TFrom, Half>(value)
            : typeof(TFrom) == typeof(BFloat16) ? Unsafe.BitCast<TFrom, BFloat16>(value)
            : typeof(TFrom) == typeof(Float8E4M3) ? Unsafe.BitCast<TFrom, Float8E4M3>(value)
            : typeof(TFrom) == typeof(Float8E5M2) ? Unsafe.BitCast<TFrom, Float8E5M2>(value)
            : throw new NotSupportedException($"{typeof(TFrom).Name} is no float that is known here.");
        return typeof(TTo) == typeof(float) ? Unsafe.BitCast<float, TTo>(single)
            : typeof(TTo) == typeof(BFloat16) ? Unsafe.BitCast<BFloat16, TTo>((BFloat16)single)
            : typeof(TTo) == typeof(Half) ? Unsafe.BitCast<Half, TTo>((Half)single)
            : FromDouble<TTo>(single);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TTo FromDouble<TTo>(double value) where TTo : unmanaged
    {
        return typeof(TTo) == typeof(double) ? Unsafe.BitCast<double, TTo>(value)
            : typeof(TTo) == typeof(float) ? Unsafe.BitCast<float, TTo>((float)value)
            // PyTorch narrows a double to 16 bits by way of float.
            : typeof(TTo) == typeof(Half) ? Unsafe.BitCast<Half, TTo>((Half)(float)value)
            : typeof(TTo) == typeof(BFloat16) ? Unsafe.BitCast<BFloat16, TTo>((BFloat16)(float)value)
            : typeof(TTo) == typeof(Float8E4M3) ? Unsafe.BitCast<Float8E4M3, TTo>((Float8E4M3)(float)value)
            : typeof(TTo) == typeof(Float8E5M2) ? Unsafe.BitCast<Float8E5M2, TTo>((Float8E5M2)(float)value)
            : typeof(TTo) == typeof(bool) ? Unsafe.BitCast<bool, TTo>(value != 0)
            : typeof(TTo) == typeof(Complex) ? Unsafe.BitCast<Complex, TTo>(value)
            : typeof(TTo) == typeof(Complex64) ? Unsafe.BitCast<Complex64, TTo>(new Complex64((float)value, 0))
            : FromInteger<TTo>(typeof(TTo) == typeof(int) || typeof(TTo) == typeof(short) || typeof(TTo) == typeof(sbyte)
                || typeof(TTo) == typeof(ushort)
                ? Truncate32(value) : typeof(TTo) == typeof(ulong) ? TruncateUnsigned(value) : Truncate64(value));
    }

    // NaN and values outside the range are undefined in C++; PyTorch's result is what x86's conversions give, and steady: those to 32 bits
    // for i32, i16, i8 and u16, of which the low bits are kept, and those to 64 bits for i64 and u8. To u32, where its vector and scalar
    // code disagree, we take 64 bits too.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Truncate32(double value) => value is > -2147483649d and < 2147483648d ? (int)value : int.MinValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Truncate64(double value) =>
        value is >= -9.2233720368547758E18 and < 9.2233720368547758E18 ? (long)value : long.MinValue;

    // The upper half is converted less 2^63, which is added again.
    private static long TruncateUnsigned(double value) =>
        value >= 9.2233720368547758E18 ? unchecked(Truncate64(value - 9.2233720368547758E18) + long.MinValue) : Truncate64(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TTo FromInteger<TTo>(long value) where TTo : unmanaged
    {
        unchecked
        {
            return typeof(TTo) == typeof(bool) ? Unsafe.BitCast<bool, TTo>(value != 0)
                : typeof(TTo) == typeof(byte) ? Unsafe.BitCast<byte, TTo>((byte)value)
                : typeof(TTo) == typeof(sbyte) ? Unsafe.BitCast<sbyte, TTo>((sbyte)value)
                : typeof(TTo) == typeof(short) ? Unsafe.BitCast<short, TTo>((short)value)
                : typeof(TTo) == typeof(ushort) ? Unsafe.BitCast<ushort, TTo>((ushort)value)
                : typeof(TTo) == typeof(int) ? Unsafe.BitCast<int, TTo>((int)value)
                : typeof(TTo) == typeof(uint) ? Unsafe.BitCast<uint, TTo>((uint)value)
                : typeof(TTo) == typeof(long) ? Unsafe.BitCast<long, TTo>(value)
                : typeof(TTo) == typeof(ulong) ? Unsafe.BitCast<ulong, TTo>((ulong)value)
                : typeof(TTo) == typeof(double) || typeof(TTo) == typeof(Complex) ? FromDouble<TTo>(value)
                : FromFloat<float, TTo>(value);
        }
    }

    private static TTo FromUnsigned<TTo>(ulong value) where TTo : unmanaged =>
        value <= long.MaxValue || !(IsFloat<TTo>() || typeof(TTo) == typeof(Complex64) || typeof(TTo) == typeof(Complex))
            ? FromInteger<TTo>(unchecked((long)value))
        : typeof(TTo) == typeof(double) || typeof(TTo) == typeof(Complex) ? FromDouble<TTo>(value)
        : FromFloat<float, TTo>((float)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long ToInt64<T>(T value) where T : unmanaged =>
        typeof(T) == typeof(bool) ? Unsafe.BitCast<T, bool>(value) ? 1 : 0
        : typeof(T) == typeof(byte) ? Unsafe.BitCast<T, byte>(value)
        : typeof(T) == typeof(sbyte) ? Unsafe.BitCast<T, sbyte>(value)
        : typeof(T) == typeof(short) ? Unsafe.BitCast<T, short>(value)
        : typeof(T) == typeof(ushort) ? Unsafe.BitCast<T, ushort>(value)
        : typeof(T) == typeof(int) ? Unsafe.BitCast<T, int>(value)
        : typeof(T) == typeof(uint) ? Unsafe.BitCast<T, uint>(value)
        : Unsafe.BitCast<T, long>(value);
}
