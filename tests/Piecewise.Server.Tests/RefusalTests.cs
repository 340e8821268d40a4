using System.Net;
using System.Text;

namespace Piecewise.Server.Tests;

/// <summary>What is wrong with a request is said, with the field that is wrong, in the form that clients read.</summary>
public sealed class RefusalTests
{
    private const string Completions = "/v1/completions";
    private const string Chat = "/v1/chat/completions";

    /// <summary>The path, a body and the field at fault.</summary>
    public static TheoryData<string, string, string?> Bodies => new()
    {
        { Completions, "{}", "prompt" },
        { Completions, """{"prompt": null}""", "prompt" },
        { Completions, """{"prompt": 5}""", "prompt" },
        { Completions, """{"prompt": {}}""", "prompt" },
        { Completions, """{"prompt": []}""", "prompt" },
        { Completions, """{"prompt": ["a", 5]}""", "prompt[1]" },
        { Completions, """{"prompt": [5, "a"]}""", "prompt[1]" },
        { Completions, """{"prompt": [5, 2048]}""", "prompt[1]" },
        { Completions, """{"prompt": [-1]}""", "prompt[0]" },
        { Completions, """{"prompt": [1.5]}""", "prompt[0]" },
        { Completions, """{"prompt": [[1], [99999999999999999999]]}""", "prompt[1][0]" },
        { Completions, """{"prompt": [[1], []]}""", "prompt" },
        { Completions, """{"prompt": [true]}""", "prompt[0]" },
        { Completions, """{"prompt": "a", "max_tokens": 0}""", "max_tokens" },
        { Completions, """{"prompt": "a", "max_tokens": -1}""", "max_tokens" },
        { Completions, """{"prompt": "a", "max_tokens": 1.5}""", "max_tokens" },
        { Completions, """{"prompt": "a", "max_tokens": "5"}""", "max_tokens" },
        { Completions, """{"prompt": "a", "max_tokens": true}""", "max_tokens" },
        { Completions, """{"prompt": "a", "min_tokens": 17}""", "min_tokens" },
        { Completions, """{"prompt": "a", "temperature": -0.1}""", "temperature" },
        { Completions, """{"prompt": "a", "temperature": 2.1}""", "temperature" },
        { Completions, """{"prompt": "a", "temperature": 1e999}""", "temperature" },
        { Completions, """{"prompt": "a", "temperature": "NaN"}""", "temperature" },
        { Completions, """{"prompt": "a", "temperature": [1]}""", "temperature" },
        { Completions, """{"prompt": "a", "top_p": 0}""", "top_p" },
        { Completions, """{"prompt": "a", "top_p": 1.1}""", "top_p" },
        { Completions, """{"prompt": "a", "top_k": -2}""", "top_k" },
        { Completions, """{"prompt": "a", "min_p": 2}""", "min_p" },
        { Completions, """{"prompt": "a", "repetition_penalty": 0}""", "repetition_penalty" },
        { Completions, """{"prompt": "a", "presence_penalty": -2.5}""", "presence_penalty" },
        { Completions, """{"prompt": "a", "frequency_penalty": 3}""", "frequency_penalty" },
        { Completions, """{"prompt": "a", "seed": "x"}""", "seed" },
        { Completions, """{"prompt": "a", "seed": 1e300}""", "seed" },
        { Completions, """{"prompt": "a", "n": 0}""", "n" },
        { Completions, """{"prompt": "a", "n": 17}""", "n" },
        { Completions, """{"prompt": "a", "best_of": 3}""", "best_of" },
        { Completions, """{"prompt": "a", "stop": 5}""", "stop" },
        { Completions, """{"prompt": "a", "stop": ""}""", "stop" },
        { Completions, """{"prompt": "a", "stop": ["x", ""]}""", "stop[1]" },
        { Completions, """{"prompt": "a", "stop": ["x", null]}""", "stop[1]" },
        { Completions, """{"prompt": "a", "stop": ["1","2","3","4","5","6","7","8","9","0","a","b","c","d","e","f","g"]}""", "stop" },
        { Completions, """{"prompt": "a", "stop_token_ids": [9999]}""", "stop_token_ids[0]" },
        { Completions, """{"prompt": "a", "allowed_token_ids": []}""", "allowed_token_ids" },
        { Completions, """{"prompt": "a", "logit_bias": {"x": 1}}""", "logit_bias.x" },
        { Completions, """{"prompt": "a", "logit_bias": {"5": 101}}""", "logit_bias.5" },
        { Completions, """{"prompt": "a", "logit_bias": {"5": 1, "05": 1}}""", "logit_bias.05" },
        { Completions, """{"prompt": "a", "logit_bias": [5]}""", "logit_bias" },
        { Completions, """{"prompt": "a", "logprobs": 21}""", "logprobs" },
        { Completions, """{"prompt": "a", "logprobs": true}""", "logprobs" },
        { Completions, """{"prompt": "a", "logprobs": 1, "echo": true}""", "logprobs" },
        { Completions, """{"prompt": "a", "echo": "yes"}""", "echo" },
        { Completions, """{"prompt": "a", "stream": 1}""", "stream" },
        { Completions, """{"prompt": "a", "stream_options": {"include_usage": true}}""", "stream_options" },
        { Completions, """{"prompt": "a", "stream": true, "stream_options": {"include_usage": 1}}""", "stream_options.include_usage" },
        { Completions, """{"prompt": "a", "suffix": "b"}""", "suffix" },
        { Completions, """{"prompt": "a", "model": 5}""", "model" },
        { Completions, """{"prompt": "a", "response_format": "json"}""", "response_format" },
        { Completions, """{"prompt": "a", "response_format": {}}""", "response_format.type" },
        { Completions, """{"prompt": "a", "response_format": {"type": "xml"}}""", "response_format.type" },
        { Completions, """{"prompt": "a", "response_format": {"type": "json_object"}, "guided_regex": "a"}""", "guided_regex" },
        { Completions, """{"prompt": "a", "response_format": {"type": "json_object"}, "allowed_token_ids": [5]}""", "allowed_token_ids" },
        { Completions, """{"prompt": "a", "guided_json": {"not": {}}}""", "guided_json.not" },
        { Completions, """{"prompt": "a", "guided_json": "{"}""", "guided_json" },
        { Completions, """{"prompt": "a", "guided_json": {"enum": []}}""", "guided_json.enum" },
        { Completions, """{"prompt": "a", "guided_regex": "(?=a)"}""", "guided_regex" },
        { Completions, """{"prompt": "a", "guided_regex": ["a"]}""", "guided_regex" },
        { Completions, """{"prompt": "a", "guided_choice": []}""", "guided_choice" },
        { Completions, """{"prompt": "a", "guided_choice": ["a", 5]}""", "guided_choice[1]" },
        { Completions, """{"prompt": "a", "guided_grammar": "root ::= x"}""", "guided_grammar" },
        { Completions, """{"prompt": "a", "structured_outputs": {"grammar": "x"}}""", "structured_outputs.grammar" },
        { Completions, """{"prompt": "a", "structured_outputs": {"regex": "a", "choice": ["b"]}}""", "structured_outputs.choice" },
        { Completions, """{"prompt": "a", "structured_outputs": 5}""", "structured_outputs" },
        { Completions, """{"prompt": "a", "prompt_logprobs": 0}""", "prompt_logprobs" },
        { Completions, "[]", null },
        { Completions, "5", null },
        { Completions, "null", null },
        { Chat, "{}", "messages" },
        { Chat, """{"messages": []}""", "messages" },
        { Chat, """{"messages": "hello"}""", "messages" },
        { Chat, """{"messages": ["hello"]}""", "messages[0]" },
        { Chat, """{"messages": [{"content": "a"}]}""", "messages[0].role" },
        { Chat, """{"messages": [{"role": "wizard", "content": "a"}]}""", "messages[0].role" },
        { Chat, """{"messages": [{"role": 5, "content": "a"}]}""", "messages[0].role" },
        { Chat, """{"messages": [{"role": "user"}]}""", "messages[0].content" },
        { Chat, """{"messages": [{"role": "user", "content": 5}]}""", "messages[0].content" },
        { Chat, """{"messages": [{"role": "user", "content": ["a"]}]}""", "messages[0].content[0]" },
        { Chat, """{"messages": [{"role": "user", "content": [{"type": "text"}]}]}""", "messages[0].content[0].text" },
        {
            Chat, """{"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]}""",
            "messages[0].content[0].type"
        },
        { Chat, """{"messages": [{"role": "user", "content": "a", "tool_calls": [{}]}]}""", "messages[0].tool_calls" },
        { Chat, """{"messages": [{"role": "assistant", "tool_calls": [{"type": "function"}]}]}""", "messages[0].tool_calls[0].function" },
        {
            Chat,
            """
            {"messages": [{"role": "assistant", "tool_calls": [{"type": "function", "function": {"name": "f", "arguments": "["}}]}]}
            """,
            "messages[0].tool_calls[0].function.arguments"
        },
        { Chat, """{"messages": [{"role": "user", "content": "a"}], "tools": [{"type": "function"}]}""", "tools[0].function" },
        { Chat, """{"messages": [{"role": "user", "content": "a"}], "tools": {}}""", "tools" },
        {
            Chat,
            """
            {"messages": [{"role": "user", "content": "a"}],
             "tools": [{"type": "function", "function": {"name": "f"}}, {"type": "function", "function": {"name": "f"}}]}
            """,
            "tools[1].function.name"
        },
        { Chat, """{"messages": [{"role": "user", "content": "a"}], "tool_choice": "required"}""", "tool_choice" },
        {
            Chat, """{"messages": [{"role": "user", "content": "a"}], "tool_choice": {"type": "function", "function": {"name": "f"}}}""",
            "tool_choice.function.name"
        },
        { Chat, """{"messages": [{"role": "user", "content": "a"}], "tool_choice": "always"}""", "tool_choice" },
        {
            Chat,
            """
            {"messages": [{"role": "user", "content": "a"}], "tool_choice": "required",
             "tools": [{"type": "function", "function": {"name": "f", "parameters": {"properties": {"a": {"not": {}}}}}}]}
            """,
            "tools[0].function.parameters.properties.a.not"
        },
        {
            Chat,
            """
            {"messages": [{"role": "user", "content": "a"}], "response_format": {"type": "json_object"},
             "tools": [{"type": "function", "function": {"name": "f"}}]}
            """,
            "response_format"
        },
        {
            Chat, """{"messages": [{"role": "user", "content": "a"}], "response_format": {"type": "json_schema"}}""",
            "response_format.json_schema"
        },
        {
            Chat,
            """
            {"messages": [{"role": "user", "content": "a"}],
             "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {"properties": {"a": {"oneOf": []}}}}}}
            """,
            "response_format.json_schema.schema.properties.a.oneOf"
        },
        { Chat, """{"messages": [{"role": "user", "content": "a"}], "logprobs": 5}""", "logprobs" },
        { Chat, """{"messages": [{"role": "user", "content": "a"}], "top_logprobs": 5}""", "top_logprobs" },
        { Chat, """{"messages": [{"role": "user", "content": "a"}], "max_tokens": 5, "max_completion_tokens": 6}""", "max_tokens" },
        { Chat, """{"messages": [{"role": "user", "content": "a"}], "max_tokens": 0}""", "max_tokens" },
        { Chat, """{"messages": [{"role": "user", "content": "a"}], "modalities": ["audio"]}""", "modalities" },
        { Chat, """{"messages": [{"role": "user", "content": "a"}], "functions": [{}]}""", "functions" },
        { Chat, """{"messages": [{"role": "user", "content": "a"}], "chat_template": "x"}""", "chat_template" },
        { Chat, """{"messages": [{"role": "user", "content": "a"}], "chat_template_kwargs": []}""", "chat_template_kwargs" },
        { "/tokenize", "{}", "prompt" },
        { "/tokenize", """{"prompt": 5}""", "prompt" },
        { "/detokenize", "{}", "tokens" },
        { "/detokenize", """{"tokens": [5000]}""", "tokens[0]" },
    };

    [Fact]
    public async Task A_wrong_field_is_named()
    {
        await using var server = await TestServer.StartAsync(new ServerOptions { ChatTemplate = TestServer.Template });
        foreach (var row in Bodies)
        {
            var (path, body, param) = ((string)row[0], (string)row[1], (string?)row[2]);
            var answer = await server.PostTextAsync(path, body);
            Assert.True(answer.Status == HttpStatusCode.BadRequest, $"{body}: {answer.Status} {answer.Text}");
            Assert.Equal("application/json", answer.Type);
            Assert.Equal("invalid_request_error", answer.Error.GetProperty("type").GetString());
            Assert.True(answer.Error.TryGetProperty("code", out _));
            Assert.True(param == answer.Error.GetProperty("param").GetString(), $"{body}: {answer.Text}");
            Assert.DoesNotContain("System.", answer.Message, StringComparison.Ordinal);
        }
        Assert.Equal(0, server.Engine.State.Steps);
    }

    /// <summary>What asks for nothing that the server has not, and fields that nobody knows.</summary>
    [Theory]
    [InlineData("\"response_format\": {\"type\": \"text\"}")]
    [InlineData("\"suffix\": null, \"best_of\": 1, \"n\": 1.0, \"skip_special_tokens\": true")]
    [InlineData("\"user\": \"me\", \"store\": false, \"metadata\": {\"a\": \"b\"}, \"service_tier\": \"auto\", \"frobnicate\": [1]")]
    [InlineData("\"stop\": null, \"logit_bias\": {}, \"top_k\": -1, \"seed\": 3.0")]
    public async Task Fields_that_ask_for_nothing_are_no_error(string fields)
    {
        await using var server = await TestServer.StartAsync();
        var answer = await server.PostTextAsync(Completions, $$"""{"prompt": "a", "max_tokens": 2.0, {{fields}}}""");
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"prompt": "a",}""")]
    [InlineData("""{"prompt": NaN}""")]
    [InlineData("""{"prompt": "a", "temperature": Infinity}""")]
    [InlineData("""{"prompt": "a", "prompt": "b"}""")]
    [InlineData("""{"prompt": "a", "stream_options": {"x": 1, "x": 2}}""")]
    [InlineData("""{"prompt": "\ud83d"}""")]
    [InlineData("""{"prompt": "a", "\udc00": 1}""")]
    [InlineData("""{"prompt": "a"} {}""")]
    public async Task What_is_no_JSON_is_refused(string body)
    {
        await using var server = await TestServer.StartAsync();
        var answer = await server.PostTextAsync(Completions, body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("invalid_json", answer.Error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task What_is_no_UTF_8_or_nested_too_deep_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        var bytes = Encoding.UTF8.GetBytes("{\"prompt\": \"aa\"}");
        bytes[13] = 0xE9;
        Assert.Equal(HttpStatusCode.BadRequest, (await server.PostBytesAsync(Completions, bytes)).Status);
        var deep = $"{{\"prompt\": {new string('[', 5000)}{new string(']', 5000)}}}";
        Assert.Equal(HttpStatusCode.BadRequest, (await server.PostTextAsync(Completions, deep)).Status);
    }

    [Fact]
    public async Task Paths_methods_types_and_models_that_are_not_there_have_their_status()
    {
        await using var server = await TestServer.StartAsync();
        var missing = await server.GetAsync("/v1/nothing");
        Assert.Equal(HttpStatusCode.NotFound, missing.Status);
        Assert.Equal("invalid_request_error", missing.Error.GetProperty("type").GetString());
        using var wrong = await server.Client.GetAsync(Completions);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, wrong.StatusCode);
        Assert.Contains("POST", wrong.Content.Headers.Allow);
        var form = await server.PostTextAsync(Completions, "{}", "application/x-www-form-urlencoded");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.Status);
        var model = await server.PostAsync(Completions, new { model = "gpt-4", prompt = "a" });
        Assert.Equal(HttpStatusCode.NotFound, model.Status);
        Assert.Equal("model_not_found", model.Error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_before_it_is_read()
    {
        await using var server = await TestServer.StartAsync(new ServerOptions { MaxBodyBytes = 10_000 });
        var answer = await server.PostAsync(Completions, new { prompt = new string('a', 20_000) });
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Equal("body_too_large", answer.Error.GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync(Completions, new { prompt = "a", max_tokens = 1 })).Status);
    }

    [Fact]
    public async Task Only_who_shows_a_key_is_answered()
    {
        await using var server = await TestServer.StartAsync(new ServerOptions { ApiKeys = ["first", "second"] });
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/health")).Status);
        foreach (var path in new[] { "/v1/models", "/metrics", "/version", "/nothing" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.GetAsync(path)).Status);
        }
        foreach (var (header, expected) in new[]
        {
            ("Bearer first", HttpStatusCode.OK), ("bearer second", HttpStatusCode.OK), ("Bearer firs", HttpStatusCode.Unauthorized),
            ("Bearer first2", HttpStatusCode.Unauthorized), ("Basic first", HttpStatusCode.Unauthorized),
            ("Bearer ", HttpStatusCode.Unauthorized),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
            request.Headers.TryAddWithoutValidation("Authorization", header);
            using var response = await server.Client.SendAsync(request);
            Assert.True(expected == response.StatusCode, header);
        }
        var refused = await server.PostAsync(Completions, new { prompt = "a" });
        Assert.Equal("invalid_api_key", refused.Error.GetProperty("code").GetString());
        Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Theory]
    [InlineData("evil.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:1", HttpStatusCode.OK)]
    [InlineData("[::1]:8000", HttpStatusCode.OK)]
    public async Task A_page_that_calls_this_machine_by_its_own_name_is_refused(string host, HttpStatusCode expected)
    {
        await using var server = await TestServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.Host = host;
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("nowhere.example", 8000, "key")]
    [InlineData("127.0.0.1", 70000, "key")]
    [InlineData("127.0.0.1", 8000, "")]
    [InlineData("127.0.0.1", 8000, "two words")]
    public void Options_that_make_no_sense_are_refused(string host, int port, string key) =>
        Assert.Throws<ArgumentException>(() => new ServerOptions { Host = host, Port = port, ApiKeys = [key] }.Validate());
}
