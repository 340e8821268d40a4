using System.Text.Json;

namespace Piecewise.Cli.Tests;

/// <summary>A file with several programs, and programs whose results are no tensors, from the command line.</summary>
public sealed class ProgramChoiceTests
{
    private static string Several { get; } = Fixture("several_programs.pt2");

    [Theory]
    [InlineData("run", "--input", "x=[[0,1,2,3],[4,5,6,7],[8,9,10,11]]")]
    [InlineData("compile")]
    [InlineData("inspect")]
    [InlineData("partition")]
    [InlineData("explain")]
    [InlineData("dump")]
    public void Every_verb_takes_one_of_several_programs(string verb, params string[] more)
    {
        var chosen = Tool.Run([verb, Several, .. more, "--program", "second"]);
        Assert.True(chosen.ExitCode == 0, chosen.Error);

        var wrong = Tool.Run([verb, Several, .. more, "--program", "third"]);
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("there is no program 'third'; the archive holds first, second", wrong.Error + wrong.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_choice_the_option_is_told()
    {
        var refused = Tool.Run("dump", Several);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("choose one, by --program first", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_and_numbers_are_results()
    {
        var result = Tool.Run("run", Fixture("literal_outputs.pt2"), "--input", "x=[1, 2]", "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        var outputs = result.Json.GetProperty("outputs").EnumerateArray().ToArray();

        Assert.Equal(JsonValueKind.Null, outputs[1].ValueKind);
        Assert.Equal(5, outputs[2].GetInt64());
        Assert.Equal("he said \"hi\"\n\\ü", outputs[5].GetString());
        Assert.Equal("x", outputs[8].GetString());
        Assert.Equal(long.MinValue, outputs[14].GetInt64());
    }

    private static string Fixture(string name) => Path.Combine(Tool.Root, "tests", "fixtures", "import", name);
}
