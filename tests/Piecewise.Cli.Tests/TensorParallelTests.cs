using Piecewise.Distributed;

namespace Piecewise.Cli.Tests;

/// <summary><c>--tensor-parallel</c>: verbs whose program several processes share.</summary>
public sealed class TensorParallelTests
{
    private static bool HasLauncher => Launcher.Find(Environment.GetEnvironmentVariable("PATH"), null) is not null;

    [Fact]
    public void Partition_shows_how_a_program_would_be_shared()
    {
        var shown = Tool.Run("partition", Tool.Jargon, "--tensor-parallel", "2");
        Assert.True(shown.ExitCode == 0, shown.Error);
        Assert.Contains("2 ranks: each has", shown.Output, StringComparison.Ordinal);
        var plan = Tool.Run("partition", Tool.Jargon, "--tensor-parallel", "2", "--json").Json.GetProperty("tensorParallel");
        Assert.Equal(2, plan.GetProperty("ranks").GetInt32());
        Assert.True(plan.GetProperty("bytes").GetInt64() < plan.GetProperty("wholeBytes").GetInt64());
        Assert.Contains("from 1 to", Tool.Run("partition", Tool.Jargon, "--tensor-parallel", "0").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Ranks_give_PyTorchs_outputs_and_one_text()
    {
        var model = Path.Combine(Tool.Root, "tests", "fixtures", "corpus", "models", "llama.flat.pt2");
        var verified = Tool.Run("verify", model, "--tensor-parallel", "2", "--json");
        if (!HasLauncher)
        {
            Assert.Equal(2, verified.ExitCode);
            Assert.Contains("No launcher of MPI is installed", verified.Error, StringComparison.Ordinal);
            return;
        }
        Assert.True(verified.ExitCode == 0, verified.Error);
        Assert.True(verified.Json[0].GetProperty("ok").GetBoolean());

        string[] generate = ["generate", Tool.Jargon, "--prompt", "hacker: ", "-n", "12"];
        var shared = Tool.Run([.. generate, "--tensor-parallel", "2"]);
        Assert.True(shared.ExitCode == 0, shared.Error);
        Assert.Equal(Tool.Run(generate).Output, shared.Output);
    }

    [Fact]
    public void Numbers_that_make_no_sense_are_refused()
    {
        Assert.Contains("from 1 up", Tool.Run("verify", Tool.Jargon, "--tensor-parallel", "-1").Error, StringComparison.Ordinal);
        if (HasLauncher)
        {
            var other = Tool.Run("launch", "-n", "2", "--", "generate", Tool.Jargon, "--prompt", "x", "--tensor-parallel", "3");
            Assert.NotEqual(0, other.ExitCode);
            Assert.Contains("was given to 2 processes", other.Error, StringComparison.Ordinal);
        }
    }
}
