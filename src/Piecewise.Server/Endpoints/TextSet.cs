using System.Diagnostics;
using Piecewise.Llm;
using Piecewise.Server.Metrics;
using Piecewise.Server.Protocol;

namespace Piecewise.Server.Endpoints;

/// <summary>The texts of one request while the engine makes them, all or none.</summary>
internal sealed class TextSet : IDisposable
{
    private readonly ServerMetrics metrics;
    private readonly GenAiTelemetry telemetry;
    private readonly Completion[] texts;
    private readonly long arrival;

    private TextSet(ServerMetrics metrics, GenAiTelemetry telemetry, Completion[] texts, long arrival) =>
        (this.metrics, this.telemetry, this.texts, this.arrival) = (metrics, telemetry, texts, arrival);

    /// <param name="model">What makes them.</param>
    /// <param name="prompts">A text for each: one prompt can stand several times.</param>
    /// <param name="options">How to pick tokens; each text has a seed of its own, the first one the options'.</param>
    /// <param name="telemetry">Is told when tokens come.</param>
    /// <param name="arrival">When the request came, as <see cref="Stopwatch"/> tells the time.</param>
    /// <param name="aborted">Ends them within a step.</param>
    /// <exception cref="ApiException">The engine refuses one of them.</exception>
    public static TextSet Start(
        ServedModel model, IReadOnlyList<int[]> prompts, GenerationOptions options, GenAiTelemetry telemetry, long arrival,
        CancellationToken aborted)
    {
        var started = new List<Completion>();
        try
        {
            foreach (var prompt in prompts)
            {
                var seed = unchecked(options.Seed + (ulong)started.Count);
                started.Add(model.Engine.Generate(prompt, options with { Seed = seed }, aborted));
            }
        }
        catch (Exception e)
        {
            foreach (var text in started)
            {
                text.Dispose();
            }
            if (EngineErrors.Translate(e) is { } refusal)
            {
                throw refusal;
            }
            throw;
        }
        return new TextSet(model.Server.Metrics, telemetry, [.. started], arrival);
    }

    public int Count => texts.Length;

    public int PromptTokens(int text) => texts[text].PromptTokens;

    public int CachedTokens(int text) => texts[text].CachedTokens;

    public int GeneratedTokens => texts.Sum(t => t.GeneratedTokens);

    /// <summary>Reads all texts to their ends.</summary>
    /// <param name="take">
    /// Takes a token: the text that it belongs to, the token, and whether another one of that text is there already. Is never called twice
    /// at once.
    /// </param>
    /// <exception cref="ApiException">The texts were cancelled: the server is being stopped, if the client is still there.</exception>
    public async Task ReadAsync(Func<int, GeneratedToken, bool, ValueTask> take)
    {
        using var turn = new SemaphoreSlim(1);
        await Task.WhenAll(Enumerable.Range(0, texts.Length).Select(ReadOneAsync)).ConfigureAwait(false);

        async Task ReadOneAsync(int index)
        {
            try
            {
                await ReadAsync(index, turn, take).ConfigureAwait(false);
            }
            catch
            {
                Dispose();
                throw;
            }
        }
    }

    /// <summary>Ends what has not ended.</summary>
    public void Dispose()
    {
        foreach (var text in texts)
        {
            text.Dispose();
        }
    }

    private async Task ReadAsync(int index, SemaphoreSlim turn, Func<int, GeneratedToken, bool, ValueTask> take)
    {
        var text = texts[index];
        var (first, last) = (0L, 0L);
        await using var tokens = text.GetAsyncEnumerator(CancellationToken.None);
        for (var next = tokens.MoveNextAsync(); await next.ConfigureAwait(false);)
        {
            var token = tokens.Current;
            if (token.Finish == FinishReason.Cancelled)
            {
                ServerMetrics.Count(metrics.Finished, ServerMetrics.NameOf(FinishReason.Cancelled));
                throw ApiException.Stopping();
            }
            var now = Stopwatch.GetTimestamp();
            var (histogram, since) = last == 0 ? (metrics.FirstToken, arrival) : (metrics.BetweenTokens, last);
            histogram.Observe(Stopwatch.GetElapsedTime(since, now).TotalSeconds);
            if (last == 0)
            {
                first = now;
                telemetry.First(Stopwatch.GetElapsedTime(arrival, now));
                if (text.QueueTime is { } waited)
                {
                    metrics.Queue.Observe(waited.TotalSeconds);
                }
            }
            last = now;
            if (token.Finish is { } reason)
            {
                ServerMetrics.Count(metrics.Finished, ServerMetrics.NameOf(reason));
                metrics.WholeRequest.Observe(Stopwatch.GetElapsedTime(arrival, now).TotalSeconds);
                metrics.PromptTokens.Observe(text.PromptTokens);
                metrics.GeneratedTokens.Observe(text.GeneratedTokens);
                telemetry.Last(Stopwatch.GetElapsedTime(first, now), text.GeneratedTokens);
            }
            next = tokens.MoveNextAsync();
            try
            {
                await turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
                try
                {
                    await take(index, token, next.IsCompleted).ConfigureAwait(false);
                }
                finally
                {
                    turn.Release();
                }
            }
            catch
            {
                // Nobody may leave an enumeration while it looks for the next element; ended, it finds none.
                text.Dispose();
                await ((Task)next.AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }
        }
    }
}
