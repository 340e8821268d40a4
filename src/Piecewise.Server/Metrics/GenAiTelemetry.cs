using System.Diagnostics;
using System.Diagnostics.Metrics;
using Piecewise.Llm;
using Piecewise.Runtime;
using Piecewise.Server.Protocol;

namespace Piecewise.Server.Metrics;

/// <summary>
/// What one request does by OpenTelemetry's conventions for generative models (<c>gen_ai.*</c>, in development there): an activity, and
/// measurements, under <see cref="PiecewiseTelemetry.Name"/>. Nothing is measured while nobody listens.
/// </summary>
/// <param name="operation"><c>chat</c> or <c>text_completion</c>.</param>
/// <param name="model">What clients call the model.</param>
internal sealed class GenAiTelemetry(string operation, string model) : IDisposable
{
    private const string Provider = "piecewise";

    private static readonly Histogram<double> Duration = PiecewiseTelemetry.Meter.CreateHistogram<double>(
        "gen_ai.server.request.duration", "s", "From the arrival of a request to the end of its answer.");

    private static readonly Histogram<double> FirstToken = PiecewiseTelemetry.Meter.CreateHistogram<double>(
        "gen_ai.server.time_to_first_token", "s", "From the arrival of a request to the first token of a text.");

    private static readonly Histogram<double> PerToken = PiecewiseTelemetry.Meter.CreateHistogram<double>(
        "gen_ai.server.time_per_output_token", "s", "From token to token of a text after the first, in the mean.");

    private static readonly Histogram<long> Tokens = PiecewiseTelemetry.Meter.CreateHistogram<long>(
        "gen_ai.client.token.usage", "{token}", "Tokens of a request; gen_ai.token.type says whether read or made.");

    private readonly Activity? activity = PiecewiseTelemetry.Activities.StartActivity($"{operation} {model}");

    /// <summary>Tells what is asked for.</summary>
    public void Begin(string id, GenerationOptions? options)
    {
        if (activity is null)
        {
            return;
        }
        activity.SetTag("gen_ai.operation.name", operation).SetTag("gen_ai.provider.name", Provider);
        activity.SetTag("gen_ai.request.model", model).SetTag("gen_ai.response.model", model).SetTag("gen_ai.response.id", id);
        if (options is not null)
        {
            activity.SetTag("gen_ai.request.max_tokens", options.MaxTokens).SetTag("gen_ai.request.temperature", options.Temperature);
            activity.SetTag("gen_ai.request.top_p", options.TopP).SetTag("gen_ai.request.top_k", options.TopK);
        }
    }

    /// <summary>A text has its first token.</summary>
    public void First(TimeSpan since) => FirstToken.Record(since.TotalSeconds, Tags());

    /// <summary>A text has ended.</summary>
    /// <param name="between">From its first token to its last.</param>
    /// <param name="tokens">How many it has.</param>
    public void Last(TimeSpan between, int tokens)
    {
        if (tokens > 1)
        {
            PerToken.Record(between.TotalSeconds / (tokens - 1), Tags());
        }
    }

    /// <summary>The request is answered.</summary>
    /// <param name="arrival">When it came, as <see cref="Stopwatch"/> tells the time.</param>
    /// <param name="usage">Its tokens; null where they are not known.</param>
    /// <param name="finished">Why its texts ended.</param>
    /// <param name="error">What went wrong; null for nothing.</param>
    public void End(long arrival, Usage? usage, IEnumerable<string?> finished, Exception? error)
    {
        var tags = Tags();
        if (error is not null)
        {
            var type = error is ApiException known ? known.Code ?? known.Type
                : error is OperationCanceledException ? "cancelled" : "_OTHER";
            tags.Add("error.type", type);
            activity?.SetTag("error.type", type).SetStatus(ActivityStatusCode.Error);
        }
        Duration.Record(Stopwatch.GetElapsedTime(arrival).TotalSeconds, tags);
        if (usage is null)
        {
            return;
        }
        Count("input", usage.PromptTokens);
        Count("output", usage.CompletionTokens);
        activity?.SetTag("gen_ai.usage.input_tokens", usage.PromptTokens).SetTag("gen_ai.usage.output_tokens", usage.CompletionTokens);
        activity?.SetTag("gen_ai.response.finish_reasons", finished.OfType<string>().ToArray());
    }

    public void Dispose() => activity?.Dispose();

    private void Count(string kind, int tokens)
    {
        var tags = Tags();
        tags.Add("gen_ai.token.type", kind);
        Tokens.Record(tokens, tags);
    }

    private TagList Tags() => new()
    {
        { "gen_ai.operation.name", operation }, { "gen_ai.provider.name", Provider }, { "gen_ai.request.model", model },
        { "gen_ai.response.model", model },
    };
}
