using System.Text.Json.Nodes;
using Piecewise.Cli.Load;

namespace Piecewise.Cli.Tests.Load;

/// <summary>A server with known delays is measured as what it is: never faster, and no slower than a busy machine explains.</summary>
public sealed class BenchServeTests
{
    private const int Busy = 2000;

    [Fact]
    public async Task S9_known_delays_come_out()
    {
        using var server = new ScriptedServer((path, body) => path == "/v1/models" ? (200, [(0, Models)]) : (200,
        [
            (100, Chunk("")), (50, Chunk("a")), (50, Chunk("b")),
            (0, "data: {\"choices\": [], \"usage\": {\"prompt_tokens\": 8, \"completion_tokens\": 3}}\n\n"), (100, "data: [DONE]\n\n"),
        ]));
        var result = await Task.Run(() => Tool.Run(
            "bench-serve", server.Url, "--requests", "4", "--max-concurrency", "2", "--input", "8", "--output", "3", "--json"));
        Assert.True(result.ExitCode == 0, result.Error);
        var report = JsonNode.Parse(result.Output)!;
        Assert.Equal((4, 32, 12, 2), ((int)report["completed"]!, (int)report["promptTokens"]!, (int)report["outputTokens"]!,
            (int)report["peakConcurrency"]!));
        Assert.Equal(2, server.Peak);
        // The role's chunk counts, as in vLLM's figures; the first text comes later.
        Within("ttft", 100);
        Within("first_text", 150);
        Within("tpot", 50);
        Within("itl", 50);
        Within("e2el", 200);

        void Within(string name, double expected)
        {
            var mean = (double)report["latencies"]!.AsArray().Single(l => (string)l!["name"]! == name)!["mean"]!;
            Assert.InRange(mean, expected - 1, expected + Busy);
        }
    }

    [Theory]
    [InlineData("status 503", 503, "{}")]
    [InlineData("empty answer", 200, "data: [DONE]\n\n")]
    [InlineData("answer is no stream of completions", 200, "data: {oops\n\n")]
    [InlineData("overloaded", 200, "data: {\"error\": {\"type\": \"overloaded\"}}\n\n")]
    public async Task Answers_that_fail_are_counted_by_what_was_wrong(string expected, int status, string data)
    {
        using var server = new ScriptedServer((_, _) => (status, [(0, data)]));
        using var client = await LoadClient.ConnectAsync(
            new LoadOptions { Server = new Uri(server.Url), Model = "m" }, CancellationToken.None);
        var times = await client.SendAsync(new PlannedRequest([1, 2], 3, 0), CancellationToken.None);
        Assert.Equal(expected, times.Error);
    }

    [Fact]
    public async Task What_is_asked_for_is_in_the_request()
    {
        JsonNode? sent = null;
        using var server = new ScriptedServer((_, body) =>
        {
            sent = JsonNode.Parse(body[body.IndexOf('{')..(body.LastIndexOf('}') + 1)]);
            return (200, [(0, Chunk("x"))]);
        });
        var options = new LoadOptions { Server = new Uri(server.Url), Model = "m" };
        foreach (var chat in new[] { false, true })
        {
            using var client = await LoadClient.ConnectAsync(options with { IsChat = chat, IgnoreEnd = chat }, CancellationToken.None);
            var times = await client.SendAsync(new PlannedRequest([5, 6], 3, 0), CancellationToken.None);
            // A server that does not count tokens: chunks are counted.
            Assert.Equal((null, 1), (times.Error, times.OutputTokens));
            Assert.Equal(3, (int)sent![chat ? "max_completion_tokens" : "max_tokens"]!);
            Assert.Equal(chat, sent["ignore_eos"] is not null);
            Assert.Equal(chat ? "word5 word6" : "[5,6]",
                chat ? (string)sent["messages"]![0]!["content"]! : sent["prompt"]!.ToJsonString());
            Assert.True((bool)sent["stream"]!);
        }
    }

    [Theory]
    [InlineData("is no address", "localhost:8000")]
    [InlineData("does not say which models", "http://127.0.0.1:9")]
    [InlineData("--rate takes a number above 0, not -1", "http://127.0.0.1:9", "--rate", "-1")]
    [InlineData("--requests takes a number from 1 up, not 0", "http://127.0.0.1:9", "--requests", "0")]
    [InlineData("--range-ratio", "http://127.0.0.1:9", "--range-ratio", "1")]
    [InlineData("as ttft:500, not 'x:1'", "http://127.0.0.1:9", "--goodput", "x:1")]
    [InlineData("not '101'", "http://127.0.0.1:9", "--percentiles", "50,101")]
    public void What_makes_no_sense_is_refused(string expected, params string[] arguments)
    {
        var result = Tool.Run(["bench-serve", .. arguments]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    private const string Models = "{\"data\": [{\"id\": \"tiny\"}]}";

    private static string Chunk(string text) => "data: {\"choices\": [{\"text\": \"" + text + "\"}]}\n\n";
}
