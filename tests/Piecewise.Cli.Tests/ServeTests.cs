using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Piecewise.Cli.Tests;

/// <summary><c>serve</c> as a process: it says where it listens, answers, and ends when it is told to.</summary>
public sealed class ServeTests
{
    // What was told to stop lets a stream end; what was killed in the middle serves again at the same place, from the same cache.
    [Fact]
    public async Task It_drains_when_told_and_starts_again_when_killed()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        var cache = Directory.CreateTempSubdirectory("piecewise-serve-");
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        foreach (var signal in new[] { "-KILL", "-TERM" })
        {
            using var process = Process.Start(new ProcessStartInfo("dotnet", [
                Path.Combine(AppContext.BaseDirectory, "piecewise.dll"), "serve", Tool.Jargon, "--port", $"{port}", "--json",
                "--cache", cache.FullName, "--cache-memory", "64M"])
            {
                RedirectStandardOutput = true,
            })!;
            try
            {
                Assert.NotNull(await process.StandardOutput.ReadLineAsync());
                using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
                using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/completions")
                {
                    Content = JsonContent.Create(
                        new { prompt = "hacker: ", max_tokens = 900, n = 4, ignore_eos = true, temperature = 0, stream = true }),
                };
                using var stream = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                using (var kill = Process.Start("kill", [signal, $"{process.Id}"]))
                {
                    await kill.WaitForExitAsync();
                }
                if (signal == "-TERM")
                {
                    Assert.EndsWith("data: [DONE]\n\n", await stream.Content.ReadAsStringAsync(), StringComparison.Ordinal);
                }
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
                await process.WaitForExitAsync(patience.Token);
                Assert.Equal(signal == "-TERM" ? 0 : 137, process.ExitCode);
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill();
                }
            }
        }
        cache.Delete(recursive: true);
    }

    [Fact]
    public async Task It_serves_until_it_is_told_to_stop()
    {
        var start = new ProcessStartInfo("dotnet", [
            Path.Combine(AppContext.BaseDirectory, "piecewise.dll"), "serve", Tool.Jargon, "--port", "0", "--api-key", "secret", "--json",
            "--max-sequences", "4", "--cache-memory", "64M"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var error = process.StandardError.ReadToEndAsync();
            var line = await process.StandardOutput.ReadLineAsync();
            if (line is null)
            {
                Assert.Fail(await error);
            }
            using var client = new HttpClient { BaseAddress = new Uri(JsonElement.Parse(line).GetProperty("address").GetString()!) };
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/v1/models")).StatusCode);
            client.DefaultRequestHeaders.Authorization = new("Bearer", "secret");
            var models = await client.GetFromJsonAsync<JsonElement>("/v1/models");
            Assert.Equal("jargon", models.GetProperty("data")[0].GetProperty("id").GetString());
            using var answer = await client.PostAsJsonAsync(
                "/v1/completions", new { prompt = "hacker: ", max_tokens = 6, temperature = 0 });
            var choice = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("choices")[0];
            Assert.StartsWith("!callu", choice.GetProperty("text").GetString(), StringComparison.Ordinal);
            if (OperatingSystem.IsWindows())
            {
                return;
            }
            using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            {
                await kill.WaitForExitAsync();
            }
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await process.WaitForExitAsync(patience.Token);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    [Theory]
    [InlineData("takes a number", "--max-sequences", "0")]
    [InlineData("takes a number", "--drain-seconds", "NaN")]
    [InlineData("takes a number of bytes", "--cache-memory", "much")]
    [InlineData("IP address", "--host", "somewhere")]
    [InlineData("There is no file", "--chat-template", "nowhere.jinja")]
    public void Options_that_make_no_sense_are_bad_input(string expected, params string[] arguments)
    {
        var result = Tool.Run(["serve", Tool.Jargon, .. arguments]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_that_is_taken_is_bad_input()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var result = Tool.Run("serve", Tool.Jargon, "--port", $"{((IPEndPoint)other.LocalEndpoint).Port}");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("in use", result.Error, StringComparison.Ordinal);
    }
}
