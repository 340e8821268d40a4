namespace Piecewise.Cli.Tests;

public sealed class PerplexityTests
{
    [Fact]
    public void What_formats_cost_is_told_beside_the_exported_weights()
    {
        using var text = new TemporaryText(
            "A hacker enjoys exploring the details of programmable systems and how to stretch their capabilities.");
        var json = Tool.Run("perplexity", Tool.Jargon, "--text", text.Path, "--weights", "int8", "--window", "16", "--json").Json;
        var (first, second) = (json.GetProperty("results")[0], json.GetProperty("results")[1]);
        Assert.Equal("exported", first.GetProperty("weights").GetString());
        Assert.Equal("int8", second.GetProperty("weights").GetString());
        Assert.True(first.GetProperty("windows").GetInt32() > 1);
        var ratio = second.GetProperty("perplexity").GetDouble() / first.GetProperty("perplexity").GetDouble();
        Assert.Equal(ratio, json.GetProperty("ratio").GetDouble(), 1e-9);
        Assert.InRange(ratio, 0.9, 1.1);
    }

    [Theory]
    [InlineData("x", "512", "The text is too short")]
    [InlineData("some words of a text", "1", "--window takes 2 to ")]
    [InlineData("some words of a text", "1000000", "--window takes 2 to ")]
    public void What_can_not_be_measured_is_refused(string words, string window, string expected)
    {
        using var text = new TemporaryText(words);
        var result = Tool.Run("perplexity", Tool.Jargon, "--text", text.Path, "--window", window);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Formats_that_do_not_exist_are_named()
    {
        var result = Tool.Run("generate", Tool.Jargon, "--prompt", "a", "--weights", "int5");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--weights: 'int5' of 'int5' is no format of weights. Write one of exported, int8, int4", result.Error,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("bench")]
    [InlineData("compile")]
    public void Formats_that_no_weight_can_have_are_told_once(string command)
    {
        var result = Tool.Run(command, Tool.Program("activations.pt2"), "--weights", "int8");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("no product has a weight that can be kept in int8", Assert.Single(result.Error.TrimEnd().Split('\n')),
            StringComparison.Ordinal);
        Assert.DoesNotContain("no product", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_exported_has_no_other_weights()
    {
        var result = Tool.Run("verify", Tool.Program("activations.pt2"), "--weights", "int8", "--mode", "imported");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("can't be used with the mode 'imported'", result.Error, StringComparison.Ordinal);
    }

    private sealed class TemporaryText : IDisposable
    {
        public TemporaryText(string text) => File.WriteAllText(Path, text);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
