namespace Piecewise.Cli.Load;

/// <summary>What came of a request; times in seconds since the first one was sent.</summary>
internal sealed record RequestTimes
{
    /// <summary>When it was sent.</summary>
    public required double Sent { get; init; }

    /// <summary>When chunks with choices came, the first one included.</summary>
    public required IReadOnlyList<double> Chunks { get; init; }

    /// <summary>When the first text that is not empty came; null where none came.</summary>
    public double? FirstText { get; init; }

    /// <summary>When the answer had ended.</summary>
    public required double Ended { get; init; }

    /// <summary>Tokens of the prompt, as the server counts them.</summary>
    public int PromptTokens { get; init; }

    /// <summary>Tokens of the text, as the server counts them; of one that does not say, chunks.</summary>
    public int OutputTokens { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public string? Error { get; init; }

    /// <summary>To the first chunk, even one without text.</summary>
    public double TimeToFirstToken => Chunks[0] - Sent;

    /// <summary>To the last chunk.</summary>
    public double Latency => Chunks[^1] - Sent;

    /// <summary>Per token after the first; null where there is none.</summary>
    public double? TimePerOutputToken => OutputTokens > 1 ? (Latency - TimeToFirstToken) / (OutputTokens - 1) : null;

    /// <summary>Between neighbouring chunks.</summary>
    public IEnumerable<double> Gaps => Chunks.Zip(Chunks.Skip(1), (a, b) => b - a);
}
