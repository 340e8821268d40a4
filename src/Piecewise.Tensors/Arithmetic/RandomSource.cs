namespace Piecewise.Tensors;

/// <summary>
/// The random numbers that PyTorch's CPU generator gives after <c>torch.manual_seed</c>, in its order. One for each session; not safe for
/// several threads. Source: Matsumoto and Nishimura 1998 (mt19937); ATen's <c>TransformationHelper.h</c>, <c>DistributionTemplates.h</c>.
/// </summary>
internal sealed class RandomSource
{
    private const int Size = 624;
    private const int Middle = 397;

    private readonly uint[] state = new uint[Size];
    private int next = Size;
    // The second of a pair of normal numbers.
    private double? normal;

    /// <param name="seed">As PyTorch takes it, of which 32 bits count.</param>
    public RandomSource(ulong seed)
    {
        state[0] = (uint)seed;
        for (var i = 1u; i < Size; i++)
        {
            state[i] = (1812433253u * (state[i - 1] ^ (state[i - 1] >> 30))) + i;
        }
    }

    public uint Next32()
    {
        if (next == Size)
        {
            Twist();
        }
        var y = state[next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680u;
        y ^= (y << 15) & 0xefc60000u;
        return y ^ (y >> 18);
    }

    public ulong Next64()
    {
        ulong high = Next32();
        return (high << 32) | Next32();
    }

    /// <summary>From 0 to below 1, in steps of 2^-53.</summary>
    public double NextDouble() => (Next64() & ((1UL << 53) - 1)) * Math.ScaleB(1, -53);

    /// <summary>From 0 to below 1, in steps of 2^-53 for f64, of 2^-24 for all other dtypes.</summary>
    public double NextUniform(DType dtype) =>
        dtype == DType.F64 ? NextDouble() : (Next32() & ((1u << 24) - 1)) * Math.ScaleB(1, -24);

    /// <summary>An integer from 0 to below <paramref name="range"/>.</summary>
    public ulong NextBelow(ulong range) => range >= 1UL << 28 ? Next64() % range : Next32() % range;

    /// <summary>A normal number of mean 0 and deviation 1; two are made at once.</summary>
    public double NextNormal()
    {
        if (normal is { } kept)
        {
            normal = null;
            return kept;
        }
        var (angle, distance) = (NextDouble(), NextDouble());
        var radius = Math.Sqrt(-2 * SpecialFunctions.Log1P(-distance));
        var (sin, cos) = Math.SinCos(2 * Math.PI * angle);
        normal = radius * sin;
        return radius * cos;
    }

    /// <summary>
    /// Normal numbers as PyTorch makes them where there are 16 or more in one piece: uniform ones, of which each 16 become normal ones, the
    /// last 16 anew where their number is no multiple.
    /// </summary>
    /// <param name="numbers">At least 16.</param>
    /// <param name="dtype">Of the tensor; those of 32 bits and less are computed in f32.</param>
    public void FillNormal(Span<double> numbers, DType dtype)
    {
        foreach (ref var number in numbers)
        {
            number = NextUniform(dtype);
        }
        for (var i = 0; i + 16 <= numbers.Length; i += 16)
        {
            BoxMuller(numbers.Slice(i, 16), dtype);
        }
        if (numbers.Length % 16 != 0)
        {
            var last = numbers[^16..];
            foreach (ref var number in last)
            {
                number = NextUniform(dtype);
            }
            BoxMuller(last, dtype);
        }
    }

    private static void BoxMuller(Span<double> numbers, DType dtype)
    {
        for (var i = 0; i < 8; i++)
        {
            var (distance, angle) = (1 - numbers[i], 2 * Math.PI * numbers[i + 8]);
            var radius = Math.Sqrt(-2 * Math.Log(distance));
            var (sin, cos) = Math.SinCos(angle);
            (numbers[i], numbers[i + 8]) = dtype == DType.F64 ? (radius * cos, radius * sin)
                : ((float)(radius * cos), (float)(radius * sin));
        }
    }

    private void Twist()
    {
        for (var i = 0; i < Size; i++)
        {
            var y = (state[i] & 0x80000000u) | (state[(i + 1) % Size] & 0x7fffffffu);
            state[i] = state[(i + Middle) % Size] ^ (y >> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0dfu);
        }
        next = 0;
    }
}
