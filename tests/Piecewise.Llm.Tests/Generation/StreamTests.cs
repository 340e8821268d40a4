namespace Piecewise.Llm.Tests.Generation;

/// <summary>Texts that arrive piece by piece equal those of the plain way, and say why they end.</summary>
public sealed class StreamTests
{
    private static readonly int[] Prompt = [3, 1, 4, 1, 5, 9, 2, 6];

    [Fact]
    public async Task A_stream_has_the_tokens_of_the_plain_way_and_ends_with_the_limit()
    {
        var model = new HashModel();
        using var sequence = model.Start().Start();
        var items = await All(sequence.GenerateAsync(Prompt, new GenerationOptions { MaxTokens = 5 }));
        Assert.Equal(model.Continue(Prompt, 5), items.Where(i => i.Id is not null).Select(i => i.Id!.Value));
        Assert.Equal(FinishReason.Length, items[^1].Finish);
        Assert.All(items[..^1], i => Assert.Null(i.Finish));
        Assert.Equal(13, sequence.Length);
    }

    [Fact]
    public async Task A_stream_ends_with_the_token_that_ends_the_text()
    {
        var probe = new HashModel().Continue(Prompt, 4);
        var model = new HashModel(endOfText: [probe[3], 49]);
        using var sequence = model.Start().Start();
        var items = await All(sequence.GenerateAsync(Prompt, new GenerationOptions { MaxTokens = 100 }));
        Assert.Equal(probe, items.Select(i => i.Id!.Value));
        Assert.Equal(FinishReason.Stop, items[^1].Finish);
    }

    [Fact]
    public async Task A_stream_ends_where_the_context_is_full()
    {
        var model = new HashModel(context: 11);
        using var sequence = model.Start().Start();
        var items = await All(sequence.GenerateAsync(Prompt, new GenerationOptions { MaxTokens = 100 }));
        Assert.Equal(3, items.Count(i => i.Id is not null));
        Assert.Equal(FinishReason.Context, items[^1].Finish);
        Assert.Throws<ContextLengthException>(() => sequence.GenerateAsync([1], new GenerationOptions()));
    }

    [Fact]
    public async Task A_cancelled_stream_says_so_and_keeps_what_it_gave()
    {
        var model = new HashModel();
        using var sequence = model.Start().Start();
        using var stop = new CancellationTokenSource();
        var items = new List<GeneratedToken>();
        await foreach (var item in sequence.GenerateAsync(Prompt, new GenerationOptions { MaxTokens = 50 }, stop.Token))
        {
            items.Add(item);
            if (items.Count == 2)
            {
                await stop.CancelAsync();
            }
        }
        Assert.Equal(FinishReason.Cancelled, items[^1].Finish);
        Assert.Equal(model.Continue(Prompt, 2), items[..^1].Select(i => i.Id!.Value));
        Assert.Equal(10, sequence.Length);
        // The next turn may begin.
        Assert.Equal(FinishReason.Length, (await All(sequence.GenerateAsync([7], new GenerationOptions { MaxTokens = 1 })))[^1].Finish);
    }

    [Fact]
    public async Task A_whole_text_comes_with_its_tokens_and_the_reason()
    {
        var hash = new HashModel();
        var model = hash.Start();
        var prompt = model.Tokenizer.Decode(Prompt);
        var result = await model.CompleteAsync(prompt, new GenerationOptions { MaxTokens = 6 });
        var expected = hash.Continue(Prompt, 6);
        Assert.Equal(expected, result.Tokens);
        Assert.Equal(model.Tokenizer.Decode(expected), result.Text);
        Assert.Equal((FinishReason.Length, Prompt.Length), (result.Finish, result.PromptTokens));

        var pieces = await All(model.GenerateAsync(prompt, new GenerationOptions { MaxTokens = 6 }));
        Assert.Equal(result.Text, string.Concat(pieces.Select(p => p.Text)));
        Assert.Equal(2, hash.Disposed);
    }

    private static async Task<List<GeneratedToken>> All(IAsyncEnumerable<GeneratedToken> items)
    {
        var all = new List<GeneratedToken>();
        await foreach (var item in items)
        {
            all.Add(item);
        }
        return all;
    }
}
