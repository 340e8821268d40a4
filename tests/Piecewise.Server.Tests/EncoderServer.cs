using System.Text.Json;
using Piecewise.Compiler;
using Piecewise.Llm;
using Piecewise.Testing;

namespace Piecewise.Server.Tests;

/// <summary>The encoder of <c>tests/fixtures/embeddings</c> behind a port of this machine, and what PyTorch gives for it.</summary>
internal sealed class EncoderServer : IAsyncDisposable
{
    public static readonly string Folder = Path.Combine(Repository.Root, "tests", "fixtures", "embeddings");

    public static readonly string File = Path.Combine(Folder, "tiny.pt2");

    private static readonly Lazy<Task<CompiledModel>> Shared = new(() => CompiledModel.LoadAsync(File));

    private readonly LanguageModelServer server;

    private EncoderServer(LanguageModelServer server, EmbeddingModel model)
    {
        (this.server, Model) = (server, model);
        Client = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(2) };
    }

    /// <summary>What <c>make.py</c> there recorded.</summary>
    public static RecordedVectors[] Expected { get; } = JsonSerializer.Deserialize<RecordedVectors[]>(
        System.IO.File.ReadAllBytes(Path.Combine(Folder, "expected.json")), JsonSerializerOptions.Web)!;

    public EmbeddingModel Model { get; }

    public HttpClient Client { get; }

    public Uri Address => server.Address;

    public static async Task<EncoderServer> StartAsync(ServerOptions? options = null, EmbeddingOptions? embedding = null)
    {
        var model = await ModelAsync(embedding ?? new EmbeddingOptions { Truncates = true });
        var server = new LanguageModelServer(model, (options ?? new ServerOptions()) with { Port = 0 });
        await server.StartAsync();
        return new EncoderServer(server, model);
    }

    public static async Task<EmbeddingModel> ModelAsync(EmbeddingOptions? options) => new(await Shared.Value, options);

    public static void AssertNear(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, float tolerance = 2e-6f)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance);
        }
    }

    public async Task<Answer> PostAsync(string path, object body)
    {
        using var content = new StringContent(JsonSerializer.Serialize(body), null, "application/json");
        using var response = await Client.PostAsync(path, content);
        return await Answer.ReadAsync(response);
    }

    public async Task<Answer> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        return await Answer.ReadAsync(response);
    }

    public Task StopAsync() => server.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await server.DisposeAsync();
        Model.Dispose();
    }
}

/// <summary>A text, its tokens cut to the model's length, and its vectors: as they are (mean), and of length 1 by pooling.</summary>
internal sealed record RecordedVectors(string Text, int[] Ids, float[] Raw, float[] Mean, float[] Cls, float[] Last);
