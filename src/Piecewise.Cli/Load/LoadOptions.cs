namespace Piecewise.Cli.Load;

/// <summary>What a server is asked for, and how fast; as <c>vllm bench serve</c>.</summary>
internal sealed record LoadOptions
{
    /// <summary>Of the server, without a path: <c>http://localhost:8000</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>The model's name; null for the first that the server lists.</summary>
    public string? Model { get; init; }

    public string? ApiKey { get; init; }

    /// <summary>Whether requests are chats, of random words, and not completions of random ids of tokens.</summary>
    public bool IsChat { get; init; }

    public int Requests { get; init; } = 100;

    /// <summary>Requests a second; infinite: all at once.</summary>
    public double Rate { get; init; } = double.PositiveInfinity;

    /// <summary>Shape of the gamma distribution of the gaps: 1 for a Poisson process, more for steadier requests, less for
    /// bursts.</summary>
    public double Burstiness { get; init; } = 1;

    /// <summary>Requests that may run at once; others wait before they are sent. Null: any number.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>Prompts that are sent instead of random ones; null for random ones.</summary>
    public IReadOnlyList<DataPrompt>? Data { get; init; }

    /// <summary>Tokens of a prompt.</summary>
    public int Input { get; init; } = 256;

    /// <summary>Tokens of a text.</summary>
    public int Output { get; init; } = 64;

    /// <summary>By which share lengths differ, evenly, to both sides; from 0 to below 1.</summary>
    public double RangeRatio { get; init; }

    /// <summary>How many tokens every prompt begins with alike.</summary>
    public int Prefix { get; init; }

    /// <summary>Ids of prompts are below this.</summary>
    public int Vocabulary { get; init; } = 1000;

    public int Seed { get; init; }

    /// <summary>Whether the server is asked to go on after the end of a text, so that all have the length that is asked for.</summary>
    public bool IgnoreEnd { get; init; } = true;
}
