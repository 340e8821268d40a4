using System.Collections.Concurrent;
using System.Diagnostics;

namespace Piecewise.Testing;

/// <summary>
/// Requests of all kinds at once against a server, for as long as one likes: each answer must be that which the request gets alone, no
/// request may be lost, some clients leave in the middle, the server's own figures must agree with what the clients counted, and its memory
/// must not grow.
/// </summary>
/// <param name="http">With the server's address.</param>
/// <param name="atOnce">Clients that ask at the same time.</param>
internal sealed class MixedLoad(HttpClient http, int atOnce)
{
    private readonly IReadOnlyList<MixedRequest> requests = MixedRequest.All();
    private readonly ConcurrentDictionary<string, long> counts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> problems = [];
    private readonly List<long> memory = [];
    private MixedAnswer[] expected = [];

    /// <summary>What is wrong; empty where all is well.</summary>
    public IReadOnlyCollection<string> Problems => problems;

    /// <summary>Requests by what came of them, and their tokens.</summary>
    public IReadOnlyDictionary<string, long> Counts => counts;

    /// <summary>The server's memory in bytes, sampled evenly; empty where it does not tell.</summary>
    public IReadOnlyList<long> Memory => memory;

    /// <summary>Runs it, and looks at the figures when all is quiet again.</summary>
    public async Task RunAsync(TimeSpan duration, CancellationToken cancellation)
    {
        var before = await ServerFigures.ReadAsync(http);
        var answers = new List<MixedAnswer>();
        foreach (var request in requests)
        {
            answers.Add(await request.SendAsync(http, cancellation));
            Count(request, answers[^1]);
        }
        expected = [.. answers];
        var clock = Stopwatch.StartNew();
        var clients = Enumerable.Range(0, atOnce).Select(c => Task.Run(() => AskAsync(new Random(c), clock, duration, cancellation)));
        var sampling = SampleAsync(clock, duration, cancellation);
        await Task.WhenAll(clients);
        await sampling;
        CheckMemory();
        await WhenIdleAsync(cancellation);
        Check(before, await ServerFigures.ReadAsync(http));
    }

    private async Task AskAsync(Random random, Stopwatch clock, TimeSpan duration, CancellationToken cancellation)
    {
        while (clock.Elapsed < duration)
        {
            var index = random.Next(requests.Count);
            var request = requests[index];
            // One of eight leaves, at any time.
            using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var leaves = request.Choices > 0 && random.Next(8) == 0;
            if (leaves)
            {
                leave.CancelAfter(random.Next(200));
            }
            try
            {
                var answer = await request.SendAsync(http, leave.Token);
                Count(request, answer);
                if (answer.Error == "overloaded")
                {
                    await Task.Delay(random.Next(20), cancellation);
                }
                else if (answer.Text != expected[index].Text || answer.OutputTokens != expected[index].OutputTokens)
                {
                    Problem($"request {index} got '{answer.Text}', and alone '{expected[index].Text}'");
                }
            }
            catch (OperationCanceledException) when (leaves && !cancellation.IsCancellationRequested)
            {
                Add("left", 1);
                Add("left choices", request.Choices);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)
            {
                Problem($"request {index} was lost: {e.Message}");
            }
        }
    }

    private async Task SampleAsync(Stopwatch clock, TimeSpan duration, CancellationToken cancellation)
    {
        var pause = TimeSpan.FromMilliseconds(Math.Clamp(duration.TotalMilliseconds / 200, 50, 5000));
        while (clock.Elapsed < duration)
        {
            await Task.Delay(pause, cancellation);
            if ((await ServerFigures.ReadAsync(http)).Of("process_resident_memory_bytes") is > 0 and var bytes)
            {
                memory.Add(bytes);
            }
        }
    }

    private void CheckMemory()
    {
        if (memory.Count < 40)
        {
            return;
        }
        // The first quarter warms up.
        var (early, late) = (Median(memory.Count / 4, memory.Count / 2), Median(memory.Count * 3 / 4, memory.Count));
        if (late > early * 1.1 + (32 << 20))
        {
            Problem($"memory grew from {early >> 20} to {late >> 20} MiB");
        }
    }

    private long Median(int from, int to) => memory[from..to].Order().ElementAt((to - from) / 2);

    private async Task WhenIdleAsync(CancellationToken cancellation)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            var now = await ServerFigures.ReadAsync(http);
            if (now.Of("num_requests_running") + now.Of("num_requests_waiting") + now.Of("kv_cache_blocks_used") == 0)
            {
                return;
            }
            await Task.Delay(50, cancellation);
        }
        Problem("half a minute after the last request the server is still at work");
    }

    private void Check(ServerFigures before, ServerFigures after)
    {
        long Change(string name, string label = "") => after.Of(name, label) - before.Of(name, label);

        var (left, ended) = (Of("left choices"), 0L);
        foreach (var reason in new[] { "stop", "length" })
        {
            // Who left may have had a whole answer under way.
            AtLeast($"texts that ended by {reason}", Change("request_success_total", reason), Of(reason), left);
            ended += Change("request_success_total", reason);
        }
        Same("whole texts", Change("e2e_request_latency_seconds_count"), ended);
        ended += Change("request_success_total", "abort");
        AtLeast("texts", ended, Of("stop") + Of("length"), left);
        foreach (var code in expected.Select(e => e.Error).Append("overloaded").OfType<string>().Distinct())
        {
            Same($"refusals ({code})", Change("admission_rejections_total", code), Of(code));
        }
        AtLeast("tokens of prompts", Change("prompt_tokens_total"), Of("prompt tokens"), left * expected.Max(e => e.PromptTokens));
        AtLeast("tokens made", Change("generation_tokens_total"), Of("output tokens"), left * expected.Max(e => e.OutputTokens));
    }

    private void Same(string what, long server, long clients) => AtLeast(what, server, clients, 0);

    private void AtLeast(string what, long server, long clients, long more)
    {
        if (server < clients || server > clients + more)
        {
            Problem($"{what}: the server counts {server}, its clients {clients}{(more > 0 ? $" to {clients + more}" : "")}");
        }
    }

    private void Count(MixedRequest request, MixedAnswer answer)
    {
        Add("requests", 1);
        Add("prompt tokens", (long)answer.PromptTokens * request.Choices);
        Add("output tokens", answer.OutputTokens);
        foreach (var reason in answer.Finished.Append(answer.Error).OfType<string>())
        {
            Add(reason, 1);
        }
    }

    private void Problem(string text)
    {
        if (problems.Count < 100)
        {
            problems.Enqueue(text);
        }
    }

    private long Of(string name) => counts.GetValueOrDefault(name);

    private void Add(string name, long count) => counts.AddOrUpdate(name, count, (_, n) => n + count);
}
