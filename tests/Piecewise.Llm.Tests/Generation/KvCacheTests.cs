using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Llm.Tests.Generation;

public sealed class KvCacheTests
{
    [Fact]
    public void Attention_token_by_token_equals_attention_at_once()
    {
        var random = new Random(1);
        var (query, key, value) = (Random(random, 9, 4, 8), Random(random, 9, 2, 8), Random(random, 9, 2, 6));
        var rules = new AttentionRules(0.3) { IsCausal = true, Window = 4, Softcap = 5 };
        var result = Tensor.Zeros(DType.F32, 9, 4, 6);
        AttentionCall.Of(rules, query, key, value, null, result).Run(Workers.Alone);
        var expected = result.AsSpan<float>().ToArray();

        var cache = new KvCache(9);
        var host = new CachedAttention(cache);
        var parts = new List<float>();
        foreach (var (start, count) in new[] { (0, 5), (5, 1), (6, 3) })
        {
            var output = Tensor.Zeros(DType.F32, count, 4, 6);
            var call = AttentionCall.Of(rules, Rows(query, start, count), Rows(key, start, count), Rows(value, start, count), null, output);
            host.Attend(Workers.Alone, new AttentionTask { Call = call, Layer = 7 });
            parts.AddRange(output.AsSpan<float>());
            cache.Advance(count);
        }

        Assert.Equal(expected, parts);
        Assert.Equal(9, cache.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Layers_do_not_mix_and_growing_keeps_what_was_there(int layerCount)
    {
        using var cache = new KvCache(1000, layerCount);
        for (var i = 0; i < 200; i++)
        {
            foreach (var layer in new[] { 0, 3 })
            {
                cache.Append(layer, Filled(i + layer), Filled(-i - layer));
            }
            cache.Advance(1);
        }
        var (keys, values) = cache.Append(3, Filled(0), Filled(0));
        Assert.Equal(Enumerable.Range(3, 200).Select(i => (float)i), keys.AsSpan<float>()[..200].ToArray());
        Assert.Equal(Enumerable.Range(3, 200).Select(i => -(float)i), values.AsSpan<float>()[..200].ToArray());
    }

    [Fact]
    public void Memory_for_all_layers_is_freed_with_the_last_that_has_left_it()
    {
        using var memory = new KvMemory(2);
        var (first, second) = (memory.Take(100), memory.Take(100));
        var third = memory.Take(100);
        Assert.Equal(128, Distance(first, second));
        second.AsSpan<byte>(0, 100).Fill(7);
        memory.Return(first);
        Assert.Equal(7, second.AsSpan<byte>(0, 100)[99]);
        memory.Return(second);
        third.AsSpan<byte>(0, 100).Fill(8);
        // What is larger than what is left lies in memory of its own.
        Assert.NotEqual(128, Distance(third, memory.Take(1 << 20)));
    }

    [Fact]
    public void Past_the_context_is_an_error_that_names_both_lengths()
    {
        var cache = new KvCache(2);
        cache.Append(0, Filled(0), Filled(0));
        cache.Advance(1);
        var error = Assert.Throws<ContextLengthException>(
            () => cache.Append(0, Random(new Random(0), 2, 1, 1), Random(new Random(0), 2, 1, 1)));
        Assert.Contains("3 tokens", error.Message, StringComparison.Ordinal);
        Assert.Contains("context is 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Truncation_forgets_the_end()
    {
        var cache = new KvCache(8);
        cache.Append(0, Filled(1), Filled(1));
        cache.Advance(1);
        cache.Truncate(0);
        Assert.Equal(0, cache.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => cache.Truncate(1));
    }

    [Fact]
    public void Keys_and_values_that_do_not_fit_are_refused()
    {
        var cache = new KvCache(8);
        var random = new Random(1);
        cache.Append(0, Random(random, 2, 3, 4), Random(random, 2, 3, 5));
        cache.Advance(2);
        foreach (var (key, value) in new[]
        {
            // Other heads, sizes, dtypes than the layer's; then what does not fit itself.
            (Random(random, 1, 2, 4), Random(random, 1, 2, 5)), (Random(random, 1, 3, 5), Random(random, 1, 3, 5)),
            (Random(random, 1, 3, 4), Random(random, 1, 3, 6)),
            (Cast.To(Random(random, 1, 3, 4), DType.BF16), Cast.To(Random(random, 1, 3, 5), DType.BF16)),
            (Random(random, 1, 3, 4), Random(random, 2, 3, 5)), (Random(random, 1, 3, 4), Random(random, 1, 2, 5)),
            (Random(random, 3, 4), Random(random, 3, 5)),
            (Random(random, 1, 3, 4), Cast.To(Random(random, 1, 3, 5), DType.BF16)),
        })
        {
            Assert.Throws<ArgumentException>(() => cache.Append(0, key, value));
        }
        Assert.Throws<ArgumentNullException>(() => new CachedAttention(null!));
        Assert.ThrowsAny<ArgumentException>(() => new CachedAttention(cache).Attend(Workers.Alone, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KvCache(0));
        Assert.Equal(3, cache.Append(0, Random(random, 1, 3, 4), Random(random, 1, 3, 5)).Keys.Shape[0]);
    }

    [Fact]
    public void Only_what_all_layers_hold_becomes_part_of_the_sequence()
    {
        var cache = new KvCache(8);
        cache.Append(0, Filled(1), Filled(1));
        cache.Append(1, Filled(1), Filled(1));
        var error = Assert.Throws<InvalidOperationException>(() => cache.Advance(2));
        Assert.Contains("1 tokens, not of 2", error.Message, StringComparison.Ordinal);
        cache.Advance(1);
        cache.Append(0, Filled(2), Filled(2));
        Assert.Contains("Layer 1", Assert.Throws<InvalidOperationException>(() => cache.Advance(1)).Message, StringComparison.Ordinal);
        Assert.Equal(1, cache.Length);
        // A layer that was not there from the beginning.
        Assert.Throws<InvalidOperationException>(() => cache.Append(2, Filled(2), Filled(2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => cache.Advance(-1));
    }

    [Fact]
    public void What_was_appended_by_a_call_that_failed_is_written_again()
    {
        var cache = new KvCache(8);
        cache.Begin();
        cache.Append(0, Filled(7), Filled(7));
        Assert.Throws<InvalidOperationException>(() => cache.Append(0, Filled(7), Filled(7)));
        cache.Begin();
        cache.Append(0, Filled(1), Filled(1));
        cache.Advance(1);
        cache.Begin();
        Assert.Equal([1f, 2], cache.Append(0, Filled(2), Filled(2)).Keys.AsSpan<float>().ToArray());
        cache.Advance(1);
        cache.Truncate(1);
        cache.Begin();
        Assert.Equal([1f, 3], cache.Append(0, Filled(3), Filled(3)).Values.AsSpan<float>().ToArray());
    }

    [Fact]
    public void A_cache_grows_to_exactly_the_context()
    {
        var cache = new KvCache(100);
        for (var i = 0; i < 100; i++)
        {
            cache.Append(0, Filled(i), Filled(i));
            cache.Advance(1);
        }
        Assert.Throws<ContextLengthException>(() => cache.Append(0, Filled(1), Filled(1)));
        cache.Truncate(99);
        var keys = cache.Append(0, Filled(5), Filled(5)).Keys;
        Assert.Equal(Enumerable.Range(0, 99).Select(i => (float)i).Append(5), keys.AsSpan<float>().ToArray());
    }

    // Twice as much as 1.1 GB is more than one tensor can hold; what fits is taken.
    [Fact]
    public void Growth_ends_at_what_a_tensor_can_hold()
    {
        Assert.True(new KvShape(DType.F32, 0, 0, 0).MostTokens > 0);
        var shape = new KvShape(DType.F32, 8, 128, 64);
        Assert.InRange(shape.MostTokens * 8 * 128 * 4, Array.MaxLength - 5000L, Array.MaxLength);
    }

    private static unsafe long Distance(Storage first, Storage second) => second.Pointer - first.Pointer;

    private static Tensor Filled(float value) => Tensor.From([value], 1, 1, 1);

    private static Tensor Random(Random random, params long[] shape) =>
        Tensor.From(Enumerable.Range(0, (int)Layout.ElementCount(shape)).Select(_ => (float)(random.NextDouble() * 2 - 1))
            .ToArray(), shape);

    private static Tensor Rows(Tensor tensor, long start, long count) =>
        tensor.AsStrided([count, tensor.Shape[1], tensor.Shape[2]], tensor.Strides, start * tensor.Strides[0]);
}

file static class Appending
{
    /// <summary>Appends a layer's keys and values, and returns all that it has then.</summary>
    public static (Tensor Keys, Tensor Values) Append(this KvCache cache, int layer, Tensor key, Tensor value)
    {
        if (key.Rank != 3)
        {
            throw new ArgumentException($"{key} has no heads.");
        }
        var queries = Tensor.Zeros(key.DType, key.Shape[0], key.Shape[1], key.Shape[2]);
        var call = AttentionCall.Of(
            default, queries, key, value, null, Tensor.Zeros(key.DType, key.Shape[0], key.Shape[1], value.Shape[^1]));
        var (keys, values, start) = cache.Append(new AttentionTask { Call = call, Layer = layer });
        return (Rows(keys), Rows(values));

        Tensor Rows(Tensor x) => x.AsStrided([start + key.Shape[0], x.Shape[1], x.Shape[2]], x.Strides, 0);
    }
}
