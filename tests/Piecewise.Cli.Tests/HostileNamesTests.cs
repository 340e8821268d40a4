using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Cli.Tests;

/// <summary>Names come out of files that strangers wrote: none of their characters commands a terminal.</summary>
public sealed class HostileNamesTests : IDisposable
{
    // Clears the screen, sets the title, rings, goes back to the start of the line.
    private const string Evil = "n\u001b[2J\u001b]0;title\u0007\u009b31m\rz";

    // The same as JSON has it.
    private const string EvilInJson = @"n\u001b[2J\u001b]0;title\u0007\u009b31m\rz";

    private readonly string folder = Directory.CreateTempSubdirectory("piecewise-names-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("inspect")]
    [InlineData("partition")]
    [InlineData("explain")]
    [InlineData("report")]
    [InlineData("verify")]
    [InlineData("run")]
    [InlineData("compile", "--cache", "cache")]
    [InlineData("inspect", "--json")]
    [InlineData("inspect", "--verbose")]
    public void No_verb_prints_control_characters_of_a_file(string verb, params string[] options)
    {
        foreach (var (name, content) in new (string, byte[])[] { ($"{Evil}.pt2", Program().Archive()), ($"bad{Evil}.pt2", [1, 2, 3]),
            ($"op{Evil}.pt2", Program(EvilInJson).Archive()) })
        {
            var file = Path.Combine(folder, name);
            File.WriteAllBytes(file, content);
            var result = Tool.Run([verb, file, .. options.Select(o => o == "cache" ? Path.Combine(folder, "cache") : o)]);
            foreach (var text in new[] { result.Output, result.Error })
            {
                var control = text.FirstOrDefault(c => char.IsControl(c) && c is not ('\n' or '\t'));
                Assert.True(control == 0, $"{verb} prints U+{(int)control:X4}");
            }
            Assert.DoesNotContain("internal error", result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_missing_file_is_named_without_its_control_characters()
    {
        var result = Tool.Run("inspect", Path.Combine(folder, Evil));
        Assert.Equal(2, result.ExitCode);
        Assert.DoesNotContain("\u001b", result.Error, StringComparison.Ordinal);
    }

    private static ProgramFile Program(string op = "aten.relu.default")
    {
        var file = new ProgramFile();
        var s = SymInt.Symbol("s0");
        var type = new TensorType(DType.F32, [s, 8]);
        file.Range("s0", 2, 64);
        var x = file.Input(EvilInJson + "x", type);
        file.Output(file.Graph.Call(op, EvilInJson, type, ("self", ArgText.Tensor(x))));
        file.Guard($"L['{EvilInJson}x'].size()[0] <= 32");
        return file;
    }
}
