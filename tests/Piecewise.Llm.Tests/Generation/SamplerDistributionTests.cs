namespace Piecewise.Llm.Tests.Generation;

/// <summary>How often tokens are picked, against exact probabilities in double. Seeds are fixed: no result changes by chance.</summary>
public sealed class SamplerDistributionTests
{
    private const int Draws = 20_000;

    public static TheoryData<double, int, double> Options()
    {
        var data = new TheoryData<double, int, double>();
        foreach (var temperature in new[] { 0.2, 0.7, 1, 3, 50 })
        {
            data.Add(temperature, 0, 1);
            data.Add(temperature, 7, 1);
            data.Add(temperature, 0, 0.8);
            data.Add(temperature, 12, 0.6);
            data.Add(temperature, 100, 0.97);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Frequencies_equal_exact_probabilities(double temperature, int topK, double topP)
    {
        var random = new Random(3);
        foreach (var offset in new[] { 0f, -180f, 120f })
        {
            var logits = Enumerable.Range(0, 60)
                .Select(i => offset + (i % 5 == 0 ? 1.5f : (float)((random.NextDouble() * 12) - 8))).ToArray();
            logits[17] = float.NegativeInfinity;
            AssertFrequencies(logits, new GenerationOptions { Temperature = temperature, TopK = topK, TopP = topP, Seed = 11 });
        }
    }

    [Fact]
    public void Frequencies_of_a_vocabulary_with_a_long_tail_are_exact_too()
    {
        // Token 0 has a quarter; the others share the rest.
        var logits = new float[32_000];
        logits[0] = (float)Math.Log((logits.Length - 1) / 3.0);
        var sampler = new Sampler(new GenerationOptions { Temperature = 1, Seed = 4 });
        var tokens = Enumerable.Range(0, 20_000).Select(_ => sampler.Pick(logits)).ToArray();
        Assert.InRange(tokens.Count(t => t == 0), 5000 - 250, 5000 + 250);
        // The rest evenly: by eighths of the vocabulary.
        var eighths = tokens.Where(t => t > 0).GroupBy(t => t / 4000).Select(g => g.Count()).ToArray();
        Assert.Equal(8, eighths.Length);
        Assert.All(eighths, n => Assert.InRange(n, 1875 - 190, 1875 + 190));
    }

    private static void AssertFrequencies(float[] logits, GenerationOptions options)
    {
        var kept = SortedSampler.Keep(logits, options, closeness: 1e-6);
        Assert.False(kept.IsClose);
        var counts = new int[logits.Length];
        var sampler = new Sampler(options);
        for (var i = 0; i < Draws; i++)
        {
            counts[sampler.Pick(logits)]++;
        }
        Assert.Equal(Draws, kept.Tokens.Sum(t => counts[t]));

        // Pearson's chi-square; unlikely tokens are taken together.
        var (square, cells, rare, rareCount) = (0.0, 0, 0.0, 0);
        for (var i = 0; i < kept.Tokens.Length; i++)
        {
            var expected = kept.Probabilities[i] * Draws;
            if (expected < 10)
            {
                (rare, rareCount) = (rare + expected, rareCount + counts[kept.Tokens[i]]);
                continue;
            }
            square += Square(counts[kept.Tokens[i]] - expected) / expected;
            cells++;
        }
        if (rare >= 10)
        {
            square += Square(rareCount - rare) / rare;
            cells++;
        }
        else
        {
            Assert.InRange(rareCount, 0, 30);
        }
        // Mean cells - 1, variance twice that: four deviations above.
        var freedom = Math.Max(cells - 1, 1);
        Assert.InRange(square, 0, freedom + (4 * Math.Sqrt(2 * freedom)) + 4);
    }

    private static double Square(double x) => x * x;
}
