using System.ClientModel;
using System.Text;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace Piecewise.Server.Tests.Clients;

/// <summary>Clients that nobody here wrote.</summary>
public sealed class ClientTests
{
    private static readonly ServerOptions Options = new() { ChatTemplate = ToolTests.Template, ApiKeys = ["key"] };

    [NodeFact]
    public async Task The_client_for_Node_chats_streams_and_leaves()
    {
        await using var server = await TestServer.StartAsync(Options);
        await NodeScript.RunAsync("openai.mjs", new Uri(server.Client.BaseAddress!, "v1").ToString());
        await server.WhenIdleAsync();
    }

    [NodeFact]
    public async Task The_client_for_Node_gets_vectors()
    {
        await using var server = await EncoderServer.StartAsync(Options with { ChatTemplate = null });
        await NodeScript.RunAsync("embeddings.mjs", new Uri(server.Address, "v1").ToString());
    }

    [Fact]
    public async Task The_client_for_NET_gets_vectors()
    {
        await using var server = await EncoderServer.StartAsync(Options with { ChatTemplate = null });
        var client = new EmbeddingClient(
            "tiny", new ApiKeyCredential("key"), new OpenAIClientOptions { Endpoint = new Uri(server.Address, "v1") });
        var cases = EncoderServer.Expected;
        OpenAIEmbeddingCollection vectors = await client.GenerateEmbeddingsAsync(cases.Select(c => c.Text));
        Assert.Equal(cases.Sum(c => c.Ids.Length), vectors.Usage.InputTokenCount);
        Assert.All(cases.Zip(vectors), pair => EncoderServer.AssertNear(pair.First.Mean, pair.Second.ToFloats().Span));
        OpenAIEmbedding one = await client.GenerateEmbeddingAsync(
            cases[0].Text, new EmbeddingGenerationOptions { Dimensions = 8 });
        Assert.Equal(8, one.ToFloats().Length);
    }

    [Fact]
    public async Task The_client_for_NET_chats_streams_and_is_told_what_is_wrong()
    {
        await using var server = await TestServer.StartAsync(Options);
        var client = Client(server, "key");
        ChatMessage[] messages = [new SystemChatMessage("Be brief."), new UserChatMessage("What is a foo?")];
        var options = new ChatCompletionOptions
        {
            Temperature = 0,
            MaxOutputTokenCount = 12,
            IncludeLogProbabilities = true,
            TopLogProbabilityCount = 2,
        };
        ChatCompletion whole = await client.CompleteChatAsync(messages, options);
        Assert.Equal(ChatFinishReason.Length, whole.FinishReason);
        Assert.Equal(ChatMessageRole.Assistant, whole.Role);
        Assert.Equal(12, whole.Usage.OutputTokenCount);
        Assert.Equal(12, whole.ContentTokenLogProbabilities.Count);

        var text = new StringBuilder();
        ChatTokenUsage? usage = null;
        await foreach (var update in client.CompleteChatStreamingAsync(messages, options))
        {
            text.Append(string.Concat(update.ContentUpdate.Select(c => c.Text)));
            usage = update.Usage ?? usage;
        }
        Assert.Equal(whole.Content[0].Text, text.ToString());
        Assert.Equal(12, usage!.OutputTokenCount);

        ChatCompletion formed = await client.CompleteChatAsync(messages, new ChatCompletionOptions
        {
            ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("answer", BinaryData.FromString(Schema), jsonSchemaIsStrict: true),
        });
        Assert.Equal(ChatFinishReason.Stop, formed.FinishReason);
        Assert.InRange(JsonElement.Parse(formed.Content[0].Text).GetProperty("count").GetInt32(), 3, 5);
        var tool = new ChatCompletionOptions { ToolChoice = ChatToolChoice.CreateFunctionChoice("count"), MaxOutputTokenCount = 200 };
        tool.Tools.Add(ChatTool.CreateFunctionTool("count", "Counts.", BinaryData.FromString(Schema), functionSchemaIsStrict: true));
        ChatCompletion called = await client.CompleteChatAsync(messages, tool);
        Assert.Equal(ChatFinishReason.ToolCalls, called.FinishReason);
        Assert.Equal("count", called.ToolCalls[0].FunctionName);
        Assert.InRange(JsonElement.Parse(called.ToolCalls[0].FunctionArguments.ToString()).GetProperty("count").GetInt32(), 3, 5);
        ChatCompletion after = await client.CompleteChatAsync(
            [.. messages, new AssistantChatMessage(called), new ToolChatMessage(called.ToolCalls[0].Id, "4")],
            new ChatCompletionOptions { MaxOutputTokenCount = 4 });
        Assert.Equal(4, after.Usage.OutputTokenCount);
        var refused = await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync(messages, new ChatCompletionOptions
        {
            ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("answer", BinaryData.FromString("""{"oneOf": []}""")),
        }));
        Assert.Equal(400, refused.Status);
        Assert.Contains("oneOf", refused.Message, StringComparison.Ordinal);
        var stranger = await Assert.ThrowsAsync<ClientResultException>(() => Client(server, "wrong").CompleteChatAsync(messages));
        Assert.Equal(401, stranger.Status);
    }

    private const string Schema = """
        {"type": "object", "required": ["count", "kind"], "additionalProperties": false,
         "properties": {"count": {"type": "integer", "minimum": 3, "maximum": 5}, "kind": {"enum": ["a", "b"]}}}
        """;

    private static ChatClient Client(TestServer server, string key) => new(
        "jargon", new ApiKeyCredential(key),
        new OpenAIClientOptions
        {
            Endpoint = new Uri(server.Client.BaseAddress!, "v1"),
            RetryPolicy = new System.ClientModel.Primitives.ClientRetryPolicy(0),
        });
}
