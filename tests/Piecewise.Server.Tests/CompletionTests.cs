using System.Net;
using System.Text.Json;

namespace Piecewise.Server.Tests;

/// <summary>What <c>/v1/completions</c> and <c>/v1/chat/completions</c> answer.</summary>
public sealed class CompletionTests
{
    private const string Completions = "/v1/completions";
    private const string Chat = "/v1/chat/completions";

    private static readonly ServerOptions WithTemplate = new() { ChatTemplate = TestServer.Template };

    [Fact]
    public async Task The_answer_has_what_clients_read()
    {
        await using var server = await TestServer.StartAsync();
        var answer = await server.PostAsync(Completions, new { model = "jargon", prompt = "hacker: ", max_tokens = 5, temperature = 0 });
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("text_completion", answer.Json.GetProperty("object").GetString());
        Assert.Equal("jargon", answer.Json.GetProperty("model").GetString());
        Assert.StartsWith("cmpl-", answer.Json.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal(answer.Json.GetProperty("id").GetString(), answer.Headers.GetValues("X-Request-Id").Single());
        Assert.Equal("length", answer.FinishOf());
        Assert.Equal(5, answer.Usage("completion_tokens"));
        Assert.Equal(server.Tokenizer.Encode("hacker: ").Length, answer.Usage("prompt_tokens"));
        Assert.Equal(answer.Usage("prompt_tokens") + 5, answer.Usage("total_tokens"));
    }

    [Fact]
    public async Task A_prompt_may_be_text_texts_tokens_or_lists_of_tokens()
    {
        await using var server = await TestServer.StartAsync();
        var ids = server.Tokenizer.Encode("hacker: ");
        var texts = new List<string>();
        foreach (var prompt in new object[] { "hacker: ", new[] { "hacker: " }, ids, new[] { ids, ids } })
        {
            var answer = await server.PostAsync(Completions, new { prompt, max_tokens = 8, temperature = 0 });
            texts.AddRange(answer.Json.GetProperty("choices").EnumerateArray().Select(c => c.GetProperty("text").GetString()!));
        }
        Assert.Equal(5, texts.Count);
        Assert.Single(texts.Distinct());
    }

    [Fact]
    public async Task Seeds_repeat_and_choices_differ()
    {
        await using var server = await TestServer.StartAsync();
        var request = new { prompt = "The ", max_tokens = 20, temperature = 1, seed = 9, n = 4 };
        var first = await server.PostAsync(Completions, request);
        var second = await server.PostAsync(Completions, request);
        var texts = Enumerable.Range(0, 4).Select(i => first.TextOf(i)).ToArray();
        Assert.Equal(texts, Enumerable.Range(0, 4).Select(i => second.TextOf(i)));
        Assert.Equal(4, texts.Distinct().Count());
        // A prompt counts once.
        Assert.Equal(server.Tokenizer.Encode("The ").Length, first.Usage("prompt_tokens"));
        Assert.Equal(80, first.Usage("completion_tokens"));
    }

    [Fact]
    public async Task More_tokens_than_fit_are_as_many_as_fit()
    {
        await using var server = await TestServer.StartAsync();
        var prompt = Enumerable.Repeat(17, 1000).ToArray();
        var answer = await server.PostAsync(
            Completions, new { prompt, max_tokens = 1_000_000_000_000, temperature = 0, ignore_eos = true });
        Assert.Equal(24, answer.Usage("completion_tokens"));
        Assert.Equal("length", answer.FinishOf());
    }

    [Theory]
    [InlineData(1023, HttpStatusCode.OK)]
    [InlineData(1024, HttpStatusCode.BadRequest)]
    [InlineData(1025, HttpStatusCode.BadRequest)]
    public async Task A_prompt_that_leaves_no_room_is_refused(int length, HttpStatusCode expected)
    {
        await using var server = await TestServer.StartAsync();
        var answer = await server.PostAsync(Completions, new { prompt = Enumerable.Repeat(17, length), max_tokens = 1, stream = true });
        Assert.Equal(expected, answer.Status);
        if (expected != HttpStatusCode.OK)
        {
            Assert.Equal("context_length_exceeded", answer.Error.GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task Log_probabilities_add_up_to_the_text()
    {
        await using var server = await TestServer.StartAsync();
        var answer = await server.PostAsync(
            Completions, new { prompt = "hacker: ", max_tokens = 20, temperature = 0, logprobs = 4 });
        var told = answer.Choice(0).GetProperty("logprobs");
        var tokens = told.GetProperty("tokens").EnumerateArray().Select(t => t.GetString()!).ToArray();
        Assert.Equal(answer.TextOf(), string.Concat(tokens));
        var offset = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            Assert.Equal(offset, told.GetProperty("text_offset")[i].GetInt32());
            offset += tokens[i].Length;
            var top = told.GetProperty("top_logprobs")[i].EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetDouble());
            var picked = told.GetProperty("token_logprobs")[i].GetDouble();
            // Greedy picks the likeliest.
            Assert.Equal(4, top.Count);
            Assert.Equal(top.Values.Max(), picked);
            Assert.Equal(picked, top[tokens[i]]);
            Assert.True(top.Values.Sum(Math.Exp) <= 1.0001);
        }
    }

    [Fact]
    public async Task A_chat_tells_bytes_of_tokens_and_their_rivals()
    {
        await using var server = await TestServer.StartAsync(WithTemplate);
        var answer = await server.PostAsync(
            Chat, new
            {
                messages = new[] { new { role = "user", content = "foo" } },
                max_completion_tokens = 10,
                temperature = 0,
                logprobs = true,
                top_logprobs = 2,
            });
        var content = answer.Choice(0).GetProperty("logprobs").GetProperty("content").EnumerateArray().ToArray();
        var bytes = content.SelectMany(t => t.GetProperty("bytes").EnumerateArray().Select(b => b.GetByte())).ToArray();
        Assert.Equal(answer.TextOf(), System.Text.Encoding.UTF8.GetString(bytes));
        Assert.All(content, t => Assert.Equal(2, t.GetProperty("top_logprobs").GetArrayLength()));
        Assert.Equal("chat.completion", answer.Json.GetProperty("object").GetString());
        Assert.Equal("assistant", answer.Choice(0).GetProperty("message").GetProperty("role").GetString());
    }

    [Fact]
    public async Task A_chat_is_its_template_continued()
    {
        await using var server = await TestServer.StartAsync(WithTemplate);
        object[] messages =
        [
            new { role = "system", content = "Be brief." },
            new { role = "user", content = new object[] { new { type = "text", text = "What" }, new { type = "text", text = "is it?" } } },
        ];
        var chat = await server.PostAsync(Chat, new { messages, max_tokens = 12, temperature = 0 });
        var plain = await server.PostAsync(
            Completions,
            new
            {
                prompt = "<system>Be brief.\n<user>What\nis it?\n<assistant>",
                max_tokens = 12,
                temperature = 0,
                add_special_tokens = false,
            });
        Assert.Equal(plain.TextOf(), chat.TextOf());
        Assert.Equal(plain.Usage("prompt_tokens"), chat.Usage("prompt_tokens"));
        var tokens = await server.PostAsync("/tokenize", new { messages, return_token_strs = true });
        Assert.Equal(chat.Usage("prompt_tokens"), tokens.Json.GetProperty("count").GetInt32());
        Assert.Equal(
            "<system>Be brief.\n<user>What\nis it?\n<assistant>",
            string.Concat(tokens.Json.GetProperty("token_strs").EnumerateArray().Select(t => t.GetString())));
    }

    [Fact]
    public async Task A_chat_without_a_number_goes_on_as_long_as_there_is_room()
    {
        await using var server = await TestServer.StartAsync(WithTemplate);
        var answer = await server.PostAsync(
            Chat, new { messages = new[] { new { role = "user", content = "foo" } }, temperature = 0, ignore_eos = true });
        Assert.Equal(1024, answer.Usage("total_tokens"));
    }

    [Fact]
    public async Task Where_the_template_refuses_the_client_is_told()
    {
        await using var server = await TestServer.StartAsync(WithTemplate);
        var answer = await server.PostAsync(Chat, new { messages = new[] { new { role = "tool", content = "42", tool_call_id = "1" } } });
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("no tools here", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_template_there_is_no_chat()
    {
        await using var server = await TestServer.StartAsync();
        var answer = await server.PostAsync(Chat, new { messages = new[] { new { role = "user", content = "foo" } } });
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("no_chat_template", answer.Error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Tokens_are_counted_and_read_back()
    {
        await using var server = await TestServer.StartAsync();
        var tokens = await server.PostAsync("/tokenize", new { prompt = "naïve 😀 hacker" });
        var ids = tokens.Json.GetProperty("tokens").EnumerateArray().Select(t => t.GetInt32()).ToArray();
        Assert.Equal(server.Tokenizer.Encode("naïve 😀 hacker"), ids);
        Assert.Equal(1024, tokens.Json.GetProperty("max_model_len").GetInt32());
        var text = await server.PostAsync("/detokenize", new { tokens = ids });
        Assert.Equal("naïve 😀 hacker", text.Json.GetProperty("prompt").GetString());
    }

    [Fact]
    public async Task Equal_beginnings_are_not_computed_again_and_the_answer_says_so()
    {
        await using var server = await TestServer.StartAsync();
        var request = new { prompt = Enumerable.Range(20, 200), max_tokens = 4, temperature = 0 };
        var first = await server.PostAsync(Completions, request);
        var second = await server.PostAsync(Completions, request);
        Assert.Equal(first.TextOf(), second.TextOf());
        int Cached(Answer answer) =>
            answer.Json.GetProperty("usage").GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32();
        Assert.Equal(0, Cached(first));
        Assert.Equal(192, Cached(second));
    }

    [Fact]
    public async Task The_model_is_listed()
    {
        await using var server = await TestServer.StartAsync();
        var list = (await server.GetAsync("/v1/models")).Json;
        Assert.Equal("list", list.GetProperty("object").GetString());
        var card = Assert.Single(list.GetProperty("data").EnumerateArray());
        Assert.Equal("jargon", card.GetProperty("id").GetString());
        Assert.Equal("jargon", (await server.GetAsync("/v1/models/jargon")).Json.GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync("/v1/models/gpt-4")).Status);
        Assert.Equal(JsonValueKind.String, (await server.GetAsync("/version")).Json.GetProperty("version").ValueKind);
    }
}
