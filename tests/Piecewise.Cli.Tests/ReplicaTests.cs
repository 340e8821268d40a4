using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Piecewise.Cli.Replicas;

namespace Piecewise.Cli.Tests;

/// <summary><c>serve --replicas</c>: processes behind one that hands requests out, and starts them again.</summary>
public sealed class ReplicaTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_replica_that_dies_takes_its_requests_alone_and_comes_again()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        using var process = Process.Start(new ProcessStartInfo("dotnet", [
            Path.Combine(AppContext.BaseDirectory, "piecewise.dll"), "serve", Tool.Jargon, "--replicas", "2", "--port", "0", "--json",
            "--api-key", "secret", "--cache-memory", "64M", "--max-sequences", "4"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var error = process.StandardError.ReadToEndAsync();
            var line = await process.StandardOutput.ReadLineAsync();
            using var client = new HttpClient { BaseAddress = new Uri(JsonElement.Parse(line!).GetProperty("address").GetString()!) };
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/v1/models")).StatusCode);
            client.DefaultRequestHeaders.Authorization = new("Bearer", "secret");
            await UntilBothServe(client);
            Assert.StartsWith("!callu", await TextOf(await Ask(client, 6)), StringComparison.Ordinal);

            var replicas = Children(process.Id);
            Assert.Equal(2, replicas.Length);
            var running = Enumerable.Range(0, 6).Select(_ => Ask(client, 900)).ToArray();
            await Until(async _ => await IsRunning(client, "1") && await IsRunning(client, "2"));
            using (var victim = Process.GetProcessById(replicas[0]))
            {
                victim.Kill();
            }
            var answers = await Task.WhenAll(running).WaitAsync(Patience);
            var lost = answers.Where(a => a.StatusCode != HttpStatusCode.OK).ToList();
            Assert.InRange(lost.Count, 1, 5);
            foreach (var answer in lost)
            {
                Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
                var told = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");
                Assert.Equal("replica_lost", told.GetProperty("code").GetString());
                Assert.Equal("server_error", told.GetProperty("type").GetString());
            }
            // The other one goes on meanwhile, and the first serves again.
            Assert.StartsWith("!callu", await TextOf(await Ask(client, 6)), StringComparison.Ordinal);
            await UntilBothServe(client);
            Assert.Equal(2, Children(process.Id).Length);

            // What is told to stop lets requests end.
            var last = Ask(client, 900);
            await Until(async _ => await IsRunning(client, "1") || await IsRunning(client, "2"));
            replicas = Children(process.Id);
            using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            {
                await kill.WaitForExitAsync();
            }
            Assert.Equal(HttpStatusCode.OK, (await last.WaitAsync(Patience)).StatusCode);
            using var enough = new CancellationTokenSource(Patience);
            await process.WaitForExitAsync(enough.Token);
            Assert.Equal(0, process.ExitCode);
            Assert.All(replicas, r => Assert.False(Directory.Exists($"/proc/{r}")));
            Assert.Contains($"has ended with exit code 137; it starts again", await error, StringComparison.Ordinal);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    [Fact]
    public void What_no_replica_can_serve_ends_all()
    {
        var result = Tool.Run("serve", Tool.Program("in_place.pt2"), "--replicas", "2", "--port", "0");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("replica 1: error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("takes a number from 1 up", Tool.Run("serve", Tool.Jargon, "--replicas", "0").Error, StringComparison.Ordinal);
        Assert.Contains("takes a number from 1 up", Tool.Run("serve", Tool.Jargon, "--threads", "0").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_beginnings_go_to_the_same_replica_up_to_its_share()
    {
        var affinity = new PrefixAffinity();
        var first = affinity.Choose([1, 2], [("a", 0), ("b", 0)]);
        var name = first == 0 ? "a" : "b";
        // A longer one that begins so, whatever order replicas come in.
        Assert.Equal(name, ((string[])["b", "a"])[affinity.Choose([1, 2, 3], [("b", 0), ("a", 0)])]);
        // The longest one counts.
        var other = affinity.Choose([7], first == 0 ? [("a", 1), ("b", 0)] : [("a", 0), ("b", 1)]);
        Assert.NotEqual(first, other);
        Assert.Equal(other, affinity.Choose([7, 8], [("a", 0), ("b", 0)]));
        // Of 3 + 1 requests on two replicas, 3 are a quarter more than a half.
        Assert.Equal(1 - first, affinity.Choose([1, 2], first == 0 ? [("a", 3), ("b", 0)] : [("a", 0), ("b", 3)]));
        // One that is no longer there.
        Assert.Equal(0, affinity.Choose([7, 8], [("c", 5)]));
    }

    [Fact]
    public void Without_a_beginning_the_fewest_requests_count_and_equals_take_turns()
    {
        var affinity = new PrefixAffinity();
        Assert.Equal(1, affinity.Choose([], [("a", 2), ("b", 1), ("c", 2)]));
        Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(_ => affinity.Choose([], [("a", 0), ("b", 0), ("c", 0)])).Order());
    }

    [Fact]
    public void A_prompt_begins_as_another_whatever_else_the_requests_say()
    {
        var text = new string('x', 600);
        var one = PromptPrefix.Of(JsonSerializer.SerializeToUtf8Bytes(new { model = "m", prompt = text + "1", max_tokens = 3 }));
        var two = PromptPrefix.Of(JsonSerializer.SerializeToUtf8Bytes(new { max_tokens = 400, prompt = text + "2 and so on" }));
        Assert.Equal(2, one.Count);
        Assert.Equal(one, two);
        var chat = PromptPrefix.Of(JsonSerializer.SerializeToUtf8Bytes(
            new { messages = new[] { new { role = "system", content = text }, new { role = "user", content = "?" } } }));
        Assert.Equal(2, chat.Count);
        Assert.NotEqual(one[0], chat[0]);
        Assert.Equal(64, PromptPrefix.Of(JsonSerializer.SerializeToUtf8Bytes(new { prompt = new string('x', 100_000) })).Count);
        foreach (var body in (string[])["", "[]", "{", """{"prompt":""", """{"prompt":"short"}""", """{"other":1}""", "\"prompt\""])
        {
            Assert.Empty(PromptPrefix.Of(System.Text.Encoding.UTF8.GetBytes(body)));
        }
    }

    [Fact]
    public void Figures_of_all_replicas_stand_under_one_name()
    {
        const string text = "# HELP a What.\n# TYPE a gauge\na 1\n# HELP b Else.\n# TYPE b counter\nb{x=\"y\"} 2\n";
        Assert.Equal(
            "# HELP a What.\n# TYPE a gauge\na{replica=\"1\"} 1\na{replica=\"3\"} 1\n"
            + "# HELP b Else.\n# TYPE b counter\nb{replica=\"1\",x=\"y\"} 2\nb{replica=\"3\",x=\"y\"} 2\n",
            ReplicaMetrics.Merge([new(1, text), new(2, ""), new(3, text)]));
    }

    private static Task<HttpResponseMessage> Ask(HttpClient client, int tokens) => client.PostAsJsonAsync(
        "/v1/completions", new { prompt = "hacker: ", max_tokens = tokens, temperature = 0, ignore_eos = true });

    private static async Task<string?> TextOf(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("choices")[0].GetProperty("text").GetString();

    private static Task UntilBothServe(HttpClient client) => Until(
        async enough => await client.GetStringAsync("/metrics", enough) is var text
            && text.Contains("replica=\"1\"", StringComparison.Ordinal) && text.Contains("replica=\"2\"", StringComparison.Ordinal));

    private static async Task Until(Func<CancellationToken, Task<bool>> holds)
    {
        using var enough = new CancellationTokenSource(Patience);
        while (!await holds(enough.Token))
        {
            await Task.Delay(10, enough.Token);
        }
    }

    private static async Task<bool> IsRunning(HttpClient client, string replica) =>
        (await client.GetStringAsync("/metrics")).Split('\n').Any(l =>
            l.StartsWith($"piecewise:num_requests_running{{replica=\"{replica}\"", StringComparison.Ordinal)
            && !l.EndsWith(" 0", StringComparison.Ordinal));

    private static int[] Children(int process) =>
        [.. Directory.GetDirectories($"/proc/{process}/task").SelectMany(t => File.ReadAllText(Path.Combine(t, "children"))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(c => int.Parse(c, CultureInfo.InvariantCulture)).Order()];
}
