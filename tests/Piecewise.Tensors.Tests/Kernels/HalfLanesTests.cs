using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors.Tests;

/// <summary>
/// f16 in vectors equals the scalar conversions: for every f16, and for all floats that lie at, beside or half-way between them.
/// </summary>
public sealed unsafe class HalfLanesTests
{
    [Theory]
    [MemberData(nameof(VectorMathTests.Tiers), MemberType = typeof(VectorMathTests))]
    public void Every_half_widens_as_the_scalar_does(string tier)
    {
        var halves = Enumerable.Range(0, 1 << 16).Select(i => BitConverter.UInt16BitsToHalf((ushort)i)).ToArray();
        var floats = new float[halves.Length];
        fixed (Half* from = halves)
        fixed (float* to = floats)
        {
            Widen(tier, from, to, halves.Length);
        }
        for (var i = 0; i < halves.Length; i++)
        {
            Assert.True(Same((float)halves[i], floats[i]), $"{i:X4}: {floats[i]}, not {(float)halves[i]}");
        }
    }

    [Theory]
    [MemberData(nameof(VectorMathTests.Tiers), MemberType = typeof(VectorMathTests))]
    public void Floats_round_as_the_scalar_does(string tier)
    {
        var values = Enumerable.Range(0, 1 << 20)
            .SelectMany(i => new[] { 0, 1, 0x7FF, 0x800, 0x801, 0xFFF }.Select(low => BitConverter.Int32BitsToSingle((i << 12) | low)))
            .ToList();
        values.AddRange(new float[16 - (values.Count % 16)]);
        var (floats, halves) = (values.ToArray(), new Half[values.Count]);
        fixed (float* from = floats)
        fixed (Half* to = halves)
        {
            Narrow(tier, from, to, floats.Length);
        }
        for (var i = 0; i < floats.Length; i++)
        {
            Assert.True(Same((float)(Half)floats[i], (float)halves[i]), $"{floats[i]:R}: {halves[i]}, not {(Half)floats[i]}");
        }
    }

    private static bool Same(float a, float b) =>
        BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(b) || (float.IsNaN(a) && float.IsNaN(b));

    private static void Widen(string tier, Half* from, float* to, int count)
    {
        for (var i = 0; i < count; i += 16)
        {
            for (var j = i; tier == "portable" && j < i + 16; j += 4)
            {
                Lanes128.Store(to + j, Lanes128.Load(from + j));
            }
            for (var j = i; tier == "avx2" && j < i + 16; j += 8)
            {
                Lanes256.Store(to + j, Lanes256.Load(from + j));
            }
            if (tier.StartsWith("avx512", StringComparison.Ordinal))
            {
                Lanes512.Store(to + i, Lanes512.Load(from + i));
            }
        }
    }

    private static void Narrow(string tier, float* from, Half* to, int count)
    {
        for (var i = 0; i < count; i += 16)
        {
            for (var j = i; tier == "portable" && j < i + 16; j += 4)
            {
                Lanes128.Store(to + j, Lanes128.Load(from + j));
            }
            for (var j = i; tier == "avx2" && j < i + 16; j += 8)
            {
                Lanes256.Store(to + j, Lanes256.Load(from + j));
            }
            if (tier.StartsWith("avx512", StringComparison.Ordinal))
            {
                Lanes512.Store(to + i, Lanes512.Load(from + i));
            }
        }
    }
}
