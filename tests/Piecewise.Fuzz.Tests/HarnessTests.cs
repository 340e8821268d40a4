using Piecewise.Import;

namespace Piecewise.Fuzz.Tests;

/// <summary>The harness itself: a fault is caught, named and stepped over; a program that is right is no finding.</summary>
public sealed class HarnessTests
{
    [LinuxFact]
    public void A_read_after_a_tensor_ends_the_process_and_names_the_place()
    {
        using var child = ChildProcess.Start(["fault", "end"]);
        var error = child.StandardError.ReadToEnd();
        child.WaitForExit();

        Assert.NotEqual(0, child.ExitCode);
        Assert.Contains("AccessViolation", error, StringComparison.Ordinal);
        Assert.Contains("Faults", error, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void A_read_before_a_tensor_ends_the_process()
    {
        using var child = ChildProcess.Start(["fault", "start"]);
        child.StandardError.ReadToEnd();
        child.WaitForExit();

        Assert.NotEqual(0, child.ExitCode);
    }

    [LinuxFact]
    public void What_lies_inside_is_read()
    {
        using var child = ChildProcess.Start(["fault", "none"]);
        child.StandardError.ReadToEnd();
        child.WaitForExit();

        Assert.Equal(0, child.ExitCode);
    }

    [Fact]
    public void A_program_that_was_taken_apart_is_the_same_program()
    {
        var path = Directory.GetFiles(Path.Combine(Piecewise.Testing.Repository.Root, "tests", "fixtures", "corpus", "programs"),
            "in_place.pt2")[0];
        var catalog = Operators.StandardOperators.Create();
        using var archive = Pt2Archive.Open(ProgramFile.Read(path)!.Build(), "again.pt2");
        using var again = ProgramImporter.Import(archive, Pt2Model.Read(archive), catalog);
        using var original = ProgramImporter.LoadOwned(path, catalog).Lend();

        Assert.Equal(WithoutSources(original), WithoutSources(again));
    }

    private static string WithoutSources(ExportedProgram program)
    {
        foreach (var node in program.Graph.Nodes)
        {
            node.Source = null;
        }
        return program.Graph.ToString();
    }
}
