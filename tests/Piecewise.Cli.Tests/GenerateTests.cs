using Piecewise.Testing;

namespace Piecewise.Cli.Tests;

/// <summary><c>generate</c> at the edges: options, temperatures, broken models.</summary>
public sealed class GenerateTests
{
    private static readonly string LowTemperature = Tool.Program("low_temperature.pt2");

    // /reports/low_temperature.
    [Theory]
    [InlineData("0.2")]
    [InlineData("1e-40")]
    public void At_low_temperatures_the_text_is_the_greedy_one(string temperature)
    {
        string[] arguments =
            ["generate", LowTemperature, "--prompt", "The kernel", "-n", "8", "--mode", "split", "--seed", "3", "--json", "-t"];
        Assert.Equal(Text("0"), Text(temperature));

        string? Text(string t) => Tool.Run([.. arguments, t]).Json.GetProperty("text").GetString();
    }

    [Theory]
    [InlineData("--temperature", "-1", "temperature")]
    [InlineData("--temperature", "NaN", "temperature")]
    [InlineData("--top-k", "-1", "Top-k")]
    [InlineData("--top-p", "0", "Top-p")]
    [InlineData("--top-p", "1.5", "Top-p")]
    [InlineData("--max-tokens", "0", "new tokens")]
    public void Options_outside_their_ranges_are_refused_in_a_sentence(string option, string value, string named)
    {
        var result = Tool.Run("generate", Tool.Jargon, "--prompt", "hacker: ", option, value);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(named, result.Error, StringComparison.Ordinal);
        Assert.Contains($"not {value}.", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    public void Weights_that_are_no_numbers_end_in_a_message(string temperature)
    {
        using var copy = Pt2Copy.WithWeights(LowTemperature, 0xFF);
        var result = Tool.Run("generate", copy.Path, "--prompt", "The kernel", "-n", "8", "--mode", "split", "--temperature", temperature);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("NaN", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prompt_comes_from_standard_input_too()
    {
        string[] rest = ["-n", "6", "--json"];
        var given = Tool.Run(["generate", Tool.Jargon, "--prompt", "hacker: ", .. rest]).Json;
        var read = Tool.RunWith("hacker: \n", ["generate", Tool.Jargon, "--prompt", "-", .. rest]).Json;
        Assert.Equal(given.GetProperty("promptTokens").GetInt32(), read.GetProperty("promptTokens").GetInt32());
        Assert.Equal(given.GetProperty("text").GetString(), read.GetProperty("text").GetString());
    }

    [Fact]
    public void Text_ends_before_a_stop_string()
    {
        var whole = Tool.Run("generate", Tool.Jargon, "--prompt", "hacker: ", "-n", "24", "--json").Json;
        var text = whole.GetProperty("text").GetString()!;
        // From the middle of it, across the border of two tokens in all likelihood.
        var stop = text.Substring(text.Length / 2, 4);
        var stopped = Tool.Run("generate", Tool.Jargon, "--prompt", "hacker: ", "-n", "24", "--stop", "nowhere in it", "--stop", stop,
            "--json").Json;
        Assert.Equal(text[..text.IndexOf(stop, StringComparison.Ordinal)], stopped.GetProperty("text").GetString());
        Assert.True(stopped.GetProperty("tokens").GetInt32() < whole.GetProperty("tokens").GetInt32());
    }

    [Fact]
    public void A_chat_needs_a_template_and_the_message_says_so()
    {
        var result = Tool.Run("generate", Tool.Jargon, "--chat", "--prompt", "hacker: ", "-n", "4");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("no chat template", result.Error, StringComparison.Ordinal);
        Assert.Contains("chat_template.jinja", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chat_is_the_text_that_the_template_makes()
    {
        const string Template = "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}";
        using var copy = Pt2Copy.WithExtraFile(Tool.Jargon, "chat_template.jinja", Template);
        string[] rest = ["-n", "8", "--json"];
        var chat = Tool.Run(["generate", copy.Path, "--chat", "--system", "hacker", "--prompt", "what?", .. rest]).Json;
        var text = Tool.Run(["generate", Tool.Jargon, "--prompt", "system: hacker\nuser: what?\n", .. rest]).Json;
        Assert.Equal(text.GetProperty("promptTokens").GetInt32(), chat.GetProperty("promptTokens").GetInt32());
        Assert.Equal(text.GetProperty("text").GetString(), chat.GetProperty("text").GetString());

        var shown = Tool.Run("generate", copy.Path, "--chat", "--system", "hacker", "--prompt", "what?", "-n", "8");
        Assert.Equal(chat.GetProperty("text").GetString(), shown.Output.TrimEnd('\n'));
    }

    [Fact]
    public void A_system_message_needs_a_chat()
    {
        var result = Tool.Run("generate", Tool.Jargon, "--system", "x", "--prompt", "hacker: ");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--chat", result.Error, StringComparison.Ordinal);
    }
}
