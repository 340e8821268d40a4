using Piecewise.Runtime;

namespace Piecewise.Llm.Tests.Engines;

public sealed class EngineTests
{
    // S1, S3: any company, any cut into chunks, with preemption and with blocks that others have computed.
    [Theory]
    [InlineData(1, 16, 4, 64)]
    [InlineData(2, 5, 3, 12)]
    [InlineData(3, 64, 8, 16)]
    [InlineData(4, 64, 8, 7)]
    [InlineData(5, 1, 2, 8)]
    public async Task Many_requests_get_what_each_gets_alone(int seed, int batch, int sequences, int blocks)
    {
        var random = new Random(seed);
        var model = new CrowdModel(endOfText: 7);
        using var language = model.Start();
        await using var engine = new Engine(language, new EngineOptions
        {
            MaxBatchTokens = batch,
            MaxSequences = sequences,
            CacheBytes = blocks * 64 * (8 + 1) * 4,
        });
        var common = Tokens(random, 150);
        var work = Enumerable.Range(0, 40).Select(_ =>
        {
            int[] prompt = [.. common[..(random.Next(3) * 70)], .. Tokens(random, random.Next(1, 90))];
            var most = random.Next(1, 60);
            return (Prompt: prompt, Most: most, Completion: engine.Generate(prompt, new GenerationOptions { MaxTokens = most }));
        }).ToArray();
        foreach (var (prompt, most, completion) in work)
        {
            Assert.Equal(model.Continue(prompt, most), await Ids(completion));
            Assert.Equal(prompt.Length, completion.PromptTokens);
        }
        await engine.DrainAsync();
        var state = engine.State;
        Assert.Equal((0, 0, 0, Math.Min(blocks, sequences * 7)), (state.Running, state.Waiting, state.BlocksUsed, state.Blocks));
        Assert.Equal(work.Sum(w => w.Prompt.Length), state.PromptTokens);
        Assert.All(model.Calls, count => Assert.InRange(count, 1, batch));
        Assert.Equal(model.Calls.Skip(1).Sum(), state.StepTokens);
    }

    [Fact]
    public async Task Lower_priorities_come_first_then_who_came_first()
    {
        var model = new CrowdModel();
        using var language = model.Start();
        using var gate = new ManualResetEventSlim();
        using var entered = new ManualResetEventSlim();
        await using var engine = new Engine(language, new EngineOptions { MaxSequences = 1 });
        var called = new List<long>();
        model.BeforeCall = tokens =>
        {
            called.AddRange(tokens);
            entered.Set();
            Assert.True(gate.Wait(TimeSpan.FromSeconds(60)));
        };
        var texts = new[] { 0, 5, 1, 5, -2, 1 }.Select(async (priority, i) =>
        {
            using var text = engine.Generate([i], new GenerationOptions { MaxTokens = 3, Priority = priority });
            Assert.True(entered.Wait(TimeSpan.FromSeconds(60)));
            Assert.Equal(model.Continue([i], 3), await Ids(text));
        }).ToArray();
        gate.Set();
        await Task.WhenAll(texts);
        // The first runs already; the others wait. Each has three calls, the first with its one token.
        Assert.Equal([0, 4, 2, 5, 1, 3], called.Where((_, i) => i % 3 == 0));
    }

    [Fact]
    public async Task Where_memory_runs_out_the_least_urgent_gives_it_up()
    {
        var model = new CrowdModel();
        using var language = model.Start();
        await using var engine = new Engine(language, new EngineOptions { CacheBytes = 4 * 64 * 9 * 4, PrefixCaching = false });
        // Three texts of two blocks each want more than there is; the urgent one comes last and is never computed twice.
        var later = new GenerationOptions { MaxTokens = 150, Priority = 1 };
        var before = Enumerable.Range(0, 3).Select(i => engine.Generate([i], later)).ToArray();
        var urgent = engine.Generate([9], new GenerationOptions { MaxTokens = 150 });
        Assert.Equal(model.Continue([9], 150), await Ids(urgent));
        for (var i = 0; i < before.Length; i++)
        {
            Assert.Equal(model.Continue([i], 150), await Ids(before[i]));
        }
        Assert.True(engine.State.Preemptions > 0);
    }

    [Fact]
    public async Task Blocks_run_out_and_nobody_sees_it()
    {
        var model = new CrowdModel();
        using var language = model.Start();
        await using var engine = new Engine(language, new EngineOptions { CacheBytes = 4 * 64 * 9 * 4, PrefixCaching = false });
        var completions = Enumerable.Range(0, 4)
            .Select(i => engine.Generate([i], new GenerationOptions { MaxTokens = 200 })).ToArray();
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(model.Continue([i], 200), await Ids(completions[i]));
        }
        Assert.True(engine.State.Preemptions > 0);
    }

    [Fact]
    public async Task What_prompts_have_in_common_is_computed_once()
    {
        var model = new CrowdModel();
        using var language = model.Start();
        await using var engine = new Engine(language);
        var prompt = Tokens(new Random(1), 192);
        foreach (var cached in new[] { 0, 128 })
        {
            // The last token is computed in any case: whole blocks before it are not.
            var completion = engine.Generate(prompt, new GenerationOptions { MaxTokens = 3 });
            Assert.Equal(model.Continue(prompt, 3), await Ids(completion));
            Assert.Equal(cached, completion.CachedTokens);
        }
        Assert.Equal(128, engine.State.CachedTokens);
        // Another first token: nothing after it is the same.
        prompt[0]++;
        var other = engine.Generate(prompt, new GenerationOptions { MaxTokens = 3 });
        Assert.Equal(model.Continue(prompt, 3), await Ids(other));
        Assert.Equal(0, other.CachedTokens);
    }

    [Fact]
    public async Task Who_goes_away_gives_the_blocks_back()
    {
        var model = new CrowdModel();
        using var language = model.Start();
        await using var engine = new Engine(language);
        var random = new Random(5);
        var tasks = Enumerable.Range(0, 100).Select(async i =>
        {
            using var cancellation = new CancellationTokenSource();
            var completion = engine.Generate(Tokens(random, 70), new GenerationOptions { MaxTokens = 300 }, cancellation.Token);
            switch (i % 4)
            {
                case 0:
                    completion.Dispose();
                    break;
                case 1:
                    await foreach (var _ in completion)
                    {
                        break;
                    }
                    break;
                case 2:
                    await cancellation.CancelAsync();
                    // It may have come to its end before.
                    FinishReason?[] ends = [FinishReason.Cancelled, FinishReason.Length];
                    Assert.Contains((await All(completion))[^1].Finish, ends);
                    break;
                default:
                    Assert.Equal(300, (await All(completion)).Count);
                    break;
            }
        });
        await Task.WhenAll(tasks.ToArray());
        await engine.DrainAsync();
        Assert.Equal((0, 0, 0), (engine.State.Running, engine.State.Waiting, engine.State.BlocksUsed));
    }

    [Fact]
    public async Task One_request_that_fails_does_not_harm_the_others()
    {
        var model = new CrowdModel { BeforeCall = ids => Throw(ids.Contains(13)) };
        using var language = model.Start();
        await using var engine = new Engine(language);
        int[][] prompts = [[1, 2], [3, 13], [4]];
        var completions = prompts.Select(p => engine.Generate(p, new GenerationOptions { MaxTokens = 1 })).ToArray();
        Assert.Equal(model.Continue(prompts[0], 1), await Ids(completions[0]));
        var error = await Assert.ThrowsAsync<CallFailedException>(async () => await Ids(completions[1]));
        Assert.Contains("thirteen", error.Message, StringComparison.Ordinal);
        Assert.Equal(model.Continue(prompts[2], 1), await Ids(completions[2]));
        await engine.DrainAsync();
        Assert.Equal(0, engine.State.BlocksUsed);

        static void Throw(bool isBad)
        {
            if (isBad)
            {
                throw new CallFailedException("thirteen");
            }
        }
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused_at_once()
    {
        var model = new CrowdModel(context: 100);
        using var language = model.Start();
        var engine = new Engine(language, new EngineOptions { MaxSequences = 1, MaxWaiting = 1 });
        Assert.Throws<ArgumentNullException>(() => engine.Generate(null!));
        Assert.Throws<ArgumentException>(() => engine.Generate([]));
        var error = Assert.Throws<ArgumentException>(() => engine.Generate([1, 40]));
        Assert.Contains("place 1 is 40; the vocabulary has tokens from 0 to 39", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => engine.Generate([-1]));
        Assert.Throws<ContextLengthException>(() => engine.Generate(Tokens(new Random(1), 100)));
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Generate([1], new GenerationOptions { MinP = 2 }));
        Assert.Equal(0, engine.State.Waiting);

        using var go = new ManualResetEventSlim();
        model.BeforeCall = _ => go.Wait();
        Completion first = engine.Generate([1]), second = engine.Generate([2], new GenerationOptions { MaxTokens = 5 });
        Assert.Throws<EngineBusyException>(() => engine.Generate([3]));
        Assert.Equal(2, engine.State.Running + engine.State.Waiting);
        go.Set();
        var drained = engine.DrainAsync();
        Assert.Throws<EngineBusyException>(() => engine.Generate([3]));
        // The context is shorter than the 128 tokens that are made unless told otherwise.
        var tokens = await All(first);
        Assert.Equal((99, FinishReason.Context), (tokens.Count, tokens[^1].Finish!.Value));
        Assert.Equal(FinishReason.Length, (await All(second))[^1].Finish);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await All(second));
        await drained;
        await engine.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => engine.Generate([1]));
    }

    [Fact]
    public async Task Disposing_ends_all_requests()
    {
        var model = new CrowdModel();
        using var language = model.Start();
        var engine = new Engine(language, new EngineOptions { MaxSequences = 2 });
        var completions = Enumerable.Range(0, 5).Select(i => engine.Generate([i], new GenerationOptions { MaxTokens = 390 })).ToArray();
        await engine.DisposeAsync();
        foreach (var completion in completions)
        {
            Assert.Contains((await All(completion))[^1].Finish, new FinishReason?[] { FinishReason.Cancelled, FinishReason.Length });
        }
        await engine.DisposeAsync();
    }

    [Fact]
    public void A_model_with_state_of_its_own_and_too_little_memory_are_refused()
    {
        using var stateful = new CrowdModel { KeepsState = true }.Start();
        Assert.Throws<NotALanguageModelException>(() => new Engine(stateful));
        using var language = new CrowdModel().Start();
        var tooLittle = new EngineOptions { CacheBytes = (64 * 9 * 4) - 1 };
        var error = Assert.Throws<InsufficientMemoryException>(() => new Engine(language, tooLittle));
        Assert.Contains("64 tokens need 2304", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Engine(language, new EngineOptions { MaxBatchTokens = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Engine(language, new EngineOptions { MaxSequences = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Engine(language, new EngineOptions { MaxWaiting = -1 }));
        Assert.Throws<ArgumentNullException>(() => new Engine(null!));
    }

    [Fact]
    public async Task Who_has_the_last_token_finds_the_place_free_and_the_tokens_counted()
    {
        var model = new CrowdModel();
        using var language = model.Start();
        await using var engine = new Engine(language, new EngineOptions { MaxSequences = 1, MaxWaiting = 0, PrefixCaching = false });
        for (var i = 1; i <= 200; i++)
        {
            await foreach (var token in engine.Generate([i % 40], new GenerationOptions { MaxTokens = 2 }))
            {
                if (token.Finish is not null)
                {
                    var state = engine.State;
                    Assert.Equal((0, 0, 0, 2 * i), (state.Running, state.Waiting, state.BlocksUsed, state.GeneratedTokens));
                }
            }
        }
    }

    // S4: pieces join to the text, stop strings are not part of it, wherever they begin and end.
    [Fact]
    public async Task Text_stops_where_a_string_stands()
    {
        var model = new CrowdModel();
        using var language = model.Start();
        await using var engine = new Engine(language);
        var text = language.Tokenizer.Decode(model.Continue([5], 30));
        var options = new GenerationOptions { MaxTokens = 30, StopStrings = [text[10..13]] };
        var tokens = await All(engine.Generate([5], options));
        Assert.Equal(text[..text.IndexOf(text[10..13], StringComparison.Ordinal)], string.Concat(tokens.Select(t => t.Text)));
        Assert.Equal(FinishReason.Stop, tokens[^1].Finish);
        tokens = await All(engine.Generate([5], options with { MinTokens = 30 }));
        Assert.Equal(text, string.Concat(tokens.Select(t => t.Text)));
    }

    private static int[] Tokens(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(39))];

    private static async Task<int[]> Ids(Completion completion) =>
        [.. (await All(completion)).Where(t => t.Id is not null).Select(t => t.Id!.Value)];

    private static async Task<List<GeneratedToken>> All(Completion completion)
    {
        var tokens = new List<GeneratedToken>();
        await foreach (var token in completion)
        {
            tokens.Add(token);
        }
        return tokens;
    }
}
