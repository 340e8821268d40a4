using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Piecewise.Compiler;
using Piecewise.Extensions;
using Piecewise.Llm;
using Piecewise.Testing;

namespace Piecewise.Server.Tests.Library;

/// <summary>Vectors of texts without a server, against those that PyTorch gave for each text alone.</summary>
public sealed class EmbeddingModelTests
{
    private static readonly RecordedVectors[] Cases = EncoderServer.Expected;

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(4096)]
    public async Task Vectors_do_not_depend_on_what_else_is_in_a_call(int batchTokens)
    {
        using var model = await EncoderServer.ModelAsync(new EmbeddingOptions { MaxBatchTokens = batchTokens, Truncates = true });
        Assert.Equal((24, 32), (model.MaxTokens, model.Dimensions));
        Assert.All(Cases, c => Assert.Equal(c.Ids, model.Encode(c.Text, model.MaxTokens)));
        var result = await model.EmbedAsync([.. Cases.Select(c => c.Text)]);
        Assert.Equal(Cases.Sum(c => c.Ids.Length), result.Tokens);
        Assert.All(Cases.Zip(result.Vectors), pair => EncoderServer.AssertNear(pair.First.Mean, pair.Second.Span));
    }

    [Theory]
    [InlineData(Pooling.Mean)]
    [InlineData(Pooling.Cls)]
    [InlineData(Pooling.Last)]
    public async Task Options_choose_the_pooling(Pooling pooling)
    {
        using var model = await EncoderServer.ModelAsync(new EmbeddingOptions { Pooling = pooling });
        var result = await model.EmbedAsync([.. Cases.Select(c => c.Ids)]);
        Assert.All(Cases.Zip(result.Vectors), pair => EncoderServer.AssertNear(
            pooling switch { Pooling.Mean => pair.First.Mean, Pooling.Cls => pair.First.Cls, _ => pair.First.Last }, pair.Second.Span));
        using var raw = await EncoderServer.ModelAsync(new EmbeddingOptions { Normalize = false });
        var unscaled = await raw.EmbedAsync([Cases[0].Text]);
        EncoderServer.AssertNear(Cases[0].Raw, unscaled.Vectors[0].Span, 1e-5f);
    }

    [Fact]
    public async Task What_does_not_fit_is_said()
    {
        using var model = await EncoderServer.ModelAsync(null);
        await Assert.ThrowsAsync<ContextLengthException>(() => model.EmbedAsync([Cases[^1].Text]));
        await Assert.ThrowsAsync<ArgumentException>(() => model.EmbedAsync([Array.Empty<int>()]));
        await Assert.ThrowsAsync<ArgumentException>(() => model.EmbedAsync(Array.Empty<string>()));
        await Assert.ThrowsAsync<ArgumentException>(() => model.EmbedAsync(["x"], dimensions: 33));
        var error = await Assert.ThrowsAsync<NotALanguageModelException>(
            () => EmbeddingModel.LoadAsync(Path.Combine(Repository.Root, "samples", "jargon.pt2")));
        Assert.Contains("continues texts", error.Message, StringComparison.Ordinal);
        var reverse = await Assert.ThrowsAsync<NotALanguageModelException>(() => LanguageModel.LoadAsync(EncoderServer.File));
        Assert.Contains("positions", reverse.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new EmbeddingOptions { MaxBatchTokens = 0 }.Validate());
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => model.EmbedAsync(["x"], cancellation: cancelled.Token));
        Assert.Equal(0, model.State.Waiting + model.State.Running);
    }

    [Theory]
    [InlineData("""{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}""", Pooling.Cls)]
    [InlineData("""{"pooling_mode": "lasttoken", "include_prompt": true}""", Pooling.Last)]
    [InlineData("""{"pooling_mode_max_tokens": true}""", null)]
    [InlineData("""{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": true}""", null)]
    [InlineData("""{}""", null)]
    public void Files_say_the_pooling_or_are_refused(string json, Pooling? expected)
    {
        var files = new Dictionary<string, string> { ["1_Pooling/config.json"] = json };
        if (expected is null)
        {
            var error = Assert.Throws<NotALanguageModelException>(() => PoolingFiles.Read(files));
            Assert.Contains("1_Pooling", error.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(expected, PoolingFiles.Read(files).Pooling);
        }
    }

    [Fact]
    public void Modules_say_whether_vectors_are_normalized_and_what_else_is_done()
    {
        static PoolingFiles Read(params string[] modules) => PoolingFiles.Read(new Dictionary<string, string>
        {
            ["modules.json"] =
                $"[{string.Join(",", modules.Select(m => $$"""{"path": "2_{{m}}", "type": "transformers.models.{{m}}"}"""))}]",
            ["2_Pooling/config.json"] = """{"pooling_mode": "cls"}""",
            ["sentence_bert_config.json"] = """{"max_seq_length": 128}""",
            ["config.json"] = """{"pad_token_id": 1}""",
        });
        Assert.Equal(new PoolingFiles(Pooling.Cls, true, 128, 1), Read("Transformer", "Pooling", "Normalize"));
        Assert.False(Read("Transformer", "Pooling").Normalize);
        var error = Assert.Throws<NotALanguageModelException>(() => Read("Pooling", "Dense"));
        Assert.Contains("Dense", error.Message, StringComparison.Ordinal);
        Assert.True(PoolingFiles.Read(new Dictionary<string, string>()).Normalize);
    }

    [Fact]
    public async Task An_application_gets_vectors_from_a_generator()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddPiecewiseEmbeddings(o =>
        {
            o.Load = (_, cancellation) => EmbeddingModel.LoadAsync(EncoderServer.File, cancellation: cancellation);
            o.ModelName = "small";
        });
        builder.Services.AddHealthChecks().AddPiecewise();
        using var host = builder.Build();
        var health = host.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync()).Status);
        Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredService<EmbeddingModel>());
        await host.StartAsync();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);
        var generator = host.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        // Whoever asks in a scope must not end the model with it.
        using (var scope = host.Services.CreateScope())
        {
            Assert.NotNull(scope.ServiceProvider.GetRequiredService<EmbeddingModel>());
        }
        var vectors = await generator.GenerateAsync([Cases[0].Text, Cases[1].Text]);
        EncoderServer.AssertNear(Cases[1].Mean, vectors[1].Vector.Span);
        Assert.Equal("small", vectors[0].ModelId);
        Assert.Equal(Cases[0].Ids.Length + Cases[1].Ids.Length, vectors.Usage!.InputTokenCount);
        Assert.Equal(8, (await generator.GenerateVectorAsync("x", new EmbeddingGenerationOptions { Dimensions = 8 })).Length);
        Assert.Empty(await generator.GenerateAsync([]));
        var metadata = generator.GetRequiredService<EmbeddingGeneratorMetadata>();
        Assert.Equal(("small", 32), (metadata.DefaultModelId, metadata.DefaultModelDimensions));
        await host.StopAsync();
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync()).Status);
    }

    [Fact]
    public async Task Without_a_model_the_application_says_so_at_the_start()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddPiecewiseEmbeddings(_ => { });
        using var host = builder.Build();
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains("Load", error.Message, StringComparison.Ordinal);
    }
}
