using System.Text.Json;

namespace Piecewise.Server.Tests;

/// <summary>Texts that are held to a form, of completions and chats, whole and in pieces.</summary>
public sealed class FormTests
{
    private const string Completions = "/v1/completions";
    private const string Chat = "/v1/chat/completions";

    private static readonly object[] Messages = [new { role = "user", content = "foo" }];

    [Fact]
    public async Task An_expression_or_a_choice_is_what_the_text_is()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var seed in Enumerable.Range(0, 5))
        {
            var regex = await server.PostAsync(
                Completions, new { prompt = "The ", max_tokens = 50, seed, guided_regex = "[a-f]{3,6}-(?:é|😀){2}" });
            Assert.Matches("^[a-f]{3,6}-(?:é|😀){2}$", regex.TextOf());
            Assert.Equal("stop", regex.FinishOf());
            var words = new[] { "hacker", "hack", "cracker" };
            var choice = await server.PostAsync(
                Completions, new { prompt = "The ", max_tokens = 50, seed, structured_outputs = new { choice = words } });
            Assert.Contains(choice.TextOf(), words);
        }
    }

    [Fact]
    public async Task A_text_ends_where_nothing_can_follow_even_where_ends_are_ignored()
    {
        await using var server = await TestServer.StartAsync();
        var answer = await server.PostAsync(
            Completions, new { prompt = "The ", max_tokens = 50, ignore_eos = true, min_tokens = 40, guided_choice = new[] { "yes" } });
        Assert.Equal("yes", answer.TextOf());
        Assert.Equal("stop", answer.FinishOf());
    }

    [Theory]
    [InlineData(Completions)]
    [InlineData(Chat)]
    public async Task A_schema_is_kept_by_every_choice(string path)
    {
        await using var server = await TestServer.StartAsync(new ServerOptions { ChatTemplate = TestServer.Template });
        var schema = JsonElement.Parse(
            """
            {"type": "object", "properties": {"word": {"type": "string", "maxLength": 8}, "list": {"type": "array", "items":
             {"type": "integer", "minimum": -5, "maximum": 5}, "maxItems": 4}}, "required": ["word", "list"], "additionalProperties": false}
            """);
        var answer = await server.PostAsync(path, new
        {
            prompt = "The ",
            messages = Messages,
            max_tokens = 200,
            n = 6,
            seed = 3,
            response_format = new { type = "json_schema", json_schema = new { name = "x", strict = true, schema } },
        });
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal("stop", answer.FinishOf(i));
            var value = JsonElement.Parse(answer.TextOf(i));
            Assert.InRange(value.GetProperty("word").GetString()!.Length, 0, 16);
            Assert.All(value.GetProperty("list").EnumerateArray(), e => Assert.InRange(e.GetInt32(), -5, 5));
        }
    }

    [Fact]
    public async Task Pieces_join_to_an_object()
    {
        await using var server = await TestServer.StartAsync(new ServerOptions { ChatTemplate = TestServer.Template });
        var request = new
        {
            messages = Messages,
            max_tokens = 300,
            stream = true,
            seed = 5,
            logit_bias = new[] { "}", "\"" }.ToDictionary(t => $"{server.Tokenizer.TokenToId(t)}", _ => 12),
            response_format = new { type = "json_object" },
        };
        var pieces = await server.StreamAsync(Chat, request);
        var text = string.Concat(pieces.Select(p => p.GetProperty("choices")[0].GetProperty("delta").GetProperty("content").GetString()));
        Assert.Equal("stop", pieces[^1].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(JsonValueKind.Object, JsonElement.Parse(text).ValueKind);
    }

    [Fact]
    public async Task Texts_with_and_without_forms_run_together()
    {
        await using var server = await TestServer.StartAsync();
        var plain = new { prompt = "hacker: ", max_tokens = 30, temperature = 0 };
        var alone = await server.PostAsync(Completions, plain);
        var together = Enumerable.Range(0, 12).Select(i => server.PostAsync(
            Completions, i % 3 == 0
                ? plain : new { prompt = "a", max_tokens = 40, seed = i, guided_regex = "(?:[0-9]{2} ){1,5}" })).ToArray();
        var answers = await Task.WhenAll(together);
        for (var i = 0; i < answers.Length; i++)
        {
            if (i % 3 == 0)
            {
                Assert.Equal(alone.TextOf(), answers[i].TextOf());
            }
            else
            {
                Assert.Matches("^(?:[0-9]{2} ){1,5}$", answers[i].TextOf());
            }
        }
    }
}
