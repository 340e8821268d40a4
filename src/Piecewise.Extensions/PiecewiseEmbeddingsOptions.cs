using Piecewise.Llm;

namespace Piecewise.Extensions;

/// <summary>Which encoder makes an application's vectors of texts.</summary>
public sealed class PiecewiseEmbeddingsOptions
{
    /// <summary>
    /// Makes the model, when the application starts: <c>(_, cancellation) => EmbeddingModel.LoadAsync("encoder.pt2", cancellation:
    /// cancellation)</c> with the package <c>Piecewise.Compiler</c>, or a model that was compiled before. It is disposed at the end.
    /// </summary>
    public Func<IServiceProvider, CancellationToken, Task<EmbeddingModel>>? Load { get; set; }

    /// <summary>What the model is called; null: the program's name.</summary>
    public string? ModelName { get; set; }
}
