namespace Piecewise.Llm.Tests.Generation;

public sealed class SamplerTests
{
    private static readonly float[] Logits = [1, 3, 2, 3, -4];

    [Fact]
    public void Greedy_takes_the_first_of_the_largest() => Assert.Equal(1, new Sampler(new GenerationOptions()).Pick(Logits));

    [Fact]
    public void Equal_seeds_pick_equal_tokens_and_another_seed_others()
    {
        Assert.Equal(Draw(7, 50), Draw(7, 50));
        Assert.NotEqual(Draw(7, 50), Draw(8, 50));
    }

    // The generator is part of the contract: these numbers must never change.
    [Fact]
    public void Picks_of_a_seed_are_the_same_everywhere() => Assert.Equal([3, 1, 1, 1, 1], Draw(42, 5));

    [Fact]
    public void Frequencies_follow_the_softmax()
    {
        var counts = new int[Logits.Length];
        foreach (var token in Draw(3, 20_000))
        {
            counts[token]++;
        }
        var weights = Logits.Select(l => Math.Exp(l)).ToArray();
        for (var i = 0; i < weights.Length; i++)
        {
            Assert.InRange(counts[i] / 20_000.0 - weights[i] / weights.Sum(), -0.015, 0.015);
        }
    }

    [Fact]
    public void Top_k_and_top_p_leave_out_the_unlikely()
    {
        Assert.Subset(new HashSet<int> { 1, 3 }, Draw(1, 500, new GenerationOptions { Temperature = 1, TopK = 2 }).ToHashSet());
        Assert.Subset(new HashSet<int> { 1, 3 }, Draw(1, 500, new GenerationOptions { Temperature = 1, TopP = 0.7 }).ToHashSet());
        Assert.Equal([1], Draw(1, 500, new GenerationOptions { Temperature = 1, TopP = 0.01 }).Distinct());
    }

    // /reports/low_temperature: the softmax was inf / inf.
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.2)]
    [InlineData(1e-3)]
    [InlineData(1e-30)]
    [InlineData(1e-40)]
    [InlineData(1e-300)]
    [InlineData(double.Epsilon)]
    public void The_lower_the_temperature_the_closer_to_greedy(double temperature)
    {
        var picked = Draw(1, 200, new GenerationOptions { Temperature = temperature }, [40, 90, 60, -90, 65]);
        Assert.Equal([1], picked.Distinct());
    }

    [Theory]
    [InlineData(1e-40)]
    [InlineData(1e-6)]
    public void Equally_likely_tokens_stay_so_at_any_temperature(double temperature)
    {
        var picked = Draw(1, 1000, new GenerationOptions { Temperature = temperature });
        Assert.Equal([1, 3], picked.Distinct().Order());
        Assert.InRange(picked.Count(t => t == 1), 400, 600);
    }

    [Theory]
    [InlineData(1e30)]
    [InlineData(double.MaxValue)]
    public void The_higher_the_temperature_the_more_even(double temperature)
    {
        float[] logits = [-float.MaxValue, float.MaxValue, 0, 500];
        var picked = Draw(1, 4000, new GenerationOptions { Temperature = Math.Max(temperature, 1e45) }, logits);
        Assert.All(picked.GroupBy(t => t), g => Assert.InRange(g.Count(), 850, 1150));
        Assert.Equal(4, picked.Distinct().Count());
        Assert.Equal([1], Draw(1, 100, new GenerationOptions { Temperature = 1e30 }, logits).Distinct());
    }

    [Fact]
    public void Differences_as_small_as_the_temperature_count()
    {
        float[] logits = [0, -1e-40f, -2e-40f];
        var picked = Draw(1, 10_000, new GenerationOptions { Temperature = 1e-40 }, logits);
        Assert.InRange(picked.Count(t => t == 0), 6652 - 200, 6652 + 200);
        Assert.InRange(picked.Count(t => t == 1), 2447 - 200, 2447 + 200);
    }

    [Theory]
    [InlineData(-104)]
    [InlineData(-1000)]
    [InlineData(-1e30)]
    [InlineData(1000)]
    public void Only_differences_of_logits_count(float offset)
    {
        float[] logits = [.. new[] { 0f, 64, 16, 64, -128 }.Select(l => l / 8)];
        var temperature = 1.5;
        if (MathF.Abs(offset) > 1e6f)
        {
            // Where floats are so far apart, differences and temperature are too.
            (logits, temperature) = ([.. logits.Select(l => l * 1e28f)], temperature * 1e28f);
        }
        var moved = logits.Select(l => l + offset).ToArray();
        var options = new GenerationOptions { Temperature = temperature, TopP = 0.999 };
        Assert.Equal(Draw(1, 200, options, logits), Draw(1, 200, options, moved));
    }

    [Fact]
    public void A_mask_of_minus_infinity_is_never_picked()
    {
        float[] logits = [float.NegativeInfinity, 1, float.NegativeInfinity, 2, float.NegativeInfinity];
        foreach (var options in new[]
        {
            new GenerationOptions(), new() { Temperature = 1 }, new() { Temperature = 1e6, TopK = 4 },
            new() { Temperature = 1e6, TopP = 0.999999 },
        })
        {
            Assert.Subset(new HashSet<int> { 1, 3 }, Draw(1, 500, options, logits).ToHashSet());
        }
    }

    [Fact]
    public void Plus_infinity_has_all_probability()
    {
        float[] logits = [3, float.PositiveInfinity, float.MaxValue, float.PositiveInfinity, float.NegativeInfinity];
        Assert.Equal([1], Draw(1, 5, new GenerationOptions(), logits).Distinct());
        var both = Draw(1, 500, new GenerationOptions { Temperature = 1e6 }, logits);
        Assert.Equal([1, 3], both.Distinct().Order());
        Assert.InRange(both.Count(t => t == 1), 200, 300);
        Assert.Equal([1, 3], Draw(1, 500, new GenerationOptions { Temperature = 1, TopK = 4 }, logits).Distinct().Order());
        Assert.Equal([1], Draw(1, 500, new GenerationOptions { Temperature = 1, TopP = 0.4 }, logits).Distinct());
    }

    [Fact]
    public void Of_equal_tokens_top_k_keeps_the_first()
    {
        var logits = Enumerable.Repeat(-0.5f, 40).ToArray();
        (logits[30], logits[35]) = (2, 1);
        var picked = Draw(1, 2000, new GenerationOptions { Temperature = 5, TopK = 6 }, logits);
        Assert.Equal([0, 1, 2, 3, 30, 35], picked.Distinct().Order());
        // Both zeros are one number.
        float[] zeros = [-0f, 0f, -0f, 0f];
        Assert.Equal([0, 1, 2], Draw(1, 500, new GenerationOptions { Temperature = 1, TopK = 3 }, zeros).Distinct().Order());
        Assert.Equal(0, new Sampler(new GenerationOptions()).Pick(zeros));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(int.MaxValue)]
    public void A_top_k_of_the_vocabulary_and_more_keeps_all(int topK) =>
        Assert.Equal(Draw(1, 500), Draw(1, 500, new GenerationOptions { Temperature = 1, TopK = topK }));

    [Theory]
    [InlineData(double.Epsilon)]
    [InlineData(1e-30)]
    [InlineData(0.3)]
    public void Top_p_keeps_at_least_one_token(double topP)
    {
        Assert.Equal([1], Draw(1, 100, new GenerationOptions { Temperature = 1, TopP = topP }).Distinct());
        Assert.Equal([0], Draw(1, 100, new GenerationOptions { Temperature = 1, TopP = topP }, new float[3]).Distinct());
    }

    // Hugging Face and vLLM: probabilities of top-p are those among the top-k.
    [Fact]
    public void Top_p_counts_among_the_top_k()
    {
        float[] logits = [.. new[] { 0.4, 0.2, 0.2, 0.1, 0.1 }.Select(p => (float)Math.Log(p))];
        var all = Draw(1, 1000, new GenerationOptions { Temperature = 1, TopP = 0.55 }, logits);
        var few = Draw(1, 1000, new GenerationOptions { Temperature = 1, TopP = 0.55, TopK = 2 }, logits);
        Assert.Equal([0, 1], all.Distinct().Order());
        Assert.Equal([0], few.Distinct());
    }

    [Fact]
    public void Every_token_of_a_vocabulary_of_any_length_can_be_picked()
    {
        for (var length = 1; length <= 40; length++)
        {
            Assert.Equal(length, Draw(1, length * 30, new GenerationOptions { Temperature = 1 }, new float[length]).Distinct().Count());
            var last = new float[length];
            last[^1] = 1;
            Assert.Equal(length - 1, new Sampler(new GenerationOptions()).Pick(last));
            Assert.Equal([length - 1], Draw(1, 20, new GenerationOptions { Temperature = 0.01 }, last).Distinct());
        }
    }

    // The arithmetic is part of the contract, on every processor: these numbers must never change.
    [Theory]
    [InlineData(0, 1.0, "2516 2614 309 441 309 37 2627 2131")]
    [InlineData(40, 1.0, "358 743 68 3612 68 533 3561 422")]
    [InlineData(0, 0.9, "2409 3980 2910 3091 2856 3397 614 3205")]
    public void Picks_of_a_large_vocabulary_are_the_same_everywhere(int topK, double topP, string expected)
    {
        var bits = 1u;
        var logits = new float[4001];
        for (var i = 0; i < logits.Length; i++)
        {
            bits = (bits * 1664525) + 1013904223;
            logits[i] = ((bits >> 8) / 1048576f) - 8;
        }
        var picked = Draw(9, 8, new GenerationOptions { Temperature = 0.6, TopK = topK, TopP = topP }, logits);
        Assert.Equal(expected, string.Join(' ', picked));
    }

    [Fact]
    public void Picking_allocates_nothing()
    {
        var random = new Random(1);
        var logits = Enumerable.Range(0, 20_000).Select(_ => (float)(random.NextDouble() * 20)).ToArray();
        foreach (var options in new[]
        {
            new GenerationOptions(), new() { Temperature = 1 }, new() { Temperature = 0.7, TopK = 50, TopP = 0.9 },
            new() { Temperature = 0.7, TopP = 0.9 },
        })
        {
            var sampler = new Sampler(options);
            for (var i = 0; i < 50; i++)
            {
                sampler.Pick(logits);
            }
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 50; i++)
            {
                sampler.Pick(logits);
            }
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Theory]
    [InlineData(0, 0, 1, 0, "new tokens")]
    [InlineData(-5, 0, 1, 0, "new tokens")]
    [InlineData(1, -1, 1, 0, "Top-k")]
    [InlineData(1, 0, 0, 0, "Top-p")]
    [InlineData(1, 0, -0.5, 0, "Top-p")]
    [InlineData(1, 0, 1.0001, 0, "Top-p")]
    [InlineData(1, 0, double.NaN, 0, "Top-p")]
    [InlineData(1, 0, 1, -1, "temperature")]
    [InlineData(1, 0, 1, double.NaN, "temperature")]
    [InlineData(1, 0, 1, double.PositiveInfinity, "temperature")]
    public void Options_outside_their_ranges_are_errors(int maxTokens, int topK, double topP, double temperature, string named)
    {
        var options = new GenerationOptions { MaxTokens = maxTokens, TopK = topK, TopP = topP, Temperature = temperature };
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new Sampler(options));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Logits_that_are_no_numbers_are_an_error() =>
        Assert.Throws<InvalidOperationException>(() => new Sampler(new GenerationOptions()).Pick([1, float.NaN]));

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(20)]
    public void A_logit_that_is_no_number_is_named_wherever_it_is(int place)
    {
        foreach (var temperature in new[] { 0, 1.0 })
        {
            var logits = new float[21];
            (logits[place], logits[^1]) = (float.NaN, place == 20 ? float.NaN : float.PositiveInfinity);
            var sampler = new Sampler(new GenerationOptions { Temperature = temperature });
            var error = Assert.Throws<InvalidOperationException>(() => sampler.Pick(logits));
            Assert.Contains($"token {place} ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_logits_and_only_masks_are_errors_of_their_own()
    {
        foreach (var temperature in new[] { 0, 1.0 })
        {
            var sampler = new Sampler(new GenerationOptions { Temperature = temperature });
            var masked = Assert.Throws<InvalidOperationException>(() => sampler.Pick([float.NegativeInfinity]));
            Assert.Contains("mask", masked.Message, StringComparison.Ordinal);
            Assert.Contains("no logits", Assert.Throws<ArgumentException>(() => sampler.Pick([])).Message, StringComparison.Ordinal);
        }
        Assert.Throws<ArgumentNullException>(() => new Sampler(null!));
    }

    private static int[] Draw(ulong seed, int count, GenerationOptions? options = null, float[]? logits = null)
    {
        var sampler = new Sampler((options ?? new GenerationOptions { Temperature = 1 }) with { Seed = seed });
        return [.. Enumerable.Range(0, count).Select(_ => sampler.Pick(logits ?? Logits))];
    }
}
