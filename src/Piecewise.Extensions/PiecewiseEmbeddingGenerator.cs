using Microsoft.Extensions.AI;
using Piecewise.Llm;

namespace Piecewise.Extensions;

/// <summary>Vectors of texts by an encoder in this process. Safe for many threads; disposing it leaves the model alone.</summary>
public sealed class PiecewiseEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly Lazy<(EmbeddingModel Model, EmbeddingGeneratorMetadata Metadata)> model;

    /// <param name="model">What makes the vectors. It stays the caller's.</param>
    /// <param name="modelName">What the model is called; null: the program's name.</param>
    public PiecewiseEmbeddingGenerator(EmbeddingModel model, string? modelName = null)
        : this(() => model, modelName) => ArgumentNullException.ThrowIfNull(model);

    internal PiecewiseEmbeddingGenerator(Func<EmbeddingModel> model, string? name) => this.model = new(
        () =>
        {
            var there = model();
            return (there, new EmbeddingGeneratorMetadata(
                "piecewise", defaultModelId: name ?? ModelName.Of(there.Name), defaultModelDimensions: there.Dimensions));
        },
        LazyThreadSafetyMode.PublicationOnly);

    /// <exception cref="ContextLengthException">A text has too many tokens.</exception>
    /// <exception cref="EngineBusyException">Too many requests wait.</exception>
    /// <exception cref="ArgumentException">A text has no tokens, or no vector has so many numbers.</exception>
    /// <inheritdoc/>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        string[] texts = [.. values];
        if (texts.Length == 0)
        {
            return [];
        }
        var (encoder, metadata) = model.Value;
        var result = await encoder.EmbedAsync(texts, options?.Dimensions, cancellationToken).ConfigureAwait(false);
        var created = DateTimeOffset.UtcNow;
        return new(result.Vectors.Select(v => new Embedding<float>(v) { CreatedAt = created, ModelId = metadata.DefaultModelId }))
        {
            Usage = new UsageDetails { InputTokenCount = result.Tokens, TotalTokenCount = result.Tokens },
        };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? model.Value.Metadata
            : serviceType == typeof(EmbeddingModel) ? model.Value.Model
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Nothing: the model belongs to whoever made it.</summary>
    public void Dispose()
    {
    }
}
