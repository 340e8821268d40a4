using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Piecewise.Tensors.Kernels;

/// <content>Memory of f16, by arithmetic: not every processor of the tier has instructions for it that the runtime shows.</content>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe partial struct Lanes512
{
    /// <summary>Widens; exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(Half* source) => Widened(Avx512F.ConvertToVector512UInt32(Avx.LoadVector256((ushort*)source)));

    /// <summary>Rounds to nearest, ties to even; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Half* target, Vector512<float> value) =>
        Avx.Store((ushort*)target, Avx512F.ConvertToVector256UInt16(HalfBits(value)));

    /// <summary>Nearest f16 values, ties to even, as floats; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> RoundToHalf(Vector512<float> value) => Widened(HalfBits(value));

    // The exponent's bias differs by 112, which a product corrects for subnormal numbers too; infinities and NaN keep the largest exponent.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Widened(Vector512<uint> half)
    {
        var magnitude = Avx512F.ShiftLeftLogical(Avx512F.And(half, Vector512.Create(0x7FFFu)), 13);
        var scaled = Avx512F.Multiply(magnitude.AsSingle(), Vector512.Create(5.192296858534828E33f)).AsUInt32();
        var special = Avx512F.Or(scaled, Vector512.Create(0x7F800000u));
        var value = Avx512F.BlendVariable(scaled, special, Avx512F.CompareGreaterThanOrEqual(magnitude, Vector512.Create(0xF800000u)));
        return Avx512F.Or(value, Avx512F.ShiftLeftLogical(Avx512F.And(half, Vector512.Create(0x8000u)), 16)).AsSingle();
    }

    // The sum with 1/2 rounds what becomes subnormal; all else is rounded by carrying into the bits that stay.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> HalfBits(Vector512<float> value)
    {
        var bits = value.AsUInt32();
        var magnitude = Avx512F.And(bits, Vector512.Create(0x7FFFFFFFu));
        var odd = Avx512F.And(Avx512F.ShiftRightLogical(magnitude, 13), Vector512.Create(1u));
        var normal = Avx512F.ShiftRightLogical(Avx512F.Add(Avx512F.Add(magnitude, Vector512.Create(0xC8000FFFu)), odd), 13);
        var subnormal = Avx512F.Subtract(Avx512F.Add(magnitude.AsSingle(), Vector512.Create(0.5f)).AsUInt32(),
            Vector512.Create(0x3F000000u));
        var special = Avx512F.BlendVariable(Vector512.Create(0x7C00u), Vector512.Create(0x7E00u),
            Avx512F.CompareGreaterThanOrEqual(magnitude, Vector512.Create(0x7F800001u)));
        var half = Avx512F.BlendVariable(subnormal, normal, Avx512F.CompareGreaterThanOrEqual(magnitude, Vector512.Create(0x38800000u)));
        half = Avx512F.BlendVariable(half, special, Avx512F.CompareGreaterThanOrEqual(magnitude, Vector512.Create(0x47800000u)));
        return Avx512F.Or(half, Avx512F.And(Avx512F.ShiftRightLogical(bits, 16), Vector512.Create(0x8000u)));
    }
}
