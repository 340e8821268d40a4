namespace Piecewise.Cli.Tests;

/// <summary><c>compile --emit</c> replaces its own files and nobody else's.</summary>
public sealed class EmitFolderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("piecewise-emit-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_folder_with_files_of_others_is_refused_and_keeps_them()
    {
        var (target, own) = (Path.Combine(folder, "project"), Path.Combine(folder, "project", "Program.cs"));
        Directory.CreateDirectory(target);
        File.WriteAllText(own, "mine");
        var refused = Emit(target);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);
        Assert.Equal(["Program.cs"], Directory.EnumerateFileSystemEntries(target).Select(Path.GetFileName));
        Assert.Equal("mine", File.ReadAllText(own));

        Assert.Equal(0, Emit(target, "--force").ExitCode);
        Assert.NotEqual("mine", File.ReadAllText(own));
    }

    [Fact]
    public void An_earlier_project_is_replaced_and_what_else_lies_there_stays()
    {
        var target = Path.Combine(folder, "project");
        Assert.Equal(0, Emit(target).ExitCode);
        var notes = Path.Combine(target, "notes.txt");
        File.WriteAllText(notes, "mine");
        File.WriteAllText(Path.Combine(target, "Program.cs"), "changed");
        Assert.Equal(0, Emit(target).ExitCode);
        Assert.Equal("mine", File.ReadAllText(notes));
        Assert.NotEqual("changed", File.ReadAllText(Path.Combine(target, "Program.cs")));
    }

    [Fact]
    public void A_list_that_leads_elsewhere_removes_nothing()
    {
        var target = Directory.CreateDirectory(Path.Combine(folder, "project")).FullName;
        var outside = Path.Combine(folder, "outside.txt");
        File.WriteAllText(outside, "mine");
        File.WriteAllLines(Path.Combine(target, ".piecewise"), ["../outside.txt", outside, "..", "."]);
        Emit(target);
        Assert.Equal("mine", File.ReadAllText(outside));
    }

    [Fact]
    public void A_cache_beside_it_is_refused()
    {
        var refused = Emit(Path.Combine(folder, "project"), "--cache", Path.Combine(folder, "cache"));
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("leave out --cache", refused.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    private static ToolResult Emit(string target, params string[] options) =>
        Tool.Run(["compile", Tool.Program("case_three_boundaries.pt2"), "--emit", target, .. options]);
}
