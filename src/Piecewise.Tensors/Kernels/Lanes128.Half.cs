using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Piecewise.Tensors.Kernels;

/// <content>Memory of f16, by arithmetic: not every processor of the tier has instructions for it that the runtime shows.</content>
public readonly unsafe partial struct Lanes128
{
    /// <summary>Widens; exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(Half* source) => Widened(Vector128.WidenLower(Vector64.Load((ushort*)source).ToVector128Unsafe()));

    /// <summary>Rounds to nearest, ties to even; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Half* target, Vector128<float> value)
    {
        var bits = HalfBits(value);
        Vector128.Narrow(bits, bits).GetLower().Store((ushort*)target);
    }

    /// <summary>Nearest f16 values, ties to even, as floats; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> RoundToHalf(Vector128<float> value) => Widened(HalfBits(value));

    // The exponent's bias differs by 112, which a product corrects for subnormal numbers too; infinities and NaN keep the largest exponent.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Widened(Vector128<uint> half)
    {
        var magnitude = (half & Vector128.Create(0x7FFFu)) << 13;
        var scaled = (magnitude.AsSingle() * Vector128.Create(5.192296858534828E33f)).AsUInt32();
        var special = scaled | Vector128.Create(0x7F800000u);
        var value = Vector128.ConditionalSelect(Vector128.GreaterThanOrEqual(magnitude, Vector128.Create(0xF800000u)), special, scaled);
        return (value | ((half & Vector128.Create(0x8000u)) << 16)).AsSingle();
    }

    // The sum with 1/2 rounds what becomes subnormal; all else is rounded by carrying into the bits that stay.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> HalfBits(Vector128<float> value)
    {
        var bits = value.AsUInt32();
        var magnitude = bits & Vector128.Create(0x7FFFFFFFu);
        var odd = (magnitude >>> 13) & Vector128.Create(1u);
        var normal = ((magnitude + Vector128.Create(0xC8000FFFu)) + odd) >>> 13;
        var subnormal = (magnitude.AsSingle() + Vector128.Create(0.5f)).AsUInt32() - Vector128.Create(0x3F000000u);
        var special = Vector128.ConditionalSelect(Vector128.GreaterThanOrEqual(magnitude, Vector128.Create(0x7F800001u)),
            Vector128.Create(0x7E00u), Vector128.Create(0x7C00u));
        var half = Vector128.ConditionalSelect(Vector128.GreaterThanOrEqual(magnitude, Vector128.Create(0x38800000u)), normal, subnormal);
        half = Vector128.ConditionalSelect(Vector128.GreaterThanOrEqual(magnitude, Vector128.Create(0x47800000u)), special, half);
        return half | ((bits >>> 16) & Vector128.Create(0x8000u));
    }
}
