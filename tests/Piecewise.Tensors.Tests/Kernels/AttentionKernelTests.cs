using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors.Tests;

public sealed unsafe class AttentionKernelTests
{
    private enum Masking
    {
        None,
        Causal,
        Bools,
        Floats,
    }

    public static TheoryData<string, int> Settings() => TestWorkers.Settings();

    [Theory]
    [MemberData(nameof(Settings))]
    public void Is_the_definition(string tier, int threads)
    {
        var random = new Random(4);
        Sizes[] all =
        [
            new(1, 1, 1, 1, 1, 1, 1), new(2, 4, 2, 3, 5, 7, 9), new(1, 6, 2, 70, 70, 16, 16), new(1, 2, 2, 40, 130, 33, 20),
            new(2, 8, 1, 1, 200, 64, 64),
            new(1, 3, 3, 9, 64, 8, 40), new(1, 4, 4, 65, 3, 5, 1), new(0, 2, 1, 3, 3, 4, 4), new(1, 2, 1, 0, 3, 4, 4),
            new(1, 2, 1, 3, 0, 4, 4), new(1, 2, 1, 3, 70, 0, 4),
        ];
        foreach (var sizes in all)
        {
            foreach (var masking in Enum.GetValues<Masking>())
            {
                foreach (var tokensFirst in new[] { false, true })
                {
                    Compare<float>(TestWorkers.Of(tier, threads), random, sizes, masking, tokensFirst);
                    Compare<BFloat16>(TestWorkers.Of(tier, threads), random, sizes, masking, tokensFirst);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Not_a_number_shows_in_the_rows_that_see_it(string tier, int threads)
    {
        var sizes = new Sizes(1, 2, 1, 80, 80, 16, 16);
        var random = new Random(9);
        using var query = Memory<float>.Random(random, 2 * 80 * 16);
        using var key = Memory<float>.Random(random, 80 * 16);
        using var value = Memory<float>.Random(random, 80 * 16);
        key.Write(70 * 16, float.NaN);
        value.Write(75 * 16, float.NaN);
        using var result = new Memory<float>(2 * 80 * 16);
        Run<float, float>(TestWorkers.Of(tier, threads), sizes, query, key, value, null, default, true, result, null, tokensFirst: false);
        for (var at = 0; at < result.Span.Length; at++)
        {
            var (token, element) = (at / 16 % 80, at % 16);
            // A hidden key is not seen. A hidden value may be, as PyTorch's kernel sees it: with a weight of 0, of a column.
            if (token >= 70 || element != 0)
            {
                Assert.Equal(token >= 70, float.IsNaN(result.Read(at)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_row_of_nothing_but_not_a_number_is_not_zero(string tier, int threads)
    {
        using var query = new Memory<float>(8);
        using var key = Memory<float>.Random(new Random(1), 3 * 8);
        using var value = Memory<float>.Random(new Random(2), 3 * 8);
        using var result = new Memory<float>(8);
        query.Span.Fill(float.NaN);
        Run<float, float>(TestWorkers.Of(tier, threads), new(1, 1, 1, 1, 3, 8, 8), query, key, value, null, default, false, result, null,
            tokensFirst: false);
        Assert.All(result.Span.ToArray(), x => Assert.True(float.IsNaN(x)));
    }

    [Fact]
    public void Heads_that_do_not_fit_are_refused()
    {
        using var memory = Memory<float>.Random(new Random(1), 64);
        var e = Assert.Throws<KernelException>(() =>
            Run<float, float>(Workers.Alone, new(1, 3, 2, 1, 1, 4, 4), memory, memory, memory, null, default, false, memory, null,
                tokensFirst: false));
        Assert.Equal("3 query heads are no multiple of 2 heads.", e.Message);
    }

    private readonly record struct Sizes(int Batch, int Heads, int KeyHeads, int Queries, int Keys, int Size, int ValueSize);

    private static void Compare<T>(Workers workers, Random random, Sizes sizes, Masking masking, bool tokensFirst) where T : unmanaged
    {
        var (batch, heads, keyHeads, queries, keys, size, valueSize) = sizes;
        using var query = Memory<T>.Random(random, batch * heads * queries * size, 1, 3);
        using var key = Memory<T>.Random(random, batch * keyHeads * keys * size, 0, 2);
        using var value = Memory<T>.Random(random, batch * keyHeads * keys * valueSize, 1);
        using var result = new Memory<T>(batch * heads * queries * valueSize);
        using var logSums = new Memory<float>(batch * heads * queries);
        // One mask for all heads, with a row that sees nothing.
        using var floats = Memory<float>.Random(random, batch * queries * keys);
        using var bools = new Memory<bool>(batch * queries * keys);
        for (var i = 0; i < bools.Span.Length; i++)
        {
            bools.Span[i] = random.Next(3) > 0 && i / keys % queries != 1;
            floats.Span[i] = bools.Span[i] ? floats.Span[i] : float.NegativeInfinity;
        }
        var maskStrides = new HeadStrides(queries * keys, 0, keys, 1);
        if (masking == Masking.Bools)
        {
            Run(workers, sizes, query, key, value, bools, maskStrides, false, result, logSums, tokensFirst);
        }
        else
        {
            Run(workers, sizes, query, key, value, masking == Masking.Floats ? floats : null, maskStrides, masking == Masking.Causal,
                result, logSums, tokensFirst);
        }
        for (var row = 0; row < batch * heads * queries; row++)
        {
            var (b, h, i) = (row / queries / heads, row / queries % heads, row % queries);
            var from = Strides(heads, queries, size, tokensFirst);
            var (ks, vs) = (Strides(keyHeads, keys, size, tokensFirst), Strides(keyHeads, keys, valueSize, tokensFirst));
            var group = h / (heads / keyHeads);
            var (sum, expected) = (0.0, new double[valueSize]);
            for (var j = 0; j < keys; j++)
            {
                var place = (((b * queries) + i) * keys) + j;
                if (masking == Masking.Causal ? j > i : masking != Masking.None && !bools.Span[place])
                {
                    continue;
                }
                var score = masking == Masking.Floats ? (double)floats.Span[place] : 0;
                for (var d = 0; d < size; d++)
                {
                    score += 0.3 * query.Read((int)At(from, b, h, i) + d) * key.Read((int)At(ks, b, group, j) + d);
                }
                var weight = Math.Exp(score);
                sum += weight;
                for (var d = 0; d < valueSize; d++)
                {
                    expected[d] += weight * value.Read((int)At(vs, b, group, j) + d);
                }
            }
            var to = Strides(heads, queries, valueSize, tokensFirst);
            for (var d = 0; d < valueSize; d++)
            {
                var mean = sum == 0 ? 0 : expected[d] / sum;
                var actual = result.Read((int)At(to, b, h, i) + d);
                Assert.True(
                    Math.Abs(mean - actual) <= 5e-6 + (typeof(T) == typeof(float) ? 0 : Math.Abs(mean) / 250),
                    $"{sizes} {masking}: {actual} for {mean} at {row}, {d}");
            }
            if (keys > 0)
            {
                Assert.Equal(Math.Log(sum), logSums.Read(row), 1e-4);
            }
        }
    }

    private static void Run<T, TMask>(
        Workers workers, Sizes sizes, Memory<T> query, Memory<T> key, Memory<T> value, Memory<TMask>? mask, HeadStrides maskStrides,
        bool causal,
        Memory<T> result, Memory<float>? logSums, bool tokensFirst)
        where T : unmanaged where TMask : unmanaged
    {
        var (batch, heads, keyHeads, queries, keys, size, valueSize) = sizes;
        var (q, k) = (Strides(heads, queries, size, tokensFirst), Strides(keyHeads, keys, size, tokensFirst));
        var (v, r) = (Strides(keyHeads, keys, valueSize, tokensFirst), Strides(heads, queries, valueSize, tokensFirst));
        new AttentionCall
        {
            Query = Of(query, q),
            Key = Of(key, k),
            Value = Of(value, v),
            Mask = mask is null ? default : Of(mask, maskStrides),
            Result = Of(result, r),
            LogSums = logSums is null ? default : Of(logSums, new(heads * queries, queries, 1, 1)),
            Batch = batch,
            Heads = heads,
            KeyHeads = keyHeads,
            Queries = queries,
            Keys = keys,
            Size = size,
            ValueSize = valueSize,
            Rules = new AttentionRules(0.3) { IsCausal = causal, CountsHiddenValues = true },
        }.Run(workers);
    }

    private static AttentionOperand Of<T>(Memory<T> memory, HeadStrides strides) where T : unmanaged => new()
    {
        First = memory.Pointer,
        DType = Tensor.DTypeOf<T>(),
        Strides = new() { Batch = strides.Batch, Head = strides.Head, Token = strides.Token, Element = strides.Element },
    };

    private static HeadStrides Strides(int heads, int tokens, int size, bool tokensFirst) => tokensFirst
        ? new(heads * tokens * size, size, heads * size, 1)
        : new(heads * tokens * size, tokens * size, size, 1);

    private static nint At(HeadStrides strides, int batch, int head, int token) =>
        (batch * strides.Batch) + (head * strides.Head) + (token * strides.Token);

    private readonly record struct HeadStrides(nint Batch, nint Head, nint Token, nint Element);
}
