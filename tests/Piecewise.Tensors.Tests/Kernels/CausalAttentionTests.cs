using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors.Tests.Kernels;

public sealed class CausalAttentionTests
{
    private const int Tokens = 9, QueryHeads = 6, KeyHeads = 2, Size = 5, ValueSize = 3;

    public static TheoryData<int, float, bool> Rules() =>
        new() { { -1, 0, false }, { 3, 0, false }, { -1, 1.5f, false }, { 4, 2, true }, { 1, 0, true } };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Is_the_definition(int window, float softcap, bool withSinks)
    {
        var (q, k, v, sinks) = Operands(withSinks);

        var result = Attend(q, k, v, 0, new AttentionRules(0.7) { IsCausal = true, Window = window, Softcap = softcap }, sinks);

        Assert.Equal([Tokens, QueryHeads, ValueSize], result.Shape.ToArray());
        for (var i = 0; i < Tokens; i++)
        {
            for (var h = 0; h < QueryHeads; h++)
            {
                var expected = Defined(q, k, v, sinks, i, h, 0.7, window, softcap);
                for (var d = 0; d < ValueSize; d++)
                {
                    Assert.Equal(expected[d], At(result, i, h, d), 1e-5);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_token_has_the_same_bits_alone_against_the_cache(int window, float softcap, bool withSinks)
    {
        var (q, k, v, sinks) = Operands(withSinks);
        var rule = new AttentionRules(0.7) { IsCausal = true, Window = window, Softcap = softcap };
        var together = Attend(q, k, v, 0, rule, sinks);

        for (var i = 0; i < Tokens; i++)
        {
            var alone = Attend(Part(q, i, 1), Part(k, 0, i + 1), Part(v, 0, i + 1), i, rule, sinks);
            Assert.Equal(Part(together, i, 1).Clone().AsSpan<float>().ToArray(), alone.AsSpan<float>().ToArray());
        }
    }

    [Fact]
    public void Later_keys_are_not_seen()
    {
        var (q, k, v, _) = Operands(withSinks: false);
        var expected = Attend(Part(q, 0, 4), Part(k, 0, 4), Part(v, 0, 4), 0, new AttentionRules(1) { IsCausal = true });
        v.AsSpan<float>()[^1] = float.NaN;

        var result = Attend(Part(q, 0, 4), k, v, 0, new AttentionRules(1) { IsCausal = true });

        Assert.Equal(expected.AsSpan<float>().ToArray(), result.AsSpan<float>().ToArray());
    }

    [Fact]
    public void Sixteen_bit_floats_are_rounded_once()
    {
        var (q, k, v, _) = Operands(withSinks: false);
        var (bq, bk, bv) = (Cast.To(q, DType.BF16), Cast.To(k, DType.BF16), Cast.To(v, DType.BF16));
        var wide = Attend(
            Cast.To(bq, DType.F32), Cast.To(bk, DType.F32), Cast.To(bv, DType.F32), 0, new AttentionRules(1) { IsCausal = true });

        var result = Attend(bq, bk, bv, 0, new AttentionRules(1) { IsCausal = true });

        Assert.Equal(Cast.To(wide, DType.BF16).AsSpan<BFloat16>().ToArray(), result.AsSpan<BFloat16>().ToArray());
    }

    private static (Tensor Query, Tensor Key, Tensor Value, Tensor? Sinks) Operands(bool withSinks)
    {
        var random = new Random(7);
        return (Numbers(Tokens, QueryHeads, Size), Numbers(Tokens, KeyHeads, Size), Numbers(Tokens, KeyHeads, ValueSize),
            withSinks ? Numbers(QueryHeads) : null);

        Tensor Numbers(params long[] shape)
        {
            var tensor = Tensor.Zeros(DType.F32, shape);
            foreach (ref var value in tensor.AsSpan<float>())
            {
                value = (float)((random.NextDouble() * 4) - 2);
            }
            return tensor;
        }
    }

    private static Tensor Attend(Tensor query, Tensor keys, Tensor values, int start, AttentionRules rules, Tensor? sinks = null)
    {
        var result = Tensor.Zeros(query.DType, query.Shape[0], query.Shape[1], values.Shape[2]);
        var call = AttentionCall.Of(rules, query, keys, values, sinks, result) with { Start = start };
        call.Run(Workers.Alone);
        return result;
    }

    private static double[] Defined(Tensor q, Tensor k, Tensor v, Tensor? sinks, int i, int h, double scale, int window, double softcap)
    {
        var head = h / (QueryHeads / KeyHeads);
        var (sum, result) = (sinks is null ? 0 : Math.Exp(sinks.AsSpan<float>()[h]), new double[ValueSize]);
        for (var j = 0; j <= i; j++)
        {
            if (window > 0 && i - j >= window)
            {
                continue;
            }
            var score = scale * Enumerable.Range(0, Size).Sum(d => (double)At(q, i, h, d) * At(k, j, head, d));
            var weight = Math.Exp(softcap > 0 ? softcap * Math.Tanh(score / softcap) : score);
            sum += weight;
            for (var d = 0; d < ValueSize; d++)
            {
                result[d] += weight * At(v, j, head, d);
            }
        }
        return [.. result.Select(r => r / sum)];
    }

    private static float At(Tensor x, int token, int head, int d) =>
        x.AsSpan<float>()[(int)((((token * x.Shape[1]) + head) * x.Shape[2]) + d)];

    private static Tensor Part(Tensor x, int start, int count) =>
        x.AsStrided([count, x.Shape[1], x.Shape[2]], x.Strides, start * x.Strides[0]);
}
