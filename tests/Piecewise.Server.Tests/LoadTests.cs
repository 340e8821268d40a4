using System.Diagnostics;
using System.Net;
using System.Text;

namespace Piecewise.Server.Tests;

/// <summary>Clients that read slowly, come and go by the hundred, and want to be first.</summary>
public sealed class LoadTests
{
    private const string Path = "/v1/completions";

    [Fact]
    public async Task A_client_that_does_not_read_holds_up_nobody_and_gets_all_in_the_end()
    {
        await using var server = await TestServer.StartAsync();
        // Log-probabilities make far more of it than sockets hold.
        using var slow = await server.OpenAsync(
            Path, new { prompt = "hacker: ", max_tokens = 1000, temperature = 0, ignore_eos = true, n = 8, logprobs = 20, stream = true });
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 3; i++)
        {
            var other = await server.PostAsync(Path, new { prompt = "foo", max_tokens = 5, ignore_eos = true });
            Assert.Equal(5, other.Usage("completion_tokens"));
        }
        // Its tokens are made although nobody takes them: memory of keys and values is not held for it.
        await server.WhenIdleAsync(60);
        var events = (await slow.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("data: [DONE]", events[^1]);
        Assert.Equal(8, events.Count(e => e.Contains("\"length\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_hundred_clients_a_second_that_leave_leave_nothing_behind()
    {
        await using var server = await TestServer.StartAsync(engineOptions: new() { MaxWaiting = 1000 });
        var request = new { prompt = "hacker: ", max_tokens = 60, temperature = 0, ignore_eos = true };
        var alone = await server.PostAsync(Path, request);
        var watched = Enumerable.Range(0, 3).Select(_ => server.PostAsync(Path, request)).ToArray();
        var random = new Random(1);
        var leaving = Enumerable.Range(0, 200).Select(async i =>
        {
            using var cancellation = new CancellationTokenSource();
            await Task.Delay(i * 10);
            cancellation.CancelAfter(random.Next(60));
            try
            {
                using var response = await server.OpenAsync(
                    Path, new { prompt = $"text {i % 7}", max_tokens = 900, ignore_eos = true, n = 1 + (i % 3), stream = i % 2 == 0 },
                    cancellation.Token);
                await response.Content.ReadAsStringAsync(cancellation.Token);
            }
            catch (OperationCanceledException)
            {
                // It has left.
            }
        }).ToArray();
        await Task.WhenAll(leaving);
        foreach (var answer in watched)
        {
            Assert.Equal(alone.TextOf(), (await answer).TextOf());
        }
        await server.WhenIdleAsync();
        Assert.Equal(alone.TextOf(), (await server.PostAsync(Path, request)).TextOf());
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/health")).Status);
    }

    [Fact]
    public async Task Who_has_a_lower_priority_number_overtakes_who_waits()
    {
        await using var server = await TestServer.StartAsync(engineOptions: new() { MaxSequences = 1 });
        using var running = await server.OpenAsync(
            Path, new { prompt = "hacker: ", max_tokens = 600, temperature = 0, ignore_eos = true, n = 6, stream = true });
        var order = new StringBuilder();
        var others = new[] { ("a", 3), ("b", 2), ("c", 1) }.Select(async text =>
        {
            await server.PostAsync(Path, new { prompt = "x", max_tokens = 300, ignore_eos = true, priority = text.Item2 });
            lock (order)
            {
                order.Append(text.Item1);
            }
        }).ToArray();
        await Task.WhenAll(others);
        Assert.Equal("cba", order.ToString());
    }
}
