using Piecewise.Llm;

namespace Piecewise.Extensions;

/// <summary>Which model an application chats with, and how.</summary>
public sealed class PiecewiseChatOptions
{
    /// <summary>
    /// Makes the model, when the application starts: <c>(_, cancellation) => LanguageModel.LoadAsync("model.pt2", cancellation:
    /// cancellation)</c> with the package <c>Piecewise.Compiler</c>, or a model that was compiled before. It is disposed at the end.
    /// </summary>
    public Func<IServiceProvider, CancellationToken, Task<LanguageModel>>? Load { get; set; }

    /// <summary>What the engine may use.</summary>
    public EngineOptions Engine { get; set; } = new();

    /// <summary>What the model is called; null: the program's name.</summary>
    public string? ModelName { get; set; }

    /// <summary>The text of a chat template (Jinja); null: the model's own.</summary>
    public string? ChatTemplate { get; set; }

    /// <summary>How the model writes calls of tools: <c>hermes</c>, <c>llama3</c> or <c>mistral</c>; null: as its template shows.</summary>
    public string? ToolFormat { get; set; }

    /// <summary>
    /// How the model parts its reasoning from the answer: <c>think</c>, <c>seed</c> or <c>none</c>; null: as its template shows.
    /// </summary>
    public string? ReasoningFormat { get; set; }

    /// <summary>How long texts that run may go on when the application stops.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
