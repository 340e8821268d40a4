using Piecewise.Operators;
using Piecewise.Tensors;

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

    private static Tensor Filled(float value) => Tensor.From([value], 1, 1, 1);

    private static Tensor Random(Random random, params long[] shape) =>
        Tensor.From(Enumerable.Range(0, (int)Layout.ElementCount(shape)).Select(_ => (float)(random.NextDouble() * 2 - 1)).ToArray(), shape);

    private static Tensor Rows(Tensor tensor, long start, long count) =>
        tensor.AsStrided([count, tensor.Shape[1], tensor.Shape[2]], tensor.Strides, start * tensor.Strides[0]);
}
