using System.Text.Json;

namespace Piecewise.Cli.Tests;

/// <summary><c>profile</c>: the parts of calls as a table, as JSON and as a trace.</summary>
public sealed class ProfileTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"piecewise-trace-{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Profile_shows_parts_kernels_speeds_and_the_limit()
    {
        var result = Tool.Run("profile", Tool.Jargon, "--tokens", "3");
        Assert.True(result.ExitCode == 0, result.Error);
        foreach (var text in new[] { "s72 = 3: ", "unique piece 1", "LinearCall<float>: %", "attention", "GB/s", "of the limit",
            "The limit on " })
        {
            Assert.Contains(text, result.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Profile_gives_the_same_as_json_and_a_trace()
    {
        var result = Tool.Run("profile", Tool.Jargon, "--tokens", "1,3", "--weights", "int8", "--trace", path, "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.True(result.Json.GetProperty("limits").GetProperty("bytesPerSecond").GetDouble() > 1e8);
        var calls = result.Json.GetProperty("calls").EnumerateArray().ToArray();
        Assert.Equal(["s72 = 1", "s72 = 3"], calls.Select(c => c.GetProperty("sizes").GetString()));
        foreach (var call in calls)
        {
            var parts = call.GetProperty("parts").EnumerateArray().ToArray();
            Assert.InRange(parts.Sum(p => p.GetProperty("share").GetDouble()), 0.3, 1.0001);
            var kernels = parts.SelectMany(p => p.GetProperty("kernels").EnumerateArray()).ToArray();
            Assert.Contains(kernels, k => k.GetProperty("what").GetString()!.StartsWith("QuantizedLinearCall", StringComparison.Ordinal)
                && k.GetProperty("speed").GetProperty("operationsPerSecond").GetDouble() > 0
                && k.GetProperty("speed").GetProperty("shareOfLimit").GetDouble() > 0);
        }
        using var trace = JsonDocument.Parse(File.ReadAllBytes(path));
        Assert.Equal([1, 2],
            trace.RootElement.GetProperty("traceEvents").EnumerateArray().Select(e => e.GetProperty("pid").GetInt32()).Distinct());
    }

    [Fact]
    public void A_size_that_no_entry_takes_is_told()
    {
        var result = Tool.Run("profile", Tool.Jargon, "--tokens", "100000");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("not measured: ", result.Error, StringComparison.Ordinal);
    }
}
