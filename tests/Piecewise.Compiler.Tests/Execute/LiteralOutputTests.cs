using Piecewise.Graphs;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Execute;

/// <summary>A program returns what its function returned as it was: numbers, texts, nothing.</summary>
public sealed class LiteralOutputTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("piecewise-literals-").FullName;

    // The fixture's function returns a dict with a nested list; its leaves in order, after the tensor.
    private static object?[] Expected { get; } =
        [null, 5L, 1.5, true, "he said \"hi\"\n\\ü", 1L, 2.5, "x", null, false, -3_000_000_000, double.PositiveInfinity, -0.0,
            long.MinValue];

    private static string File { get; } = Path.Combine(Repository.Root, "tests", "fixtures", "import", "literal_outputs.pt2");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(RunMode.Imported)]
    [InlineData(RunMode.Interpret)]
    [InlineData(RunMode.Split)]
    [InlineData(RunMode.Lowered)]
    [InlineData(RunMode.Compiled)]
    public void Every_mode_returns_them(RunMode mode)
    {
        using var program = PreparedProgram.Load(File);
        var results = program.StartSession(mode).Run(new Dictionary<string, Value> { ["x"] = Tensor.From([1f, 2], 2) });

        Assert.Equal([2f, 3], results[0].Tensor.AsSpan<float>().ToArray());
        AssertSame(Expected, [.. results.Skip(1).Select(ToObject)]);
    }

    [Fact]
    public async Task A_compiled_model_returns_them_also_from_the_cache()
    {
        foreach (var isLoaded in new[] { false, true })
        {
            using var model = await CompiledModel.LoadAsync(File, new CompileOptions { CacheFolder = folder });
            Assert.Equal(isLoaded, model.Report.Loaded > 0);
            var results = model.Run(Tensor.From([1f, 2], 2));
            AssertSame(Expected, [.. results.Skip(1).Select(r => r.ToObject())]);
            Assert.Equal("x", results[8].Text);
            Assert.Empty(model.Report.Remarks);
        }
    }

    [Fact]
    public void A_text_is_no_input()
    {
        using var program = PreparedProgram.Load(File);
        using var session = program.Compilation.Program.StartSession(new SessionOptions());
        var refused = Assert.Throws<InputException>(() => session.Run(CallValue.FromText("text")));
        Assert.Contains("The input 'x' must be a tensor f32[2], not text.", refused.Message, StringComparison.Ordinal);
    }

    private static void AssertSame(object?[] expected, object?[] actual)
    {
        Assert.Equal(expected, actual);
        Assert.True(double.IsNegative((double)actual[12]!));
    }

    private static object? ToObject(Value value) => value switch
    {
        { IsNone: true } => null,
        { IsScalar: true, Scalar: { IsFloat: true } number } => number.ToDouble(),
        { IsScalar: true, Scalar: { IsBool: true } flag } => flag.ToBool(),
        { IsScalar: true, Scalar: var number } => number.ToInt64(),
        _ => ((StringArgument)value.Literal).Value,
    };
}
