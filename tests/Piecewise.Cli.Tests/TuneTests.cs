using System.Text.Json;
using System.Text.Json.Nodes;

namespace Piecewise.Cli.Tests;

/// <summary><c>tune</c>, and <c>--tuning</c> of the commands that compile.</summary>
public sealed class TuneTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("piecewise-tune").FullName;

    private string Tuning => Path.Combine(folder, "jargon.tuning.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Tune_measures_writes_a_file_and_others_use_it()
    {
        var result = Tool.Run("tune", Tool.Jargon, "--tokens", "1,4", "--threads", "1", "--budget", "3", "-o", Tuning, "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal([1, 4], result.Json.GetProperty("times").EnumerateArray().Select(t => t.GetProperty("size").GetInt32()));
        Assert.Contains(
            "rms_norm by native", result.Json.GetProperty("tried").EnumerateArray().Select(t => t.GetProperty("what").GetString()));
        using var file = JsonDocument.Parse(File.ReadAllText(Tuning));
        Assert.Equal("jargon.pt2", file.RootElement.GetProperty("program").GetProperty("file").GetString());
        Assert.Equal(1, file.RootElement.GetProperty("machine").GetProperty("threads").GetInt32());
        var used = Tool.Run("run", Tool.Jargon, "--input", "input_ids=[1]", "--input", "positions=[0]", "--tuning", Tuning, "--json");
        Assert.True(used.ExitCode == 0, used.Error);
    }

    [Fact]
    public void What_a_file_chose_is_compiled()
    {
        Choose(Tool.Jargon, """{ "symbol": "s72", "rangeEndpoints": [16], "sizes": [1], "providers": { "rms_norm": "native" } }""");
        var tuned = Tool.Run("compile", Tool.Jargon, "--tuning", Tuning, "--no-cache", "--json");
        Assert.True(tuned.ExitCode == 0, tuned.Error);
        Assert.Equal(["(1, 1)", "(1, 16)", "(17, 1024)"], Entries(tuned));
        var asked = Tool.Run("compile", Tool.Jargon, "--tuning", Tuning, "--range-endpoints", "8", "--no-cache", "--json");
        Assert.Equal(["(1, 8)", "(9, 1024)"], Entries(asked));
        var explained = Tool.Run("explain", Tool.Jargon, "--tuning", Tuning);
        Assert.Contains("rms_norm by native", explained.Output, StringComparison.Ordinal);
        var verified = Tool.Run("verify", Tool.Program("case_three_boundaries.pt2"), "--tuning", Tuning);
        Assert.Equal(1, verified.ExitCode);
        Assert.Contains("is for another program than", verified.Output, StringComparison.Ordinal);

        static IEnumerable<string?> Entries(ToolResult result) =>
            result.Json.GetProperty("entries").EnumerateArray().Select(e => e.GetString());
    }

    [Theory]
    [InlineData("compile")]
    [InlineData("run")]
    [InlineData("generate", "--prompt", "a")]
    [InlineData("bench")]
    [InlineData("profile")]
    [InlineData("serve", "--port", "0")]
    [InlineData("explain")]
    [InlineData("report")]
    [InlineData("dump", "--after", "lowered")]
    [InlineData("bisect")]
    public void No_command_ignores_the_file(string verb, params string[] more)
    {
        Choose(Path.Combine(Tool.Root, "samples", "shapes.pt2"), """{ "rangeEndpoints": [], "sizes": [], "providers": {} }""");
        var result = Tool.Run([verb, Tool.Jargon, "--tuning", Tuning, .. more]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("is for another program than", result.Error, StringComparison.Ordinal);
        Assert.Contains("piecewise tune", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_machine_is_used_with_a_warning()
    {
        Choose(Tool.Jargon, """{ "symbol": "s72", "rangeEndpoints": [], "sizes": [1], "providers": {} }""", "Other 9000");
        var result = Tool.Run("compile", Tool.Jargon, "--tuning", Tuning, "--no-cache", "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("warning: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("was measured on Other 9000", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, result.Json.GetProperty("entries").GetArrayLength());
    }

    [Theory]
    [InlineData("--tokens 5000", "--tokens 5000 can't be measured")]
    [InlineData("--tokens x", "--tokens takes whole numbers")]
    [InlineData("--budget 0", "--budget takes a number")]
    [InlineData("--threads 0", "--threads takes a number")]
    [InlineData("--symbol s1", "no dynamic size 's1'")]
    [InlineData("-o /missing/tuning.json", "There is no folder")]
    public void Tune_says_what_is_wrong(string options, string problem)
    {
        var result = Tool.Run(["tune", Tool.Jargon, .. options.Split(' ')]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_for_one_size_one_program_and_the_modes_that_have_versions()
    {
        Choose(Tool.Jargon, """{ "rangeEndpoints": [], "sizes": [], "providers": {} }""");
        var mode = Tool.Run("generate", Tool.Jargon, "--prompt", "a", "--mode", "interpret", "--tuning", Tuning);
        Assert.Equal(2, mode.ExitCode);
        Assert.Contains("--tuning can't be used with the mode 'interpret'", mode.Error, StringComparison.Ordinal);
        var sizes = Tool.Run("tune", Tool.Program("case_three_boundaries.pt2"), "-o", Tuning);
        Assert.Equal(2, sizes.ExitCode);
        Assert.Contains("as in --symbol s27", sizes.Error, StringComparison.Ordinal);
        var several = Tool.Run("verify", Tool.Program("in_place.pt2"), Tool.Program("splitting.pt2"), "--tuning", Tuning);
        Assert.Equal(2, several.ExitCode);
        Assert.Contains("--tuning is for one program", several.Error, StringComparison.Ordinal);
    }

    // A file for a program as if it had been measured here, or on another processor.
    private void Choose(string model, string choice, string? processor = null)
    {
        var result = Tool.Run("tune", model, "--budget", "0.001", "-o", Tuning, "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.False(result.Json.GetProperty("gain").GetBoolean());
        var file = JsonNode.Parse(File.ReadAllText(Tuning))!;
        file["choice"] = JsonNode.Parse(choice);
        if (processor is not null)
        {
            file["machine"]!["processor"] = processor;
        }
        File.WriteAllText(Tuning, file.ToJsonString());
    }
}
