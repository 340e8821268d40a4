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

    [Theory]
    [InlineData(0, 0, 1, 0)]
    [InlineData(1, -1, 1, 0)]
    [InlineData(1, 0, 0, 0)]
    [InlineData(1, 0, 1, -1)]
    [InlineData(1, 0, 1, double.NaN)]
    public void Options_outside_their_ranges_are_errors(int maxTokens, int topK, double topP, double temperature) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sampler(new GenerationOptions { MaxTokens = maxTokens, TopK = topK, TopP = topP, Temperature = temperature }));

    [Fact]
    public void Logits_that_are_no_numbers_are_an_error() =>
        Assert.Throws<InvalidOperationException>(() => new Sampler(new GenerationOptions()).Pick([1, float.NaN]));

    private static int[] Draw(ulong seed, int count, GenerationOptions? options = null)
    {
        var sampler = new Sampler((options ?? new GenerationOptions { Temperature = 1 }) with { Seed = seed });
        return [.. Enumerable.Range(0, count).Select(_ => sampler.Pick(Logits))];
    }
}
