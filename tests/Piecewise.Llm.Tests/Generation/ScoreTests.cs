using Piecewise.Compiler;

namespace Piecewise.Llm.Tests.Generation;

/// <summary>How likely tokens were, and what weights of fewer bits change about it (Q3).</summary>
public sealed class ScoreTests
{
    [Fact]
    public async Task A_score_is_the_sum_of_what_each_tokens_logits_say()
    {
        using var compiled = await CompiledModel.LoadAsync(Samples.Path("jargon.pt2"));
        var model = new LanguageModel(compiled);
        int[] tokens = [.. model.Tokenizer.Encode("hacker: n. A person who enjoys exploring the details of programmable systems.")];
        var expected = 0.0;
        using (var one = model.Start())
        {
            for (var i = 0; i + 1 < tokens.Length; i++)
            {
                var logits = one.Feed(tokens.AsSpan(i, 1)).ToArray();
                expected += logits[tokens[i + 1]] - Math.Log(logits.Sum(l => Math.Exp(l)));
            }
        }
        using var whole = model.Start();
        Assert.Equal(expected, whole.Score(tokens), 1e-3);
        Assert.Equal(tokens.Length, whole.Length);

        // In two parts, of which the second continues the first.
        using var parts = model.Start();
        Assert.Equal(expected, parts.Score(tokens.AsSpan(0, 5)) + parts.Score(tokens.AsSpan(5)), 1e-3);
    }

    [Fact]
    public async Task A_model_of_the_last_row_only_says_what_to_do()
    {
        using var all = await LanguageModel.LoadAsync(Samples.Path("jargon.pt2"));
        using var scoring = all.Start();
        Assert.NotEqual(0, scoring.Score([5, 6, 7]));

        using var last = await CompiledModel.LoadAsync(Samples.Path("jargon.pt2"), new CompileOptions { LastRowOnly = true });
        using var model = new LanguageModel(last);
        using var sequence = model.Start();
        var e = Assert.Throws<InvalidOperationException>(() => sequence.Score([5, 6, 7]));
        Assert.Contains("load it with all rows", e.Message, StringComparison.Ordinal);
        Assert.Equal(0, sequence.Length);
        Assert.Throws<ArgumentException>(() => sequence.Score([]));
    }

    [Theory]
    [InlineData("int8", 0.01)]
    [InlineData("int4", 0.05)]
    public async Task Weights_of_fewer_bits_cost_little_of_the_demonstration_model(string formats, double most)
    {
        using var exported = await CompiledModel.LoadAsync(Samples.Path("jargon.pt2"));
        using var quantized =
            await CompiledModel.LoadAsync(Samples.Path("jargon.pt2"), new CompileOptions { Weights = WeightFormats.Parse(formats) });
        var model = new LanguageModel(exported);
        // Texts as the model itself writes them are what it knows best: what is lost shows.
        var (before, after, count) = (0.0, 0.0, 0);
        foreach (var (prompt, seed) in new[] { ("hacker: n. ", 1ul), ("The kernel ", 2ul), ("bogus: adj. ", 3ul) })
        {
            using var writer = model.Start();
            int[] text = [.. model.Tokenizer.Encode(prompt)];
            var options = new GenerationOptions { MaxTokens = 250, Temperature = 0.8, Seed = seed };
            text = [.. text, .. writer.Generate(text, options).Select(t => t.Id).OfType<int>()];
            using var a = model.Start();
            using var b = new LanguageModel(quantized).Start();
            (before, after, count) = (before + a.Score(text), after + b.Score(text), count + text.Length - 1);
        }
        Assert.True(count > 300, $"{count} tokens are few");
        Assert.InRange(Math.Exp((before - after) / count) - 1, -most, most);
    }
}
