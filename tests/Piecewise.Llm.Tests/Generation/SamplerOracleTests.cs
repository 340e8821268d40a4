namespace Piecewise.Llm.Tests.Generation;

/// <summary>The sampler against one that sorts, over random logits and options.</summary>
public sealed class SamplerOracleTests
{
    [Fact]
    public void Picks_are_those_of_sorted_probabilities()
    {
        var random = new Random(20);
        var equal = 0;
        const int Cases = 3000;
        for (var number = 0; number < Cases; number++)
        {
            var logits = Logits(random, number);
            var options = new GenerationOptions
            {
                Temperature = Math.Pow(10, (random.NextDouble() * 5) - 3),
                TopK = random.Next(3) == 0 ? 0 : random.Next(1, logits.Length + 3),
                TopP = random.Next(3) == 0 ? 1 : 1 - random.NextDouble(),
                Seed = (ulong)number,
            };
            var kept = SortedSampler.Keep(logits, options);
            if (kept.IsClose)
            {
                equal++;
                continue;
            }
            var (sampler, oracle) = (new Sampler(options), new SortedSampler(options));
            for (var pick = 0; pick < 5; pick++)
            {
                var token = sampler.Pick(logits);
                var expected = oracle.Pick(kept);
                Assert.True(
                    expected.Allowed.Contains(token), $"case {number}, pick {pick}: {token} where {expected.Token} is right, {options}");
                equal += token == expected.Token && pick == 0 ? 1 : 0;
                if (options.TopK == 1)
                {
                    break;
                }
            }
        }
        // Rounding moves few of them.
        Assert.InRange(equal, Cases * 0.995, Cases);
    }

    [Fact]
    public void Top_k_and_top_p_keep_exactly_the_tokens_of_a_sort()
    {
        var random = new Random(21);
        for (var number = 0; number < 400; number++)
        {
            var logits = Logits(random, number, most: 24);
            var options = new GenerationOptions
            {
                Temperature = 3,
                TopK = random.Next(2) == 0 ? 0 : random.Next(1, logits.Length + 1),
                TopP = random.Next(2) == 0 ? 1 : 1 - random.NextDouble(),
                Seed = (ulong)number,
            };
            var kept = SortedSampler.Keep(logits, options);
            if (kept.IsClose)
            {
                continue;
            }
            var sampler = new Sampler(options);
            var picked = Enumerable.Range(0, 2000).Select(_ => sampler.Pick(logits)).ToHashSet();
            Assert.Subset(kept.Tokens.ToHashSet(), picked);
            Assert.Superset(kept.Tokens.Where((_, i) => kept.Probabilities[i] > 0.02).ToHashSet(), picked);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(50, 1)]
    [InlineData(5000, 1)]
    [InlineData(40_000, 0.5)]
    [InlineData(0, 0.9)]
    [InlineData(50, 0.3)]
    public void A_large_vocabulary_is_sampled_as_a_small_one(int topK, double topP)
    {
        var random = new Random(22);
        foreach (var (spread, temperature) in new[] { (3f, 0.7), (0.001f, 1), (1f, 1e4), (0f, 1), (8f, 0.05) })
        {
            var logits = Enumerable.Range(0, 50_257)
                .Select(_ => (float)((random.NextDouble() + random.NextDouble() - 1) * spread)).ToArray();
            var options = new GenerationOptions { Temperature = temperature, TopK = topK, TopP = topP, Seed = 5 };
            var kept = SortedSampler.Keep(logits, options);
            var (sampler, oracle) = (new Sampler(options), new SortedSampler(options));
            for (var pick = 0; pick < 20; pick++)
            {
                Assert.Contains(sampler.Pick(logits), oracle.Pick(kept).Allowed);
            }
        }
    }

    // Many ties, masks, values far away, and ordinary ones.
    private static float[] Logits(Random random, int number, int most = 300)
    {
        var spread = Math.Pow(10, random.Next(-2, 3));
        var offset = number % 3 == 0 ? -250 : number % 3 == 1 ? 0 : 90;
        var logits = new float[random.Next(1, most)];
        for (var i = 0; i < logits.Length; i++)
        {
            logits[i] = random.Next(12) switch
            {
                0 => float.NegativeInfinity,
                1 => -float.MaxValue,
                2 or 3 or 4 => offset + random.Next(3),
                5 => number % 2 == 0 ? 0f : -0f,
                _ => (float)(offset + ((random.NextDouble() - 0.5) * spread)),
            };
        }
        logits[random.Next(logits.Length)] = offset;
        return logits;
    }
}
