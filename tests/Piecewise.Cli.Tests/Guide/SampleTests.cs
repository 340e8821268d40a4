namespace Piecewise.Cli.Tests.Guide;

/// <summary>The programs of samples/ with a model of their own compile, run, and find what is there to be found.</summary>
[Collection(GuideCollection.Name)]
public sealed class SampleTests
{
    [Fact]
    public void Search_finds_the_note_that_a_question_is_about() =>
        Assert.Contains("Against a fever", Output("Search").Split('\n')[0], StringComparison.Ordinal);

    [Fact]
    public void Images_says_what_is_in_each_picture() =>
        Assert.Equal(["circle", "cross", "ring", "triangle"],
            Output("Images").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(": ")[1].Split(' ')[0]));

    private static string Output(string sample) =>
        GuideTests.Run(GuideTests.Compile(File.ReadAllText(Path.Combine(Tool.Root, "samples", sample, "Program.cs")), sample))
            .ReplaceLineEndings("\n");
}
