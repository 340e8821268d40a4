using Piecewise.Operators;
using Piecewise.Tensors;
using Piecewise.Tensors.Fast;

namespace Piecewise.Llm.Tests.Generation;

public sealed class KvCacheTests
{
    [Fact]
    public void Attention_token_by_token_equals_attention_at_once()
    {
        var random = new Random(1);
        var (query, key, value) = (Random(random, 9, 4, 8), Random(random, 9, 2, 8), Random(random, 9, 2, 6));
        var expected = CausalAttention.Attend(query, key, value, 0, new AttentionRule(0.3f, 4, 5)).AsSpan<float>().ToArray();

        var cache = new KvCache(9);
        var host = new CachedAttention(cache);
        var parts = new List<float>();
        foreach (var (start, count) in new[] { (0, 5), (5, 1), (6, 3) })
        {
            var output = host.Attend(new AttentionCall(Rows(query, start, count), Rows(key, start, count), Rows(value, start, count), 7, 0.3, 4, 5.0, null));
            parts.AddRange(output.AsSpan<float>());
            cache.Advance(count);
        }

        Assert.Equal(expected, parts);
        Assert.Equal(9, cache.Length);
    }

    [Fact]
    public void Layers_do_not_mix_and_growing_keeps_what_was_there()
    {
        var cache = new KvCache(1000);
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
    public void Past_the_context_is_an_error_that_names_both_lengths()
    {
        var cache = new KvCache(2);
        cache.Append(0, Filled(0), Filled(0));
        cache.Advance(1);
        var error = Assert.Throws<ContextLengthException>(() => cache.Append(0, Random(new Random(0), 2, 1, 1), Random(new Random(0), 2, 1, 1)));
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
    public void What_does_not_fit_a_layer_is_refused_and_changes_nothing()
    {
        var cache = new KvCache(8);
        cache.Append(0, Filled(1), Filled(2));
        cache.Advance(1);
        var pair = Tensor.Zeros(DType.F32, 1, 2, 1);
        Assert.Throws<ArgumentNullException>(() => cache.Append(0, null!, Filled(0)));
        Assert.Throws<ArgumentException>(() => cache.Append(0, pair, pair));
        Assert.Throws<ArgumentException>(() => cache.Append(0, Filled(0), pair));
        Assert.Throws<ArgumentException>(() => cache.Append(0, Cast.To(Filled(0), DType.F64), Cast.To(Filled(0), DType.F64)));
        Assert.Throws<ArgumentException>(() => cache.Append(0, Cast.To(Filled(0), DType.F64), Filled(0)));
        Assert.Throws<ArgumentException>(() => cache.Append(0, Tensor.Zeros(DType.F32, 1), Tensor.Zeros(DType.F32, 1)));
        Assert.Throws<ArgumentException>(() => cache.Append(1, Filled(0), Tensor.Zeros(DType.F32, 2, 1, 1)));
        Assert.Throws<ContextLengthException>(() => cache.Advance(8));
        Assert.Throws<ContextLengthException>(() => cache.Advance(long.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => cache.Advance(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KvCache(0));
        Assert.Throws<ArgumentNullException>(() => new CachedAttention(null!));
        Assert.ThrowsAny<ArgumentException>(() => new CachedAttention(cache).Attend(Workers.Alone, default));

        Assert.Equal(1, cache.Length);
        Assert.Equal([1f, 3], cache.Append(0, Filled(3), Filled(4)).Keys.AsSpan<float>().ToArray());
    }

    [Fact]
    public void The_sequence_does_not_advance_beyond_what_is_there()
    {
        var cache = new KvCache(1000);
        cache.Append(0, Filled(1), Filled(2));
        Assert.Throws<InvalidOperationException>(() => cache.Advance(500));
        cache.Advance(1);
        Assert.Equal(1, cache.Length);
    }

    private static Tensor Filled(float value) => Tensor.From([value], 1, 1, 1);

    private static Tensor Random(Random random, params long[] shape) =>
        Tensor.From(Enumerable.Range(0, (int)Layout.ElementCount(shape)).Select(_ => (float)(random.NextDouble() * 2 - 1)).ToArray(), shape);

    private static Tensor Rows(Tensor tensor, long start, long count) =>
        tensor.AsStrided([count, tensor.Shape[1], tensor.Shape[2]], tensor.Strides, start * tensor.Strides[0]);
}
