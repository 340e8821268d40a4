using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Piecewise.Cli.Load;

/// <summary>Sends a plan's requests to a server of OpenAI's interface, as streams, and notes when what came.</summary>
internal sealed class LoadClient : IDisposable
{
    private const string Word = "word";

    private readonly LoadOptions options;
    private readonly HttpClient http;
    private readonly string model;
    private long start;

    private LoadClient(LoadOptions options, HttpClient http, string model)
    {
        this.options = options;
        this.http = http;
        this.model = model;
    }

    /// <exception cref="UsageException">The server does not answer, or has no model.</exception>
    public static async Task<LoadClient> ConnectAsync(LoadOptions options, CancellationToken cancellation)
    {
        // Each request has a connection of its own, as clients do who do not know each other.
        var http = new HttpClient { BaseAddress = options.Server, Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            if (options.ApiKey is { } key)
            {
                http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            }
            return new LoadClient(options, http, options.Model ?? await FirstModelAsync(http, cancellation));
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    /// <summary>Sends all requests of a plan when their time has come, and waits for the answers.</summary>
    public async Task<RequestTimes[]> RunAsync(IReadOnlyList<PlannedRequest> plan, CancellationToken cancellation)
    {
        using var places = new SemaphoreSlim(options.MaxConcurrency ?? int.MaxValue);
        start = Stopwatch.GetTimestamp();
        return await Task.WhenAll(plan.Select(SendInTimeAsync));

        async Task<RequestTimes> SendInTimeAsync(PlannedRequest request)
        {
            var wait = request.At - Now;
            if (wait > 0)
            {
                await Task.Delay(TimeSpan.FromSeconds(wait), cancellation);
            }
            await places.WaitAsync(cancellation);
            try
            {
                return await SendAsync(request, cancellation);
            }
            finally
            {
                places.Release();
            }
        }
    }

    /// <summary>What the server counts of its calls of the model; null where it does not.</summary>
    public Task<StepCount?> CountStepsAsync(CancellationToken cancellation) => StepCount.ReadAsync(http, cancellation);

    /// <summary>Sends one request.</summary>
    public async Task<RequestTimes> SendAsync(PlannedRequest request, CancellationToken cancellation)
    {
        var answer = new Answer(Now);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, options.IsChat ? "v1/chat/completions" : "v1/completions")
            {
                Content = JsonContent.Create(BodyOf(request)),
            };
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (!response.IsSuccessStatusCode)
            {
                return answer.End(Now, $"status {(int)response.StatusCode}");
            }
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
            while (await reader.ReadLineAsync(cancellation) is { } line)
            {
                if (line.StartsWith("data:", StringComparison.Ordinal) && line.AsSpan(5).Trim() is not "[DONE]")
                {
                    answer.Take(line[5..], Now);
                }
            }
            return answer.End(Now, null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return answer.End(Now, "connection failed");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return answer.End(Now, "answer is no stream of completions");
        }
    }

    public void Dispose() => http.Dispose();

    private double Now => Stopwatch.GetElapsedTime(start).TotalSeconds;

    private static async Task<string> FirstModelAsync(HttpClient http, CancellationToken cancellation)
    {
        try
        {
            var models = await http.GetFromJsonAsync<JsonObject>("v1/models", cancellation);
            return models?["data"] is JsonArray { Count: > 0 } list && list[0]?["id"] is { } id ? id.GetValue<string>()
                : throw new UsageException($"{http.BaseAddress} lists no models; name one with --model.");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or InvalidOperationException)
        {
            throw new UsageException($"{http.BaseAddress} does not say which models it has ({e.Message}). Does the server run there?");
        }
    }

    private JsonObject BodyOf(PlannedRequest request)
    {
        var body = new JsonObject
        {
            ["model"] = model,
            ["stream"] = true,
            ["stream_options"] = new JsonObject { ["include_usage"] = true },
            ["temperature"] = 0,
            [options.IsChat ? "max_completion_tokens" : "max_tokens"] = request.Output,
        };
        if (options.IgnoreEnd)
        {
            body["ignore_eos"] = true;
        }
        if (options.IsChat)
        {
            var text = request.Text ?? string.Join(' ', request.Prompt.Select(p => $"{Word}{p}"));
            body["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text });
        }
        else
        {
            body["prompt"] = request.Text is { } text ? text : new JsonArray([.. request.Prompt.Select(p => (JsonNode)p)]);
        }
        return body;
    }

    private sealed class Answer(double sent)
    {
        private readonly List<double> chunks = [];
        private double? firstText;
        private int prompt;
        private int? output;
        private string? error;

        public void Take(string data, double now)
        {
            var chunk = JsonNode.Parse(data)!;
            if (chunk["error"] is { } problem)
            {
                error = problem["type"]?.ToString() ?? "error in the stream";
                return;
            }
            if (chunk["usage"] is JsonObject usage)
            {
                (prompt, output) = ((int?)usage["prompt_tokens"] ?? 0, (int?)usage["completion_tokens"]);
            }
            if (chunk["choices"] is JsonArray { Count: > 0 } choices)
            {
                chunks.Add(now);
                var text = choices[0]?["text"] ?? choices[0]?["delta"]?["content"];
                firstText ??= string.IsNullOrEmpty(text?.ToString()) ? null : now;
            }
        }

        public RequestTimes End(double now, string? problem) => new()
        {
            Sent = sent,
            Chunks = chunks,
            FirstText = firstText,
            Ended = now,
            PromptTokens = prompt,
            OutputTokens = output ?? chunks.Count,
            Error = problem ?? error ?? (chunks.Count == 0 ? "empty answer" : null),
        };
    }
}
