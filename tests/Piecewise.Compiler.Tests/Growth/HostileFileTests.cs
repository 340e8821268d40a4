using System.Text;
using Piecewise.Compiler.Tests.Import;
using Piecewise.Import;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Growth;

/// <summary>Files that are made to take time, memory or stack (F2): each ends in a program or in an error that says why.</summary>
public sealed class HostileFileTests
{
    private static string Fixture(string name) => Path.Combine(Repository.Root, "tests", "fixtures", "hostile", name);

    [Theory]
    [InlineData("stack2000.pt2")]
    [InlineData("longname.pt2")]
    [InlineData("big16.pt2")]
    public void F2_handed_files_compile_and_compute_what_the_interpreter_does(string name)
    {
        using var program = PreparedProgram.Load(Fixture(name));
        _ = program.Compilation;
        if (name != "big16.pt2")
        {
            Agreement.Check(program, name, calls: 1);
        }
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    public void F2_json_of_any_depth_is_refused(string opening)
    {
        var archive = SmallProgram.Archive().Replace("models/model.json", Repeated(opening, 200_000));
        var refused = Assert.Throws<Pt2FormatException>(() => Agreement.Prepare(archive.Build()));
        Assert.Contains("model.json", refused.Message, StringComparison.Ordinal);
    }

    // A size that nobody can read becomes a size of its own, or the file is refused: both say so.
    [Theory]
    [InlineData("Add(", ", Integer(1))")]
    [InlineData("Mul(Integer(-1), ", ")")]
    [InlineData("FloorDiv(", ", Integer(2))")]
    [InlineData("Max(", ", Integer(3))")]
    [InlineData("Mod(", ", Integer(1000))")]
    [InlineData("Pow(", ", Integer(1))")]
    [InlineData("f(", ")")]
    [InlineData("(", ")")]
    [InlineData("Add(", "")]
    public void F2_sizes_of_any_depth_end_no_process(string before, string after)
    {
        var size = $"{Repeated(before, 100_000)}Symbol('s0', positive=True, integer=True){Repeated(after, 100_000)}";
        var meta = SmallProgram.Meta.Replace(
            "{\"as_int\": 4}", "{\"as_expr\": {\"expr_str\": \"" + size + "\", \"hint\": {\"as_int\": 4}}}", StringComparison.Ordinal);
        EndsInAProgramOrAnError(SmallProgram.Json.Replace(SmallProgram.Meta, meta, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("(", ")", "x.size()[0] >= 2")]
    [InlineData("not ", "", "x.size()[0] >= 2")]
    [InlineData("-", "", "x.size()[0] <= 2")]
    [InlineData("max(2, ", ")", "x.size()[0]")]
    [InlineData("(x.size()[0] >= 2 or ", ")", "x.size()[0] >= 3")]
    [InlineData("x.size()[", "]", "0")]
    [InlineData("[", "]", "")]
    public void F2_guards_of_any_depth_end_no_process(string before, string after, string inner)
    {
        var guard = (Repeated(before, 50_000) + inner + Repeated(after, 50_000)).Replace(
            "x.size()", "L['x'].size()", StringComparison.Ordinal);
        EndsInAProgramOrAnError(
            SmallProgram.Json.Replace("\"guards_code\": []", $"\"guards_code\": [\"{guard}\"]", StringComparison.Ordinal));
    }

    [Fact]
    public void F2_a_guard_that_would_be_as_long_as_all_its_combinations_ends()
    {
        // Each level holds the one below twice.
        var text = new StringBuilder("L['x'].size()[0]");
        for (var i = 0; i < 16; i++)
        {
            text = new StringBuilder($"max({text} + {i}, {text} - {i})");
        }
        EndsInAProgramOrAnError(
            SmallProgram.Json.Replace("\"guards_code\": []", $"\"guards_code\": [\"{text} <= 100000\"]", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("calls", nameof(ArchiveLimits.MaxNodes))]
    [InlineData("results of calls", nameof(ArchiveLimits.MaxResults))]
    [InlineData("symbols", nameof(ArchiveLimits.MaxSymbols))]
    [InlineData("guards", nameof(ArchiveLimits.MaxGuards))]
    public void F2_a_limit_says_which_it_is_what_the_file_has_and_how_to_raise_it(string what, string limit)
    {
        var kind = limit switch
        {
            nameof(ArchiveLimits.MaxSymbols) => "ranges",
            nameof(ArchiveLimits.MaxGuards) => "guards: other values",
            _ => "chain of additions"
        };
        var content = GrowingPrograms.Named(kind).Write(40).Archive();
        using (Agreement.Prepare(content))
        {
        }
        var limits = limit switch
        {
            nameof(ArchiveLimits.MaxNodes) => ArchiveLimits.Default with { MaxNodes = 39 },
            nameof(ArchiveLimits.MaxResults) => ArchiveLimits.Default with { MaxResults = 39 },
            nameof(ArchiveLimits.MaxSymbols) => ArchiveLimits.Default with { MaxSymbols = 39 },
            _ => ArchiveLimits.Default with { MaxGuards = 39 },
        };
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, content);
            var refused = Assert.Throws<Pt2FormatException>(() => PreparedProgram.Load(path, new CompileOptions { Limits = limits }));
            Assert.Contains($"40 {what}", refused.Message, StringComparison.Ordinal);
            Assert.Contains("39 allowed", refused.Message, StringComparison.Ordinal);
            Assert.Contains(limit, refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("class")]
    [InlineData("float")]
    [InlineData("Kernel")]
    [InlineData("System")]
    [InlineData("Math")]
    [InlineData("arguments")]
    [InlineData("öäü")]
    [InlineData("a.b-c d")]
    [InlineData("1")]
    [InlineData("*/ //")]
    public void Names_of_any_kind_make_code(string name)
    {
        foreach (var full in new[] { name, string.Concat(Enumerable.Repeat(name, 300)) })
        {
            var file = new ProgramFile();
            var type = new Graphs.TensorType(Tensors.DType.F32, [4, 8]);
            var x = file.Input("x", type);
            var y = file.Graph.Call("aten.softmax.int", full, type, ("self", ArgText.Tensor(x)), ("dim", ArgText.Int(-1)));
            file.Output(file.Graph.Call("aten.relu.default", full + "_1", type, ("self", ArgText.Tensor(y))));
            using var program = Agreement.Prepare(file.Archive());
            Assert.Empty(program.Compilation.Plan.Interpreted);
            Agreement.Check(program, full, calls: 1);
        }
    }

    private static string Repeated(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();

    private static void EndsInAProgramOrAnError(string json)
    {
        try
        {
            Agreement.Prepare(SmallProgram.Archive().Replace("models/model.json", json).Build()).Dispose();
        }
        catch (Pt2FormatException refused)
        {
            Assert.True(refused.Message.Length < 20_000, $"the message has {refused.Message.Length} characters");
        }
    }
}
