using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Piecewise.Compiler;
using Piecewise.Llm;
using Piecewise.Testing;

namespace Piecewise.Server.Tests;

/// <summary>The demonstration model behind a port of this machine.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    public const string Template = """
        {%- for message in messages -%}
        {%- if message.role == 'tool' -%}{{ raise_exception('no tools here') }}{%- endif -%}
        <{{ message.role }}>{{ message.content }}{{ '\n' }}
        {%- endfor -%}
        {%- if add_generation_prompt %}<assistant>{% endif -%}
        """;

    private static readonly Lazy<Task<LanguageModel>> Shared = new(
        () => LanguageModel.LoadAsync(Path.Combine(Repository.Root, "samples", "jargon.pt2")));

    private readonly LanguageModelServer server;
    private LanguageModel? owned;

    private TestServer(LanguageModelServer server, Engine engine)
    {
        (this.server, Engine) = (server, engine);
        Client = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(2) };
    }

    public Engine Engine { get; }

    public HttpClient Client { get; }

    public Tokenizer Tokenizer => Engine.Model.Tokenizer;

    public static async Task<TestServer> StartAsync(
        ServerOptions? options = null, EngineOptions? engineOptions = null, string modelName = "jargon")
    {
        var engine = new Engine(await Shared.Value, engineOptions);
        var server = new LanguageModelServer(engine, (options ?? new ServerOptions()) with { Port = 0, ModelName = modelName });
        await server.StartAsync();
        return new TestServer(server, engine);
    }

    /// <summary>Another model behind a port, which ends with the server.</summary>
    public static async Task<TestServer> StartAsync(LanguageModel model, ServerOptions options)
    {
        var engine = new Engine(model);
        var server = new LanguageModelServer(engine, options with { Port = 0 });
        await server.StartAsync();
        return new TestServer(server, engine) { owned = model };
    }

    public Task StopAsync(CancellationToken now = default) => server.StopAsync(now);

    public async Task<Answer> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        return await Answer.ReadAsync(response);
    }

    public Task<Answer> PostAsync(string path, object body) => PostTextAsync(path, JsonSerializer.Serialize(body));

    public async Task<Answer> PostTextAsync(string path, string json, string type = "application/json") =>
        await PostBytesAsync(path, Encoding.UTF8.GetBytes(json), type);

    public async Task<Answer> PostBytesAsync(string path, byte[] body, string type = "application/json")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var response = await Client.PostAsync(path, content);
        return await Answer.ReadAsync(response);
    }

    /// <summary>Begins to read a stream.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path, object body, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
        };
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    /// <summary>A whole stream: the data of its events, of which the last must be the end.</summary>
    public async Task<List<JsonElement>> StreamAsync(string path, object body)
    {
        using var response = await OpenAsync(path, body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        var lines = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("data: [DONE]", lines[^1]);
        return [.. lines[..^1].Select(l =>
        {
            Assert.StartsWith("data: {", l, StringComparison.Ordinal);
            return JsonElement.Parse(l["data: ".Length..]);
        })];
    }

    /// <summary>Ends when nothing runs and every block is free; fails after some seconds.</summary>
    public async Task WhenIdleAsync(double seconds = 10)
    {
        for (var end = DateTime.UtcNow.AddSeconds(seconds); ;)
        {
            var state = Engine.State;
            if (state is { Running: 0, Waiting: 0, BlocksUsed: 0 })
            {
                return;
            }
            Assert.True(DateTime.UtcNow < end, $"After {seconds} s the engine is still at work: {state}");
            await Task.Delay(5);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await server.DisposeAsync();
        await Engine.DisposeAsync();
        owned?.Dispose();
    }
}

/// <summary>An answer with its body as text and, where it is that, as JSON.</summary>
internal sealed record Answer(HttpStatusCode Status, string Text, HttpResponseHeaders Headers, string? Type)
{
    public JsonElement Json => JsonElement.Parse(Text);

    public JsonElement Error => Json.GetProperty("error");

    public string Message => Error.GetProperty("message").GetString()!;

    public static async Task<Answer> ReadAsync(HttpResponseMessage response) => new(
        response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers.ContentType?.MediaType);

    /// <summary>The text of a choice, of a completion or a chat.</summary>
    public string TextOf(int choice = 0) => Choice(choice).TryGetProperty("text", out var text)
        ? text.GetString()!
        : Choice(choice).GetProperty("message").GetProperty("content").GetString()!;

    public string? FinishOf(int choice = 0) => Choice(choice).GetProperty("finish_reason").GetString();

    public int Usage(string name) => Json.GetProperty("usage").GetProperty(name).GetInt32();

    public JsonElement Choice(int index)
    {
        Assert.True(Status == HttpStatusCode.OK, Text);
        return Json.GetProperty("choices")[index];
    }
}
