using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Whole vectors of floats to and from u8 and i8, as <see cref="Element.Convert{TFrom, TTo}"/> converts each: what quantized programs go
/// through.
/// </summary>
internal static unsafe class ByteLanes
{
    /// <summary>Whether there is such a conversion; decided when the caller is compiled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Has<TLanes, TVector, T>() where TLanes : struct, ILanes<TVector> where TVector : unmanaged =>
        (typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte))
        && ((typeof(TVector) == typeof(Vector512<float>) && Avx512F.IsSupported)
            || (typeof(TVector) == typeof(Vector256<float>) && Avx2.IsSupported));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load<TVector, T>(T* source) where TVector : unmanaged where T : unmanaged
    {
        if (typeof(TVector) == typeof(Vector512<float>))
        {
            var bytes = Vector128.Load((byte*)source);
            return Unsafe.BitCast<Vector512<float>, TVector>(Avx512F.ConvertToVector512Single(
                typeof(T) == typeof(byte) ? Avx512F.ConvertToVector512Int32(bytes) : Avx512F.ConvertToVector512Int32(bytes.AsSByte())));
        }
        var eight = Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(source)).AsByte();
        return Unsafe.BitCast<Vector256<float>, TVector>(Avx.ConvertToVector256Single(
            typeof(T) == typeof(byte) ? Avx2.ConvertToVector256Int32(eight) : Avx2.ConvertToVector256Int32(eight.AsSByte())));
    }

    /// <summary>What <see cref="TryStore"/> would store, as floats; false where it stores nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRound<TVector, T>(TVector value, out TVector rounded) where TVector : unmanaged where T : unmanaged
    {
        Vector128<byte> bytes = default;
        var isStored = TryStore((T*)&bytes, value);
        rounded = isStored ? Load<TVector, T>((T*)&bytes) : value;
        return isStored;
    }

    /// <summary>False, and nothing stored, where a number is too large for i32, or none: others say what becomes of that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryStore<TVector, T>(T* target, TVector value) where TVector : unmanaged where T : unmanaged
    {
        const float TooLarge = 2147483648f;
        if (typeof(TVector) == typeof(Vector512<float>))
        {
            var numbers = Unsafe.BitCast<TVector, Vector512<float>>(value);
            if (!Vector512.LessThanAll(Vector512.Abs(numbers), Vector512.Create(TooLarge)))
            {
                return false;
            }
            Avx512F.ConvertToVector128Byte(Avx512F.ConvertToVector512Int32WithTruncation(numbers)).Store((byte*)target);
            return true;
        }
        var eight = Unsafe.BitCast<TVector, Vector256<float>>(value);
        if (!Vector256.LessThanAll(Vector256.Abs(eight), Vector256.Create(TooLarge)))
        {
            return false;
        }
        var integers = Avx.ConvertToVector256Int32WithTruncation(eight);
        var halves = Vector128.Narrow(integers.GetLower(), integers.GetUpper());
        Unsafe.WriteUnaligned(target, Vector128.Narrow(halves, halves).AsUInt64().ToScalar());
        return true;
    }
}
