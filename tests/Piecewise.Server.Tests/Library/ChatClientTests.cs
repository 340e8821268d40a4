using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Piecewise.Extensions;
using Piecewise.Llm;

namespace Piecewise.Server.Tests.Library;

/// <summary>A chat by the abstractions of Microsoft.Extensions.AI: the same texts as over HTTP.</summary>
public sealed class ChatClientTests
{
    private static readonly ServerOptions Options = new() { ChatTemplate = ToolTests.Template };

    [Fact]
    public async Task It_says_what_the_server_says_whole_and_in_pieces()
    {
        await using var server = await TestServer.StartAsync(Options);
        using var client = Client(server);
        var overHttp = await server.PostAsync(
            "/v1/chat/completions",
            new
            {
                messages = new[] { new { role = "system", content = "Be brief." }, new { role = "user", content = "foo" } },
                max_tokens = 12,
                seed = 5,
            });
        var options = new ChatOptions { MaxOutputTokens = 12, Seed = 5, Instructions = "Be brief." };
        var whole = await client.GetResponseAsync("foo", options);
        Assert.Equal(overHttp.TextOf(), whole.Text);
        Assert.Equal(ChatFinishReason.Length, whole.FinishReason);
        Assert.Equal(12, whole.Usage!.OutputTokenCount);
        Assert.Equal(overHttp.Usage("prompt_tokens"), whole.Usage.InputTokenCount);
        Assert.Equal("jargon", whole.ModelId);
        var pieces = await client.GetStreamingResponseAsync("foo", options).ToListAsync();
        Assert.Equal(whole.Text, string.Concat(pieces.Select(p => p.Text)));
        Assert.Single(pieces.Select(p => p.ResponseId).Distinct());
        Assert.All(pieces, p => Assert.Equal(ChatRole.Assistant, p.Role));
        await server.WhenIdleAsync();
    }

    [Fact]
    public async Task A_type_is_what_it_answers_with()
    {
        await using var server = await TestServer.StartAsync(Options);
        using var client = Client(server);
        var answer = await client.GetResponseAsync<Answer>("foo", new ChatOptions { Seed = 4, MaxOutputTokens = 300 });
        Assert.InRange(answer.Result.Kind, Kind.First, Kind.Second);
    }

    [Fact]
    public async Task A_function_is_called_by_who_can_and_its_result_is_read()
    {
        await using var server = await TestServer.StartAsync(Options);
        var seen = new List<int>();
        var function = AIFunctionFactory.Create(
            ([Description("How many.")] int count) =>
            {
                seen.Add(count);
                return count + 1;
            }, "count");
        using var plain = Client(server);
        var options = new ChatOptions
        {
            Tools = [function],
            ToolMode = ChatToolMode.RequireSpecific("count"),
            MaxOutputTokens = 200,
            Seed = 1,
        };
        var asked = await plain.GetResponseAsync("foo", options);
        Assert.Equal(ChatFinishReason.ToolCalls, asked.FinishReason);
        var call = Assert.Single(asked.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>());
        Assert.Equal("count", call.Name);
        Assert.Empty(seen);

        using var calling = new ChatClientBuilder(plain).UseFunctionInvocation(configure: c => c.MaximumIterationsPerRequest = 1).Build();
        var answer = await calling.GetResponseAsync("foo", options);
        Assert.Single(seen);
        var results = answer.Messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>();
        Assert.Contains(results, r => $"{r.Result}" == $"{seen[0] + 1}");
    }

    [Fact]
    public async Task What_it_cannot_do_it_says()
    {
        await using var server = await TestServer.StartAsync(Options);
        using var client = Client(server);
        await Assert.ThrowsAsync<NotSupportedException>(() => client.GetResponseAsync(
            [new ChatMessage(ChatRole.User, [new UriContent("http://localhost/x.png", "image/png")])]));
        await Assert.ThrowsAsync<NotSupportedException>(() => client.GetResponseAsync(
            "foo", new ChatOptions { Tools = [new HostedWebSearchTool()] }));
        await Assert.ThrowsAsync<GrammarException>(() => client.GetResponseAsync(
            "foo", new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("""{"not": {}}""")) }));
        await Assert.ThrowsAsync<ContextLengthException>(() => client.GetResponseAsync(new string('x', 9000)));
    }

    [Fact]
    public async Task Who_cancels_ends_the_text()
    {
        await using var server = await TestServer.StartAsync(Options);
        using var client = Client(server);
        using var cancellation = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in client.GetStreamingResponseAsync("foo", new ChatOptions { MaxOutputTokens = 900 }, cancellation.Token))
            {
                await cancellation.CancelAsync();
            }
        });
        await server.WhenIdleAsync();
    }

    [Fact]
    public async Task It_says_who_it_is()
    {
        await using var server = await TestServer.StartAsync(Options);
        using var client = Client(server);
        Assert.Equal("jargon", client.GetService<ChatClientMetadata>()!.DefaultModelId);
        Assert.Same(server.Engine, client.GetService<Engine>());
        Assert.Same(client, client.GetService<IChatClient>());
        Assert.Null(client.GetService(typeof(string)));
    }

    private static PiecewiseChatClient Client(TestServer server) => new(() => server.Engine, "jargon", Options.ChatTemplate, null, null);

    private enum Kind
    {
        First,
        Second,
    }

    private sealed record Answer(Kind Kind);
}
