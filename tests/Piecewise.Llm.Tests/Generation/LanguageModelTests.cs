using System.Text;
using System.Text.Json;
using Piecewise.Compiler;
using Piecewise.Testing;

namespace Piecewise.Llm.Tests.Generation;

/// <summary>The demonstration model against the greedy continuations that PyTorch gave.</summary>
public sealed class LanguageModelTests : IDisposable
{
    private readonly PreparedProgram program = PreparedProgram.Load(Samples.Path("jargon.pt2"));

    public void Dispose() => program.Dispose();

    public static TheoryData<string, RunMode> Prompts()
    {
        var data = new TheoryData<string, RunMode>();
        foreach (var prompt in Expected().Keys)
        {
            data.Add(prompt, RunMode.Split);
        }
        data.Add(Expected().Keys.First(), RunMode.Interpret);
        return data;
    }

    [Theory]
    [MemberData(nameof(Prompts))]
    public void Greedy_text_equals_pytorchs_token_by_token(string prompt, RunMode mode)
    {
        var expected = Expected()[prompt];
        var model = Of(program, mode);
        var ids = model.Tokenizer.Encode(prompt);
        var produced = model.Start().Generate(ids, new GenerationOptions { MaxTokens = expected.Length - ids.Length }).ToArray();

        Assert.Equal(expected, ids.Concat(produced.Where(t => t.Id is not null).Select(t => t.Id!.Value)));
        Assert.Equal(model.Tokenizer.Decode(expected[ids.Length..]), string.Concat(produced.Select(t => t.Text)));
    }

    [Fact]
    public async Task A_compiled_model_gives_pytorchs_tokens_from_the_cache_too()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            for (var start = 0; start < 2; start++)
            {
                using var compiled = await CompiledModel.LoadAsync(Samples.Path("jargon.pt2"),
                    new CompileOptions { CacheFolder = folder.FullName });
                Assert.Equal(start == 0, compiled.Report.Compiled > 0);
                var model = new LanguageModel(compiled);
                var (prompt, expected) = Expected().First();
                var ids = model.Tokenizer.Encode(prompt);
                using var sequence = model.Start();
                var produced = sequence.Generate(ids, new GenerationOptions { MaxTokens = expected.Length - ids.Length })
                    .Where(t => t.Id is not null).Select(t => t.Id!.Value);
                Assert.Equal(expected, ids.Concat(produced));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_model_that_is_still_interpreted_keeps_its_keys_and_values()
    {
        using var compiled = await CompiledModel.LoadAsync(Samples.Path("jargon.pt2"), new CompileOptions { Background = true });
        var model = new LanguageModel(compiled);
        using var sequence = model.Start();
        var ids = model.Tokenizer.Encode("hacker: ");
        sequence.Feed(ids.AsSpan(0, 2));
        var interpreted = sequence.Feed(ids.AsSpan(2)).ToArray();
        await compiled.Ready;
        using var later = model.Start();
        Assert.All(interpreted.Zip(later.Feed(ids).ToArray()), p => Assert.Equal(p.First, p.Second, 1e-3f));
    }

    // /reports/second_turn, and its neighbours: a turn that ends by its limit, one that is broken off, one that is cancelled.
    [Fact]
    public async Task Turns_of_a_compiled_model_equal_one_long_prompt()
    {
        using var compiled = await CompiledModel.LoadAsync(Samples.Path("jargon.pt2"));
        AssertTurns(new LanguageModel(compiled));
    }

    [Fact]
    public void Turns_of_an_interpreted_model_equal_one_long_prompt() =>
        AssertTurns(Of(program, RunMode.Split));

    [Fact]
    public async Task A_token_that_the_vocabulary_lacks_is_an_error_and_changes_nothing()
    {
        using var compiled = await CompiledModel.LoadAsync(Samples.Path("jargon.pt2"));
        foreach (var model in new[] { new LanguageModel(compiled), Of(program, RunMode.Split) })
        {
            using var sequence = model.Start();
            var ids = model.Tokenizer.Encode("hacker: ");
            var before = Ids(sequence.Generate(ids, new GenerationOptions { MaxTokens = 3 }));
            foreach (var id in new[] { 2048, int.MaxValue })
            {
                var error = Assert.ThrowsAny<Exception>(() => sequence.Generate([5, id], new GenerationOptions { MaxTokens = 3 }).First());
                Assert.Contains($"{id} is out of range for size 2048", error.Message, StringComparison.Ordinal);
                Assert.Equal(ids.Length + 3, sequence.Length);
            }
            var three = new GenerationOptions { MaxTokens = 3 };
            Assert.Equal(Ids(model.Start().Generate([.. ids, .. before, 5], three)), Ids(sequence.Generate([5], three)));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_end_of_text_is_part_of_the_turn_that_it_ends(bool isCompiled)
    {
        // A copy of the model whose end of text is what it says third.
        var (prompt, expected) = Expected().First();
        using var copy = Pt2Copy.WithExtraFile(
            Samples.Path("jargon.pt2"), "generation_config.json", $$"""{"eos_token_id": [{{expected[Tokens(prompt) + 2]}}]}""");
        using var compiled = isCompiled ? await CompiledModel.LoadAsync(copy.Path) : null;
        using var prepared = PreparedProgram.Load(copy.Path);
        var model = ModelOf(compiled, prepared);
        var ids = model.Tokenizer.Encode(prompt);
        using var sequence = model.Start();
        var first = Ids(sequence.Generate(ids, new GenerationOptions { MaxTokens = 20 }));
        Assert.Equal(expected.Skip(ids.Length).Take(3), first);
        Assert.Equal(ids.Length + 3, sequence.Length);
        int[] turn = [900, 17, 30];
        Assert.Equal(
            Ids(model.Start().Generate([.. ids, .. first, .. turn], new GenerationOptions { MaxTokens = 4 })),
            Ids(sequence.Generate(turn, new GenerationOptions { MaxTokens = 4 })));

        int Tokens(string text) => Of(program, RunMode.Split).Tokenizer.Encode(text).Length;
    }

    [Fact]
    public void A_prompt_in_parts_gives_the_same_logits()
    {
        var model = Of(program, RunMode.Split);
        var ids = model.Tokenizer.Encode("The Jargon File is a compendium of hacker slang.");
        var whole = model.Start().Feed(ids).ToArray();
        var parts = model.Start();
        parts.Feed(ids.AsSpan(0, 3));
        var last = parts.Feed(ids.AsSpan(3)).ToArray();
        Assert.All(whole.Zip(last), p => Assert.Equal(p.First, p.Second, 1e-4f));
    }

    [Fact]
    public void More_tokens_than_the_context_is_an_error_before_anything_runs()
    {
        var model = Of(program, RunMode.Split);
        var sequence = model.Start();
        var error = Assert.Throws<ContextLengthException>(() => sequence.Generate([1, 2, 3], new GenerationOptions { MaxTokens = 1022 }));
        Assert.Contains("1025 tokens", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, sequence.Length);
    }

    [Fact]
    public void Sequences_of_one_model_do_not_disturb_each_other()
    {
        var model = Of(program, RunMode.Split);
        var ids = model.Tokenizer.Encode("hacker: ");
        var (first, second) = (model.Start(), model.Start());
        first.Feed(model.Tokenizer.Encode("kluge"));
        Assert.Equal(model.Start().Feed(ids).ToArray(), second.Feed(ids).ToArray());
    }

    [Fact]
    public void A_program_that_is_no_language_model_is_refused_with_what_it_lacks()
    {
        using var other = PreparedProgram.Load(Samples.Fixture("programs", "splitting.pt2"));
        var error = Assert.Throws<NotALanguageModelException>(() => Of(other, RunMode.Interpret));
        Assert.Contains("input_ids[T]", error.Message, StringComparison.Ordinal);
    }

    // The last row is all that a language model is asked for: some programs have none.
    [Theory]
    [InlineData("splitting.pt2")]
    [InlineData("buffer_counter.pt2")]
    public async Task The_front_door_refuses_it_with_the_same_exception(string name) =>
        await Assert.ThrowsAsync<NotALanguageModelException>(() => LanguageModel.LoadAsync(Samples.Fixture("programs", name)));

    // Keys and values are kept by layer: two attentions of one number would overwrite each other.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_program_that_numbers_two_attentions_alike_is_refused(bool isCompiled)
    {
        const string Layer = "{\"name\": \"layer\", \"arg\": {\"as_int\": ";
        using var copy = new Pt2Copy(Samples.Path("jargon.pt2"), (record, bytes) => record == "models/model.json"
            ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace(Layer + "4}", Layer + "2}", StringComparison.Ordinal))
            : bytes);
        using var compiled = isCompiled ? await CompiledModel.LoadAsync(copy.Path) : null;
        using var prepared = PreparedProgram.Load(copy.Path);
        var error = Assert.Throws<NotALanguageModelException>(() => ModelOf(compiled, prepared));
        Assert.Contains("2 calls of attention have the layer number 2", error.Message, StringComparison.Ordinal);
    }

    // /reports/low_temperature: the largest logit over T was above 88, and the softmax infinity over infinity.
    [Fact]
    public void Low_temperatures_give_the_greedy_text()
    {
        using var prepared = PreparedProgram.Load(Samples.Fixture("programs", "low_temperature.pt2"));
        var model = Of(prepared, RunMode.Split);
        var ids = model.Tokenizer.Encode("The kernel");
        var greedy = Ids(model.Start().Generate(ids, new GenerationOptions { MaxTokens = 8 }));
        foreach (var temperature in new[] { 0.2, 0.05, 1e-3, 1e-40 })
        {
            var options = new GenerationOptions { MaxTokens = 8, Temperature = temperature, Seed = 3 };
            Assert.Equal(greedy, Ids(model.Start().Generate(ids, options)));
        }
    }

    private static LanguageModel ModelOf(CompiledModel? compiled, PreparedProgram prepared) =>
        compiled is not null ? new LanguageModel(compiled) : Of(prepared, RunMode.Split);

    private static void AssertTurns(LanguageModel model)
    {
        using var sequence = model.Start();
        using var stop = new CancellationTokenSource();
        List<int> all = [.. model.Tokenizer.Encode("hacker: ")];
        all.AddRange(Ids(sequence.Generate(all, new GenerationOptions { MaxTokens = 5 })));
        Assert.Equal(all.Count, sequence.Length);
        foreach (var (turn, endsBy) in new[] { ("kluge: ", 0), ("The ", 1), ("foo ", 2), (" bar", 0) })
        {
            var prompt = model.Tokenizer.Encode(turn);
            var expected = Ids(model.Start().Generate([.. all, .. prompt], new GenerationOptions { MaxTokens = 4 }));
            var given = new List<int>();
            try
            {
                var options = new GenerationOptions { MaxTokens = endsBy == 0 ? 4 : 40 };
                foreach (var token in sequence.Generate(prompt, options, endsBy == 2 ? stop.Token : default))
                {
                    given.Add(token.Id ?? -1);
                    if (given.Count == 4 && endsBy == 1)
                    {
                        break;
                    }
                    if (given.Count == 4 && endsBy == 2)
                    {
                        stop.Cancel();
                    }
                }
            }
            catch (OperationCanceledException)
            {
            }
            given.RemoveAll(id => id < 0);
            Assert.Equal(expected, given);
            all.AddRange([.. prompt, .. given]);
            Assert.Equal(all.Count, sequence.Length);
        }
    }

    private static int[] Ids(IEnumerable<GeneratedToken> tokens) => [.. tokens.Where(t => t.Id is not null).Select(t => t.Id!.Value)];

    private static Dictionary<string, int[]> Expected()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Samples.Path("jargon.greedy.json")));
        return json.RootElement.EnumerateObject().ToDictionary(
            p => p.Name, p => p.Value.GetProperty("ids").EnumerateArray().Select(i => i.GetInt32()).ToArray(), StringComparer.Ordinal);
    }

    private static LanguageModel Of(PreparedProgram program, RunMode mode) =>
        new(new CompiledModel(program, mode, isOwned: false, []));
}
