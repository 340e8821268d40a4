using System.Text.Json;
using Microsoft.Extensions.AI;
using Piecewise.Extensions;
using Piecewise.Llm;

namespace Piecewise.Server.Tests;

/// <summary>Answers that begin with reasoning: parted from it, and held to a form only behind it.</summary>
public sealed class ReasoningTests
{
    // As Qwen3's: the block is the model's business, or empty where it is switched off.
    private const string Template =
        "{% for m in messages %}<{{ m.role }}>{{ m.content }}\n{% endfor %}<assistant>"
        + "{% if opens is defined %}<think>\n{% elif enable_thinking is defined %}<think>\n\n</think>\n\n{% endif %}";

    private const string Path = "/v1/chat/completions";
    private const string Schema = """{"type": "object", "properties": {"count": {"type": "integer"}}, "required": ["count"]}""";

    private static readonly object[] Messages = [new { role = "user", content = "How many? <think>" }];

    private static readonly object Form = new
    {
        type = "json_schema",
        json_schema = new { name = "answer", strict = true, schema = JsonElement.Parse(Schema) },
    };

    [Theory]
    [InlineData("<think>\nThree {and} one.\n</think>\n\n{\"count\": 4}", "{}")]
    [InlineData("Three {and} one.\n</think>\n\n{\"count\": 4}", """{"opens": true}""")]
    public async Task A_held_text_is_free_until_the_block_ends(string script, string variables)
    {
        await using var server = await TestServer.StartAsync(await ScriptedModel.CreateAsync(script), Options);
        var answer = await server.PostAsync(Path, Request(variables, stream: false));
        Assert.Equal("stop", answer.FinishOf());
        Assert.Equal("{\"count\": 4}", answer.TextOf());
        Assert.Equal("Three {and} one.", answer.Choice(0).GetProperty("message").GetProperty("reasoning_content").GetString());
    }

    [Fact]
    public async Task Behind_the_block_nothing_else_can_come()
    {
        // It wants to chat on, and may not.
        await using var server = await TestServer.StartAsync(await ScriptedModel.CreateAsync("<think>hm</think>I say 4."), Options);
        var answer = await server.PostAsync(Path, Request("{}", stream: false));
        Assert.Equal("hm", answer.Choice(0).GetProperty("message").GetProperty("reasoning_content").GetString());
        Assert.StartsWith("{", answer.TextOf(), StringComparison.Ordinal);
        await using var off = await TestServer.StartAsync(await ScriptedModel.CreateAsync("<think>hm</think>I say 4."), Options);
        var direct = await off.PostAsync(Path, Request("""{"enable_thinking": false}""", stream: false));
        Assert.False(direct.Choice(0).GetProperty("message").TryGetProperty("reasoning_content", out _));
        Assert.StartsWith("{", direct.TextOf(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streams_tell_the_reasoning_first_and_the_library_too()
    {
        const string script = "<think>\nThree and one.\n</think>\n\nFour.";
        await using var server = await TestServer.StartAsync(await ScriptedModel.CreateAsync(script), Options);
        var pieces = await server.StreamAsync(Path, new { messages = Messages, stream = true, temperature = 0 });
        var deltas = pieces.Select(p => p.GetProperty("choices")[0].GetProperty("delta")).ToArray();
        Assert.Equal("Three and one.", Joined(deltas, "reasoning_content"));
        Assert.Equal("Four.", Joined(deltas, "content"));

        using var model = await ScriptedModel.CreateAsync(script);
        await using var engine = new Engine(model);
        using var client = new PiecewiseChatClient(() => engine, "scripted", Template, null, null);
        var answer = await client.GetResponseAsync("How many?", new ChatOptions { Temperature = 0 });
        Assert.Equal("Four.", answer.Text);
        var thought = answer.Messages.SelectMany(m => m.Contents).OfType<TextReasoningContent>();
        Assert.Equal("Three and one.", string.Concat(thought.Select(c => c.Text)));
    }

    [Fact]
    public async Task Forced_calls_come_behind_the_block()
    {
        const string script = "<think>now?</think><tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>";
        await using var server = await TestServer.StartAsync(await ScriptedModel.CreateAsync(script), Options);
        var tools = new[] { new { type = "function", function = new { name = "now" } } };
        var answer = await server.PostAsync(
            Path, new { messages = Messages, tools, tool_choice = "required", parallel_tool_calls = false, temperature = 0 });
        var message = answer.Choice(0).GetProperty("message");
        Assert.Equal("now?", message.GetProperty("reasoning_content").GetString());
        Assert.Equal("now", message.GetProperty("tool_calls")[0].GetProperty("function").GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, message.GetProperty("content").ValueKind);
    }

    [Fact]
    public async Task Without_a_form_the_block_is_text()
    {
        await using var server = await TestServer.StartAsync(
            await ScriptedModel.CreateAsync("<think>hm</think>yes"), Options with { ReasoningFormat = "none" });
        Assert.Equal("<think>hm</think>yes", (await server.PostAsync(Path, new { messages = Messages, temperature = 0 })).TextOf());
        Assert.Throws<ArgumentException>(() => new ServerOptions { ReasoningFormat = "morse" }.Validate());
    }

    // The detection needs the closing mark in the template, which this one has.
    private static ServerOptions Options => new() { ChatTemplate = Template };

    private static object Request(string variables, bool stream) => new
    {
        messages = Messages,
        response_format = Form,
        temperature = 0,
        max_tokens = 80,
        stream,
        chat_template_kwargs = JsonElement.Parse(variables),
    };

    private static string Joined(JsonElement[] deltas, string name) => string.Concat(
        deltas.Select(d => d.TryGetProperty(name, out var text) ? text.GetString() : ""));
}
