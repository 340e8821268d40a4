using System.Text;
using System.Text.Json;

namespace Piecewise.Server.Tests;

/// <summary>Calls of tools by a model that was never told of any, and the way of messages through the template.</summary>
public sealed class ToolTests
{
    /// <summary>A template of Hermes's family, in which everything that belongs to tools can be seen.</summary>
    public const string Template = """
        {%- if tools %}<tools>{% for tool in tools %}{{ tool | tojson }}{% endfor %}</tools>{% endif -%}
        {%- for message in messages -%}
        <{{ message.role }}>{{ message.content or '' }}
        {%- for call in message.tool_calls or [] -%}
        <tool_call>{{ call.function.name }} {{ call.function.arguments | tojson }}</tool_call>
        {%- endfor -%}
        {%- if message.tool_call_id %}({{ message.tool_call_id }}){% endif -%}
        {{ '\n' }}
        {%- endfor -%}
        {%- if add_generation_prompt %}<assistant>{% endif -%}
        """;

    private const string Path = "/v1/chat/completions";
    private static readonly object[] Messages = [new { role = "user", content = "foo" }];
    private static readonly ServerOptions Options = new() { ChatTemplate = Template };

    private static readonly object[] Tools =
    [
        new
        {
            type = "function",
            function = new
            {
                name = "weather",
                strict = true,
                parameters = JsonElement.Parse(
                    """
                    {"type": "object", "properties":
                     {"city": {"enum": ["Ulm", "Wien"]}, "days": {"type": "integer", "minimum": 1, "maximum": 9}},
                     "required": ["city", "days"], "additionalProperties": false}
                    """),
            },
        },
        new { type = "function", function = new { name = "now" } },
    ];

    [Theory]
    [InlineData(null)]
    [InlineData("llama3")]
    [InlineData("mistral")]
    public async Task A_forced_call_has_arguments_of_its_schema(string? format)
    {
        await using var server = await TestServer.StartAsync(Options with { ToolFormat = format });
        var request = new
        {
            messages = Messages,
            tools = Tools,
            tool_choice = new { type = "function", function = new { name = "weather" } },
            max_tokens = 200,
            n = 3,
            seed = 4,
        };
        var answer = await server.PostAsync(Path, request);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("tool_calls", answer.FinishOf(i));
            var message = answer.Choice(i).GetProperty("message");
            Assert.Equal(JsonValueKind.Null, message.GetProperty("content").ValueKind);
            var call = Assert.Single(message.GetProperty("tool_calls").EnumerateArray());
            Assert.Equal("function", call.GetProperty("type").GetString());
            CheckWeather(call.GetProperty("function"));
        }
    }

    [Fact]
    public async Task Streamed_parts_join_to_the_calls()
    {
        await using var server = await TestServer.StartAsync(Options);
        object Request(bool stream) => new
        {
            messages = Messages,
            tools = Tools,
            tool_choice = "required",
            max_tokens = 100,
            seed = 2,
            stream,
        };
        var whole = await server.PostAsync(Path, Request(stream: false));
        var (names, arguments) = (new List<string>(), new List<StringBuilder>());
        var pieces = await server.StreamAsync(Path, Request(stream: true));
        foreach (var delta in pieces.Select(p => p.GetProperty("choices")[0].GetProperty("delta")))
        {
            Assert.False(delta.TryGetProperty("content", out var content) && content.GetString() != "", $"{delta}");
            foreach (var call in delta.TryGetProperty("tool_calls", out var calls) ? calls.EnumerateArray().ToArray() : [])
            {
                var function = call.GetProperty("function");
                if (call.TryGetProperty("id", out _))
                {
                    Assert.Equal(names.Count, call.GetProperty("index").GetInt32());
                    names.Add(function.GetProperty("name").GetString()!);
                    arguments.Add(new StringBuilder());
                }
                arguments[call.GetProperty("index").GetInt32()].Append(function.GetProperty("arguments").GetString());
            }
        }
        var expected = whole.Choice(0).GetProperty("message").GetProperty("tool_calls").EnumerateArray()
            .Select(c => c.GetProperty("function")).ToArray();
        Assert.Equal(expected.Select(f => f.GetProperty("name").GetString()), names);
        Assert.Equal(expected.Select(f => f.GetProperty("arguments").GetString()), arguments.Select(a => a.ToString()));
        Assert.Equal(whole.FinishOf(), pieces[^1].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Strict_tools_leave_text_free()
    {
        await using var server = await TestServer.StartAsync(Options);
        object[] messages = [.. Messages, new { role = "assistant", content = "I say" }];
        var answer = await server.PostAsync(
            Path, new { messages, tools = Tools, continue_final_message = true, max_tokens = 20, temperature = 0 });
        Assert.NotEmpty(answer.TextOf());
        Assert.Equal("length", answer.FinishOf());
    }

    [Fact]
    public async Task Tools_calls_and_results_go_through_the_template()
    {
        await using var server = await TestServer.StartAsync(Options);
        object[] messages =
        [
            .. Messages,
            new
            {
                role = "assistant",
                tool_calls = new[]
                {
                    new { id = "c1", type = "function", function = new { name = "now", arguments = "{\"zone\": [1, null]}" } },
                },
            },
            new { role = "tool", tool_call_id = "c1", content = "12:00" },
        ];
        var tools = Tools[1..];
        foreach (var (choice, shown) in new[] { ("auto", true), ("none", false) })
        {
            var tokens = await server.PostAsync("/tokenize", new { messages, tools, tool_choice = choice, return_token_strs = true });
            var text = string.Concat(tokens.Json.GetProperty("token_strs").EnumerateArray().Select(t => t.GetString()));
            Assert.Equal(
                (shown ? "<tools>{\"type\": \"function\", \"function\": {\"name\": \"now\"}}</tools>" : "")
                + "<user>foo\n<assistant><tool_call>now {\"zone\": [1, null]}</tool_call>\n<tool>12:00(c1)\n<assistant>", text);
        }
    }

    private static void CheckWeather(JsonElement function)
    {
        Assert.Equal("weather", function.GetProperty("name").GetString());
        var value = JsonElement.Parse(function.GetProperty("arguments").GetString()!);
        Assert.Contains(value.GetProperty("city").GetString(), new[] { "Ulm", "Wien" });
        Assert.InRange(value.GetProperty("days").GetInt32(), 1, 9);
    }
}
