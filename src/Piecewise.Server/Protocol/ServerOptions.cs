using System.Net;
using Piecewise.Llm.Reasoning;
using Piecewise.Llm.Tools;

namespace Piecewise.Server;

/// <summary>Where a server listens, who may use it, and how much one request may ask for.</summary>
public sealed record ServerOptions
{
    /// <summary>The address to listen on: an IP address, <c>localhost</c>, or <c>*</c> for all. By default this machine only.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port to listen on; 0 takes a free one.</summary>
    public int Port { get; init; } = 8000;

    /// <summary>Keys of which each request must show one (<c>Authorization: Bearer KEY</c>); none: everybody may use the server.</summary>
    public IReadOnlyList<string> ApiKeys { get; init; } = [];

    /// <summary>What clients call the model; null: the name of the program.</summary>
    public string? ModelName { get; init; }

    /// <summary>The text of a chat template (Jinja); null: the model's own.</summary>
    public string? ChatTemplate { get; init; }

    /// <summary>
    /// How the model writes calls of tools: <c>hermes</c> (also Qwen), <c>llama3</c> or <c>mistral</c>; null: as its chat template shows.
    /// </summary>
    public string? ToolFormat { get; init; }

    /// <summary>
    /// How the model parts its reasoning from the answer: <c>think</c> (<c>&lt;think&gt;</c>), <c>seed</c> or <c>none</c>; null: as its
    /// chat template shows.
    /// </summary>
    public string? ReasoningFormat { get; init; }

    /// <summary>Bytes that the body of a request may have.</summary>
    public long MaxBodyBytes { get; init; } = 8 << 20;

    /// <summary>Prompts that one request for completions may hold.</summary>
    public int MaxPrompts { get; init; } = 64;

    /// <summary>Texts that one request for vectors may hold.</summary>
    public int MaxEmbeddingInputs { get; init; } = 2048;

    /// <summary>Choices for each prompt (<c>n</c>) that one request may ask for.</summary>
    public int MaxChoices { get; init; } = 16;

    /// <summary>Stop strings that one request may give.</summary>
    public int MaxStopStrings { get; init; } = 16;

    /// <summary>How long requests that run may go on when the server is stopped.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void Validate()
    {
        Require(Address is not null, $"The host must be an IP address to listen on, or localhost, not '{Host}'.");
        Require(Port is >= 0 and <= 65535, $"The port must be a number from 0 to 65535, not {Port}.");
        Require(ApiKeys.All(k => k.Length > 0 && k.All(c => c is > ' ' and < '\x7f')), $"An API key is made of visible ASCII characters.");
        Require(ModelName is null || !string.IsNullOrWhiteSpace(ModelName), $"The model's name is empty.");
        Require(
            ToolFormat is null || ToolForm.Named(ToolFormat) is not null,
            $"The format of calls of tools must be {ToolForm.Names}, not '{ToolFormat}'.");
        Require(
            ReasoningFormat is null || ReasoningForm.IsName(ReasoningFormat),
            $"The format of reasoning must be {ReasoningForm.Names}, not '{ReasoningFormat}'.");
        Require(MaxBodyBytes > 0, $"The body of a request must be allowed to have at least a byte, not {MaxBodyBytes}.");
        Require(
            MaxPrompts > 0 && MaxChoices > 0, $"At least one prompt and one choice must be allowed, not {MaxPrompts} and {MaxChoices}.");
        Require(MaxEmbeddingInputs > 0, $"At least one text of a request for vectors must be allowed, not {MaxEmbeddingInputs}.");
        Require(MaxStopStrings >= 0, $"The number of stop strings must be 0 or more, not {MaxStopStrings}.");
        Require(
            DrainTimeout >= TimeSpan.Zero && DrainTimeout <= TimeSpan.FromDays(1),
            $"Running requests may be given from 0 seconds to a day, not {DrainTimeout.TotalSeconds} seconds.");
    }

    /// <summary>What <see cref="Host"/> names; null where it is no address.</summary>
    internal IPAddress? Address => Host switch
    {
        "localhost" => IPAddress.Loopback,
        "*" => IPAddress.Any,
        _ => IPAddress.TryParse(Host, out var address) ? address : null,
    };

    private static void Require(bool condition, FormattableString problem)
    {
        if (!condition)
        {
            throw new ArgumentException(FormattableString.Invariant(problem));
        }
    }
}
