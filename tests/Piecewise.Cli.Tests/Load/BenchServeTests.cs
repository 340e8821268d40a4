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
            // A busy machine may read a chunk late and the next one in time: between chunks it then sees less.
            var least = name is "tpot" or "itl" ? 0.5 * expected : expected - 1;
            Assert.InRange(mean, least, expected + Busy);
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
    public async Task Several_rates_of_prompts_from_a_file_make_a_page()
    {
        var (steps, prompts) = (0, new List<string>());
        using var server = new ScriptedServer((path, body) =>
        {
            if (path == "/metrics")
            {
                steps += 10;
                return (200, [(0,
                    $"piecewise:engine_steps_total{{model_name=\"m\"}} {steps}\n"
                    + $"piecewise:engine_step_tokens_total{{model_name=\"m\"}} {steps * 3}\n"
                    + $"piecewise:engine_range_steps_total{{model_name=\"m\",range=\"1-8\"}} {steps}\n")]);
            }
            if (path == "/v1/models")
            {
                return (200, [(0, Models)]);
            }
            lock (prompts)
            {
                prompts.Add((string)JsonNode.Parse(body[body.IndexOf('{')..(body.LastIndexOf('}') + 1)])!["prompt"]!);
            }
            return (200, [(0, Chunk("a")), (0, "data: [DONE]\n\n")]);
        });
        var folder = Directory.CreateTempSubdirectory();
        var (data, page) = (Path.Combine(folder.FullName, "data.jsonl"), Path.Combine(folder.FullName, "load.html"));
        await File.WriteAllTextAsync(data, "{\"prompt\": \"<one>\", \"output_tokens\": 5}\n\n{\"prompt\": \"two\"}\n");
        var result = await Task.Run(() => Tool.Run(
            "bench-serve", server.Url, "--requests", "4", "--rate", "200,400,inf", "--data", data, "--html", page, "--json"));
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal([200.0, 400.0], JsonNode.Parse(result.Output)!.AsArray().Take(2).Select(r => (double)r!["rate"]!));
        Assert.Equal(["<one>", "two"], prompts.Distinct().Order(StringComparer.Ordinal));
        var text = await File.ReadAllTextAsync(page);
        var drawings = System.Xml.Linq.XDocument.Parse(text.Replace("<!doctype html>", "", StringComparison.Ordinal)
            .Replace("<meta charset=\"utf-8\">", "", StringComparison.Ordinal)
            .Replace("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">", "", StringComparison.Ordinal)
            .Replace("&nbsp;", " ", StringComparison.Ordinal));
        Assert.Equal(7, drawings.Descendants("svg").Count());
        Assert.Equal(3, drawings.Descendants("tbody").Single().Elements().Count());
        Assert.Contains("1-8: 10", text, StringComparison.Ordinal);
        Assert.DoesNotContain("http", text.Replace(server.Url, "", StringComparison.Ordinal), StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("{\"prompt\": 5}")]
    [InlineData("{\"prompt\": \"a\", \"output_tokens\": 0}")]
    [InlineData("[]")]
    [InlineData("oops")]
    [InlineData("")]
    public void A_file_that_holds_no_prompts_is_refused(string line)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, line + "\n");
        var result = Tool.Run("bench-serve", "http://127.0.0.1:1", "--data", file);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(line.Length > 0 ? "Line 1" : "holds no prompts", result.Error, StringComparison.Ordinal);
        File.Delete(file);
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
    [InlineData("--rate takes numbers above 0", "http://127.0.0.1:9", "--rate", "-1")]
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
