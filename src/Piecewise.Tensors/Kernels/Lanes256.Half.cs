using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Piecewise.Tensors.Kernels;

/// <content>Memory of f16, by arithmetic: not every processor of the tier has instructions for it that the runtime shows.</content>
public readonly unsafe partial struct Lanes256
{
    /// <summary>Widens; exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(Half* source) =>
        Widened(Avx2.ConvertToVector256Int32(Sse2.LoadVector128((ushort*)source)).AsUInt32());

    /// <summary>Rounds to nearest, ties to even; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Half* target, Vector256<float> value)
    {
        var bits = HalfBits(value);
        Sse2.Store((ushort*)target, Sse41.PackUnsignedSaturate(bits.GetLower().AsInt32(), bits.GetUpper().AsInt32()));
    }

    /// <summary>Nearest f16 values, ties to even, as floats; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RoundToHalf(Vector256<float> value) => Widened(HalfBits(value));

    // The exponent's bias differs by 112, which a product corrects for subnormal numbers too; infinities and NaN keep the largest exponent.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Widened(Vector256<uint> half)
    {
        var magnitude = Avx2.ShiftLeftLogical(Avx2.And(half, Vector256.Create(0x7FFFu)), 13);
        var scaled = Avx.Multiply(magnitude.AsSingle(), Vector256.Create(5.192296858534828E33f)).AsUInt32();
        var special = Avx2.Or(scaled, Vector256.Create(0x7F800000u));
        var value = Avx2.BlendVariable(scaled, special,
            Avx2.CompareGreaterThan(magnitude.AsInt32(), Vector256.Create(0xF7FFFFFu).AsInt32()).AsUInt32());
        return Avx2.Or(value, Avx2.ShiftLeftLogical(Avx2.And(half, Vector256.Create(0x8000u)), 16)).AsSingle();
    }

    // The sum with 1/2 rounds what becomes subnormal; all else is rounded by carrying into the bits that stay.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> HalfBits(Vector256<float> value)
    {
        var bits = value.AsUInt32();
        var magnitude = Avx2.And(bits, Vector256.Create(0x7FFFFFFFu));
        var odd = Avx2.And(Avx2.ShiftRightLogical(magnitude, 13), Vector256.Create(1u));
        var normal = Avx2.ShiftRightLogical(Avx2.Add(Avx2.Add(magnitude, Vector256.Create(0xC8000FFFu)), odd), 13);
        var subnormal = Avx2.Subtract(Avx.Add(magnitude.AsSingle(), Vector256.Create(0.5f)).AsUInt32(), Vector256.Create(0x3F000000u));
        var special = Avx2.BlendVariable(Vector256.Create(0x7C00u), Vector256.Create(0x7E00u),
            Avx2.CompareGreaterThan(magnitude.AsInt32(), Vector256.Create(0x7F800000u).AsInt32()).AsUInt32());
        var half = Avx2.BlendVariable(subnormal, normal,
            Avx2.CompareGreaterThan(magnitude.AsInt32(), Vector256.Create(0x387FFFFFu).AsInt32()).AsUInt32());
        half = Avx2.BlendVariable(half, special,
            Avx2.CompareGreaterThan(magnitude.AsInt32(), Vector256.Create(0x477FFFFFu).AsInt32()).AsUInt32());
        return Avx2.Or(half, Avx2.And(Avx2.ShiftRightLogical(bits, 16), Vector256.Create(0x8000u)));
    }
}
