using System.Collections.Concurrent;
using Piecewise.Llm;

namespace Piecewise.Server.Metrics;

/// <summary>What the server measures of requests. Names and ranges are vLLM's, so that dashboards need another prefix only.</summary>
internal sealed class ServerMetrics
{
    private static readonly double[] Seconds = [.3, .5, .8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680];
    private static readonly double[] Tokens =
        [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000];

    public Histogram FirstToken { get; } = new(
        "time_to_first_token_seconds", "From the arrival of a request to its first token.",
        [.001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640, 2560]);

    public Histogram BetweenTokens { get; } = new(
        "inter_token_latency_seconds", "From one token of a text to the next.",
        [.001, .0025, .005, .01, .025, .05, .075, .1, .15, .2, .3, .4, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80]);

    public Histogram Queue { get; } = new(
        "request_queue_time_seconds", "From the arrival of a text at the engine to its first step.", Seconds);

    public Histogram WholeRequest { get; } = new(
        "e2e_request_latency_seconds", "From the arrival of a request to its last token.", Seconds);

    public Histogram PromptTokens { get; } = new("request_prompt_tokens", "Tokens of a request's prompt.", Tokens);

    public Histogram GeneratedTokens { get; } = new("request_generation_tokens", "Tokens that were made for a text.", Tokens);

    public Histogram Choices { get; } = new("request_params_n", "Texts that a request asks for, for each prompt.", [1, 2, 5, 10, 20]);

    public Histogram MaxTokens { get; } = new("request_params_max_tokens", "New tokens that a request allows.", Tokens);

    /// <summary>Texts by why they ended.</summary>
    public ConcurrentDictionary<string, long> Finished { get; } = new(StringComparer.Ordinal);

    /// <summary>Requests that were refused, by the code of the error.</summary>
    public ConcurrentDictionary<string, long> Refused { get; } = new(StringComparer.Ordinal);

    public IEnumerable<Histogram> Histograms =>
        [FirstToken, BetweenTokens, Queue, WholeRequest, PromptTokens, GeneratedTokens, Choices, MaxTokens];

    public static void Count(ConcurrentDictionary<string, long> counts, string label) => counts.AddOrUpdate(label, 1, (_, n) => n + 1);

    /// <summary>Why a text ended, as clients and metrics call it.</summary>
    public static string NameOf(FinishReason reason) => reason switch
    {
        FinishReason.Stop => "stop",
        FinishReason.Length or FinishReason.Context => "length",
        _ => "abort",
    };
}
