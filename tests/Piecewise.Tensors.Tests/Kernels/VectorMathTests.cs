using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors.Tests;

public sealed unsafe class VectorMathTests
{
    public static TheoryData<string> Tiers => [.. InstructionTier.Supported.Select(tier => tier.ToString())];

    public static InstructionTier Tier(string name) => InstructionTier.Supported.Single(tier => tier.ToString() == name);

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Exp_is_within_2_ulp(string tier) => Check<ExpOf>(Tier(tier), Math.Exp, 2);

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Tanh_is_within_4_ulp(string tier) => Check<TanhOf>(Tier(tier), Math.Tanh, 4);

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Bf16_conversion_equals_the_scalar_one_for_every_upper_half_and_tie(string tier)
    {
        var values = new float[(1 << 16) * 4];
        for (var i = 0; i < 1 << 16; i++)
        {
            foreach (var (j, low) in new[] { 0, 0x7FFF, 0x8000, 0x8001 }.Index())
            {
                values[(4 * i) + j] = BitConverter.Int32BitsToSingle((i << 16) | low);
            }
        }
        var result = new BFloat16[values.Length];
        fixed (float* from = values)
        fixed (BFloat16* to = result)
        {
            Jobs.Run(Tier(tier), SingleThread.Team, 1, new Narrow(from, to, values.Length));
        }
        for (var i = 0; i < values.Length; i++)
        {
            Assert.Equal(((BFloat16)values[i]).Bits, result[i].Bits);
        }
    }

    // A sample of all floats: a stride through their bits, denser where functions bend.
    private static void Check<TFunction>(InstructionTier tier, Func<double, double> exact, double bound)
        where TFunction : struct, IFunction
    {
        var samples = new List<float> { 0, -0f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, float.Epsilon, float.MaxValue };
        for (var bits = 0L; bits < 1L << 32; bits += 8191)
        {
            samples.Add(BitConverter.UInt32BitsToSingle((uint)bits));
        }
        for (var x = -110.0; x < 110; x += 0.00037)
        {
            samples.Add((float)x);
        }
        for (var x = -5.0; x < 5; x += 0.000037)
        {
            samples.Add((float)x);
        }
        var input = samples.ToArray();
        var output = new float[input.Length];
        fixed (float* from = input, to = output)
        {
            Jobs.Run(tier, SingleThread.Team, 1, new Map<TFunction>(from, to, input.Length));
        }
        var (worst, at) = (0.0, 0f);
        for (var i = 0; i < input.Length; i++)
        {
            var expected = exact(input[i]);
            if (double.IsNaN(expected) || float.IsInfinity((float)expected))
            {
                Assert.Equal((float)expected, output[i]);
                continue;
            }
            var ulp = Math.Max((double)MathF.BitIncrement(MathF.Abs((float)expected)) - MathF.Abs((float)expected), float.Epsilon);
            var error = Math.Abs(output[i] - expected) / ulp;
            if (!(error <= worst))
            {
                (worst, at) = (error, input[i]);
            }
        }
        Assert.True(worst <= bound, $"{worst} ulp at {at:R}");
    }

    private readonly struct Map<TFunction>(float* from, float* to, nint count) : IJob where TFunction : struct, IFunction
    {
        public void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            for (nint i = 0; i < count; i += TLanes.Width)
            {
                var value = TFunction.Invoke<TLanes, TVector>(Elements.Load<TLanes, TVector, float>(from + i, count - i));
                Elements.Store<TLanes, TVector, float>(to + i, value, count - i);
            }
        }
    }

    private readonly struct Narrow(float* from, BFloat16* to, nint count) : IJob
    {
        public void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            for (nint i = 0; i < count; i += TLanes.Width)
            {
                TLanes.Store(to + i, TLanes.Load(from + i));
            }
        }
    }

    private readonly struct ExpOf : IFunction
    {
        public static TVector Invoke<TLanes, TVector>(TVector x) where TLanes : struct, ILanes<TVector> where TVector : unmanaged =>
            VectorMath.Exp<TLanes, TVector>(x);
    }

    private readonly struct TanhOf : IFunction
    {
        public static TVector Invoke<TLanes, TVector>(TVector x) where TLanes : struct, ILanes<TVector> where TVector : unmanaged =>
            VectorMath.Tanh<TLanes, TVector>(x);
    }

    private interface IFunction
    {
        static abstract TVector Invoke<TLanes, TVector>(TVector x) where TLanes : struct, ILanes<TVector> where TVector : unmanaged;
    }
}
