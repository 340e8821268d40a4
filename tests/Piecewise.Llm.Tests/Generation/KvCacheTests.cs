using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Llm.Tests.Generation;

public sealed class KvCacheTests
{
    [Theory]
    [InlineData(DType.F32)]
    [InlineData(DType.BF16)]
    [InlineData(DType.F64)]
    [InlineData(DType.F8E4M3FN)]
    public void Attention_token_by_token_equals_attention_at_once(DType dtype)
    {
        const int length = 200;
        var random = new Random(1);
        Tensor query = Random(random, dtype, length, 4, 24), key = Random(random, dtype, length, 2, 24),
            value = Random(random, dtype, length, 2, 6);
        foreach (var rules in new[]
        {
            new AttentionRules(0.3) { IsCausal = true },
            new AttentionRules(0.3) { IsCausal = true, Window = 70, Softcap = 5, CountsHiddenValues = true },
        })
        {
            var expected = AtOnce(rules, query, key, value);
            using var pool = new KvPool(1);
            using var cache = new KvCache(pool, length);
            var host = new CachedAttention(pool);
            var parts = new List<float>();
            foreach (var (start, count) in new[] { (0, 5), (5, 1), (6, 60), (66, 62), (128, 1), (129, 71) })
            {
                parts.AddRange(Attend(host, rules, query, key, value, (cache, start, start, count)));
            }
            Assert.Equal(expected, parts);
            Assert.Equal(length, cache.Length);
        }
    }

    // Each alone has the same bits, whichever are there with it, and wherever its blocks lie.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Sequences_of_one_call_see_their_own_keys_only(int threads)
    {
        var random = new Random(2);
        var rules = new AttentionRules(0.2) { IsCausal = true };
        Tensor query = Random(random, DType.BF16, 400, 6, 32), key = Random(random, DType.BF16, 400, 3, 32),
            value = Random(random, DType.BF16, 400, 3, 32);
        using var team = new ThreadTeam(new ThreadTeamOptions { Threads = threads });
        var workers = new Workers(InstructionTier.Best, team, Grain: 1);
        using var pool = new KvPool(1);
        var host = new CachedAttention(pool);
        using KvCache first = new(pool, 300), second = new(pool, 300), third = new(pool, 300);
        var joined = new List<float>[] { [], [], [] };
        // Their tokens are rows 0.., 130.. and 260.. of the tensors, a part in each call.
        var caches = new[] { first, second, third };
        foreach (var counts in new[] { (70, 1, 10), (1, 1, 60), (3, 64, 0), (30, 7, 1) })
        {
            var parts = new List<(KvCache, int Row, int Start, int Count)>();
            foreach (var (i, count) in new[] { (2, counts.Item3), (0, counts.Item1), (1, counts.Item2) })
            {
                if (count > 0)
                {
                    parts.Add((caches[i], (130 * i) + (int)caches[i].Length, (int)caches[i].Length, count));
                }
            }
            var result = Attend(host, rules, query, key, value, workers, [.. parts]);
            foreach (var (cache, _, _, count) in parts)
            {
                joined[Array.IndexOf(caches, cache)].AddRange(result.Take(count * 6 * 32));
                result = result[(count * 6 * 32)..];
            }
        }
        for (var i = 0; i < 3; i++)
        {
            var length = (int)caches[i].Length;
            Assert.Equal(
                AtOnce(rules, Rows(query, 130 * i, length), Rows(key, 130 * i, length), Rows(value, 130 * i, length)), joined[i]);
        }
    }

    [Fact]
    public void Blocks_return_to_the_pool_and_are_taken_again()
    {
        using var pool = new KvPool(1, limit: 3);
        var first = new KvCache(pool, 1000);
        using var second = new KvCache(pool, 1000);
        first.Reserve(65);
        second.Reserve(64);
        var error = Assert.Throws<InsufficientMemoryException>(() => second.Reserve(65));
        Assert.Contains("all 3 blocks", error.Message, StringComparison.Ordinal);
        second.Reserve(64);
        first.Advance(65);
        first.Truncate(64);
        second.Reserve(65);
        Assert.Throws<InsufficientMemoryException>(() => second.Reserve(129));
        first.Dispose();
        first.Dispose();
        second.Reserve(192);
        Assert.Throws<InsufficientMemoryException>(() => second.Reserve(193));
    }

    [Fact]
    public void What_other_sequences_left_in_a_block_is_not_seen()
    {
        using var pool = new KvPool(1, limit: 1);
        var host = new CachedAttention(pool);
        var bad = Tensor.From(Enumerable.Repeat(float.NaN, 64).ToArray(), 64, 1, 1);
        var good = Random(new Random(3), DType.F32, 3, 1, 1);
        var rules = new AttentionRules(1) { IsCausal = true, CountsHiddenValues = true };
        using (var cache = new KvCache(pool, 64))
        {
            Attend(host, rules, bad, bad, bad, (cache, 0, 0, 64));
        }
        using var next = new KvCache(pool, 64);
        Assert.Equal(AtOnce(rules, good, good, good), Attend(host, rules, good, good, good, (next, 0, 0, 3)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Layers_do_not_mix(int layerCount)
    {
        var random = new Random(4);
        var rules = new AttentionRules(1) { IsCausal = true };
        Tensor x = Random(random, DType.F32, 500, 1, 8), y = Random(random, DType.F32, 500, 2, 3);
        using var pool = new KvPool(layerCount);
        using var cache = new KvCache(pool, 500);
        var host = new CachedAttention(pool);
        List<float> first = [], second = [];
        for (var i = 0; i < 500; i += 20)
        {
            host.Begin();
            host.Add(cache, 20);
            first.AddRange(Layer(host, 0, rules, Rows(x, i, 20), Rows(x, i, 20), Rows(x, i, 20)));
            second.AddRange(Layer(host, 3, rules, Rows(y, i, 20), Rows(y, i, 20), Rows(y, i, 20)));
            host.Complete();
        }
        Assert.Equal(AtOnce(rules, x, x, x), first);
        Assert.Equal(AtOnce(rules, y, y, y), second);
    }

    [Fact]
    public void Past_the_context_is_an_error_that_names_both_lengths()
    {
        using var pool = new KvPool(1);
        using var cache = new KvCache(pool, 2);
        Append(new CachedAttention(pool), cache, 1);
        var error = Assert.Throws<ContextLengthException>(() => Append(new CachedAttention(pool), cache, 2));
        Assert.Contains("3 tokens", error.Message, StringComparison.Ordinal);
        Assert.Contains("context is 2", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new KvCache(pool, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => cache.Truncate(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => cache.Advance(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => cache.Advance(64));
    }

    [Fact]
    public void Keys_and_values_that_do_not_fit_are_refused()
    {
        using var pool = new KvPool(1);
        using var cache = new KvCache(pool, 8);
        var host = new CachedAttention(pool);
        var random = new Random(1);
        host.Begin();
        host.Add(cache, 1);
        Layer(host, 0, default, Random(random, 1, 3, 4), Random(random, 1, 3, 4), Random(random, 1, 3, 5));
        host.Complete();
        foreach (var (key, value) in new[]
        {
            // Other heads, sizes, dtypes than the layer's; then another number of tokens.
            (Random(random, 1, 2, 4), Random(random, 1, 2, 5)), (Random(random, 1, 3, 5), Random(random, 1, 3, 5)),
            (Random(random, 1, 3, 4), Random(random, 1, 3, 6)),
            (Random(random, DType.BF16, 1, 3, 4), Random(random, DType.BF16, 1, 3, 5)),
            (Random(random, 2, 3, 4), Random(random, 2, 3, 5)),
        })
        {
            host.Begin();
            host.Add(cache, 1);
            Assert.Throws<ArgumentException>(() => Layer(host, 0, default, key, key, value));
        }
        Assert.Throws<ArgumentNullException>(() => new CachedAttention(null!));
        Assert.ThrowsAny<ArgumentException>(() => host.Attend(Workers.Alone, default));
        Assert.Equal(1, cache.Length);
    }

    [Fact]
    public void Only_what_all_layers_hold_becomes_part_of_the_sequence()
    {
        using var pool = new KvPool(2);
        using var cache = new KvCache(pool, 8);
        var host = new CachedAttention(pool);
        Append(host, cache, 1, 0, 1);
        var error = Assert.Throws<InvalidOperationException>(() => Append(host, cache, 1, 0));
        Assert.Contains("Layer 1", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, cache.Length);
        // A layer that was not there from the beginning, and one twice.
        Assert.Contains("Layer 2", Assert.Throws<InvalidOperationException>(() => Append(host, cache, 1, 2)).Message,
            StringComparison.Ordinal);
        Assert.Contains("Two calls", Assert.Throws<InvalidOperationException>(() => Append(host, cache, 1, 1, 1)).Message,
            StringComparison.Ordinal);
        Append(host, cache, 1, 1, 0);
        Assert.Equal(2, cache.Length);
    }

    [Fact]
    public void A_shape_that_no_memory_holds_is_refused()
    {
        var one = Tensor.Zeros(DType.F32, 1, 1, 1);
        var wide = one.AsStrided([1, 1 << 20, 1 << 20], [0, 0, 0], 0);
        using var pool = new KvPool(1);
        using var cache = new KvCache(pool, 8);
        var host = new CachedAttention(pool);
        host.Begin();
        host.Add(cache, 1);
        var call = AttentionCall.Of(default, wide, wide, one.AsStrided([1, 1 << 20, 1], [0, 0, 0], 0), null,
            one.AsStrided([1, 1 << 20, 1], [0, 0, 0], 0));
        Assert.Throws<InsufficientMemoryException>(() => host.Attend(Workers.Alone, new AttentionTask { Call = call, Layer = 0 }));
    }

    private static void Append(CachedAttention host, KvCache cache, int count, params int[] layers)
    {
        host.Begin();
        host.Add(cache, count);
        foreach (var layer in layers)
        {
            var x = Tensor.Zeros(DType.F32, count, 1, 1);
            Layer(host, layer, default, x, x, x);
        }
        host.Complete();
    }

    private static float[] AtOnce(AttentionRules rules, Tensor query, Tensor key, Tensor value)
    {
        var result = Tensor.Zeros(query.DType, query.Shape[0], query.Shape[1], value.Shape[2]);
        AttentionCall.Of(rules, query, key, value, null, result).Run(Workers.Alone);
        return Cast.To(result, DType.F32).AsSpan<float>().ToArray();
    }

    private static float[] Attend(CachedAttention host, AttentionRules rules, Tensor query, Tensor key, Tensor value,
        params (KvCache Cache, int Row, int Start, int Count)[] parts) => Attend(host, rules, query, key, value, Workers.Alone, parts);

    // A call of neighbouring rows for each sequence.
    private static float[] Attend(CachedAttention host, AttentionRules rules, Tensor query, Tensor key, Tensor value, Workers workers,
        (KvCache Cache, int Row, int Start, int Count)[] parts)
    {
        host.Begin();
        foreach (var (cache, _, start, count) in parts)
        {
            Assert.Equal(start, cache.Length);
            host.Add(cache, count);
        }
        var result = Layer(host, 7, rules, Joined(query), Joined(key), Joined(value), workers);
        host.Complete();
        return result;

        Tensor Joined(Tensor x)
        {
            var joined = Tensor.Zeros(x.DType, parts.Sum(p => p.Count), x.Shape[1], x.Shape[2]);
            var at = 0;
            foreach (var (_, row, _, count) in parts)
            {
                Rows(joined, at, count).CopyFrom(Rows(x, row, count));
                at += count;
            }
            return joined;
        }
    }

    private static float[] Layer(
        CachedAttention host, int layer, AttentionRules rules, Tensor query, Tensor key, Tensor value, Workers? workers = null)
    {
        var result = Tensor.Zeros(query.DType, query.Shape[0], query.Shape[1], value.Shape[2]);
        host.Attend(workers ?? Workers.Alone, AttentionTask.Of(layer, rules, query, key, value, null, result));
        return Cast.To(result, DType.F32).AsSpan<float>().ToArray();
    }

    private static Tensor Random(Random random, params long[] shape) => Random(random, DType.F32, shape);

    private static Tensor Random(Random random, DType dtype, params long[] shape) => Cast.To(
        Tensor.From([.. Enumerable.Range(0, (int)Layout.ElementCount(shape)).Select(_ => (float)(random.NextDouble() * 2 - 1))], shape),
        dtype);

    private static Tensor Rows(Tensor tensor, long start, long count) =>
        tensor.AsStrided([count, tensor.Shape[1], tensor.Shape[2]], tensor.Strides, tensor.Offset + (start * tensor.Strides[0]));
}
