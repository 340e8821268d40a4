using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Piecewise.Llm;

namespace Piecewise.Server.Tests;

/// <summary>Clients that go away, more work than fits, and stopping.</summary>
public sealed class LifetimeTests
{
    private const string Path = "/v1/completions";

    // Some seconds of work: sixteen texts one after the other.
    private static readonly object Long = new
    {
        prompt = "hacker: ",
        max_tokens = 1000,
        temperature = 0,
        ignore_eos = true,
        n = 16,
        stream = true,
    };

    private static readonly EngineOptions OneAtATime = new() { MaxSequences = 1 };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_goes_away_frees_everything_at_once(bool streams)
    {
        await using var server = await TestServer.StartAsync(engineOptions: OneAtATime);
        using var leave = new CancellationTokenSource();
        var request = new { prompt = "hacker: ", max_tokens = 1000, temperature = 0, ignore_eos = true, n = 16, stream = streams };
        var open = server.OpenAsync(Path, request, leave.Token);
        await WhenAsync(() => server.Engine.State is { Running: 1, Waiting: 15 });
        if (streams)
        {
            using var response = await open;
        }
        await leave.CancelAsync();
        if (!streams)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => open);
        }
        await server.WhenIdleAsync();
        Assert.True(server.Engine.State.GeneratedTokens < 8000, "The texts were made though nobody wanted them.");
        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync(Path, new { prompt = "a", max_tokens = 1 })).Status);
    }

    [Fact]
    public async Task A_client_that_waits_and_goes_away_is_forgotten()
    {
        await using var server = await TestServer.StartAsync(engineOptions: OneAtATime);
        using var running = await server.OpenAsync(Path, Long);
        using var leave = new CancellationTokenSource();
        var waiting = server.OpenAsync(Path, new { prompt = "b", max_tokens = 5, stream = true }, leave.Token);
        await WhenAsync(() => server.Engine.State.Waiting >= 16);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await WhenAsync(() => server.Engine.State.Waiting <= 15);
    }

    [Fact]
    public async Task A_hundred_cancels_leave_nothing_behind()
    {
        await using var server = await TestServer.StartAsync();
        var random = new Random(7);
        var delays = Enumerable.Range(0, 100).Select(_ => random.Next(60)).ToArray();
        await Task.WhenAll(delays.Select(async (delay, i) =>
        {
            using var leave = new CancellationTokenSource(delay);
            try
            {
                var body = new { prompt = $"text {i % 7} ", max_tokens = 200, stream = i % 2 == 0, n = 1 + (i % 3), ignore_eos = true };
                using var response = await server.OpenAsync(Path, body, leave.Token);
                await response.Content.ReadAsStringAsync(leave.Token);
            }
            catch (OperationCanceledException)
            {
            }
        }));
        await server.WhenIdleAsync();
        var request = new { prompt = "hacker: ", max_tokens = 20, temperature = 0 };
        var answer = await server.PostAsync(Path, request);
        await using var fresh = await TestServer.StartAsync();
        Assert.Equal((await fresh.PostAsync(Path, request)).TextOf(), answer.TextOf());
    }

    [Fact]
    public async Task More_than_may_wait_is_refused_with_a_time_to_try_again()
    {
        await using var server = await TestServer.StartAsync(engineOptions: OneAtATime with { MaxWaiting = 15 });
        using (var running = await server.OpenAsync(Path, Long))
        {
            foreach (var streams in new[] { true, false })
            {
                // As many texts as there are places: one that ends meanwhile makes no room.
                var refused = await server.PostAsync(Path, new { prompt = "a", stream = streams, n = 16 });
                Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
                Assert.Equal("overloaded", refused.Error.GetProperty("code").GetString());
                Assert.NotNull(refused.Headers.RetryAfter);
            }
        }
        await server.WhenIdleAsync();
        // All or nothing: a request of which only some texts have room leaves none behind.
        var tooMany = await server.PostAsync(Path, new { prompt = Enumerable.Repeat("a", 17), max_tokens = 300, ignore_eos = true });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, tooMany.Status);
        await server.WhenIdleAsync();
        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync(Path, new { prompt = "a", max_tokens = 1 })).Status);
    }

    [Fact]
    public async Task Stopping_lets_what_runs_end_and_takes_nothing_new()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.OpenAsync(
            Path, new { prompt = "hacker: ", max_tokens = 900, temperature = 0, ignore_eos = true, n = 8, stream = true });
        var stopping = server.StopAsync();
        await WhenAsync(async () => (await server.GetAsync("/ready")).Status == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/health")).Status);
        var refused = await server.PostAsync(Path, new { prompt = "a" });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Equal("stopping", refused.Error.GetProperty("code").GetString());
        var events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("data: [DONE]", events[^1]);
        Assert.DoesNotContain(events, e => e.Contains("\"error\"", StringComparison.Ordinal));
        Assert.Equal(8, events.Count(e => e.Contains("\"length\"", StringComparison.Ordinal)));
        await stopping;
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => server.GetAsync("/health"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task At_the_deadline_what_runs_is_ended_and_told(bool streams)
    {
        await using var server = await TestServer.StartAsync(
            new ServerOptions { DrainTimeout = TimeSpan.FromMilliseconds(50) }, OneAtATime);
        var request = new { prompt = "hacker: ", max_tokens = 1000, temperature = 0, ignore_eos = true, n = 16, stream = streams };
        var open = server.OpenAsync(Path, request);
        await WhenAsync(() => server.Engine.State.Running == 1);
        if (streams)
        {
            await open;
        }
        var clock = Stopwatch.StartNew();
        await server.StopAsync();
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5));
        using var response = await open;
        var text = await response.Content.ReadAsStringAsync();
        if (streams)
        {
            var events = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal("data: [DONE]", events[^1]);
            var error = JsonElement.Parse(events[^2]["data: ".Length..]).GetProperty("error");
            Assert.Equal("stopping", error.GetProperty("code").GetString());
        }
        else
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        }
        await server.WhenIdleAsync();
    }

    [Fact]
    public async Task Who_does_not_want_to_wait_ends_the_waiting()
    {
        await using var server = await TestServer.StartAsync(engineOptions: OneAtATime);
        using var response = await server.OpenAsync(Path, Long);
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        var clock = Stopwatch.StartNew();
        await server.StopAsync(now.Token);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5));
    }

    private static Task WhenAsync(Func<bool> condition) => WhenAsync(() => Task.FromResult(condition()));

    private static async Task WhenAsync(Func<Task<bool>> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), "What was waited for did not come.");
            await Task.Delay(1);
        }
    }
}
