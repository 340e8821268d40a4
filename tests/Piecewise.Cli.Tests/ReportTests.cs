using System.Xml.Linq;

namespace Piecewise.Cli.Tests;

/// <summary><c>report</c>, and <c>explain --measure</c>: the same data as HTML, JSON and text.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"piecewise-report-{Guid.NewGuid():N}.html");

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Report_writes_one_file()
    {
        var result = Tool.Run("report", Tool.Jargon, "-o", path, "--range-endpoints", "8");
        Assert.True(result.ExitCode == 0, result.Error);
        var text = File.ReadAllText(path);
        Assert.StartsWith("<!DOCTYPE html>", text, StringComparison.Ordinal);
        Assert.Equal("html", XDocument.Parse(text).Root!.Name.LocalName);
        Assert.Contains("--measure 1,128", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_measures_pieces_and_kernels_and_says_so_as_json()
    {
        var result = Tool.Run("report", Tool.Jargon, "-o", path, "--measure", "1,3", "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        var explanation = result.Json.GetProperty("explanation");
        Assert.Equal(["s72 = 1", "s72 = 3"], explanation.GetProperty("measured").EnumerateArray()
            .Select(m => m.GetProperty("sizes").GetString()));
        var call = explanation.GetProperty("measured")[0];
        var steps = call.GetProperty("steps").EnumerateArray().ToList();
        Assert.Equal(13, steps.Count);
        var sum = steps.Sum(s => s.GetProperty("milliseconds").GetDouble()) + call.GetProperty("bindingMilliseconds")
            .GetDouble() + call.GetProperty("storingMilliseconds").GetDouble();
        Assert.Equal(call.GetProperty("markedMilliseconds").GetDouble(), sum, 3);
        Assert.Contains(steps, s => s.GetProperty("kernels").GetArrayLength() > 5);
        Assert.Contains("build", explanation.GetProperty("phases").EnumerateArray().Select(p => p.GetProperty("phase").GetString()));
        Assert.Equal(7, explanation.GetProperty("flow").GetProperty("rows").GetArrayLength());
        Assert.Contains("s72 = 3", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_measures_too()
    {
        var result = Tool.Run("explain", Tool.Program("splitting.pt2"), "--measure", "1");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("with marks between kernels", result.Output, StringComparison.Ordinal);
        Assert.Contains("unique piece 0", result.Output, StringComparison.Ordinal);
    }
}
