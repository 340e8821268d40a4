namespace Piecewise.Compiler.Tests.Architecture;

/// <summary>The product holds no code that nothing uses, or that only its tests use (CONTRIBUTING.md).</summary>
public sealed class UnusedCodeTests
{
    // What only tests call, and why it is in the product all the same. What one of these uses is used.
    private static readonly Dictionary<string, string> Kept = new(StringComparer.Ordinal)
    {
        ["src/Piecewise.Operators/Tracing/"] = "models written in C# (SPEC F4): a way in whose public face is not designed yet",
        ["src/Piecewise.Compiler/ProgramTracing.cs"] = "the same",
        ["PreparedProgram.PreparedProgram(ExportedProgram, CompileOptions?)"] = "the same: compiles a traced program",
        ["Operator.Tolerance(DType)"] = "a fact of each operator, beside its kernel; whoever compares kernels asks for it",
        ["Tolerance.Default(DType)"] = "the same",
        ["Tolerance.Exact"] = "the same",
        ["Pt2Archive.Open(ReadOnlySpan<byte>, string, ArchiveLimits?)"] = "fuzzing opens thousands of archives that never were files",
        ["Graph.MoveBefore(Node, Node)"] = "the verifier's tests need graphs in a wrong order, which no text gives",
    };

    private static readonly Lazy<SourceUses> Product = new(
        () => new SourceUses(
        [
            "Tensors", "Graph", "Import", "Operators", "Runtime", "Distributed", "Llm", "Compiler", "Server", "Extensions", "Cli",
            "Assembly",
        ]));

    [Fact]
    public void What_is_in_the_product_is_used_by_the_product()
    {
        var unused = Product.Value.Unused(Kept.Keys).ToList();
        Assert.True(unused.Count == 0, "Nothing in src uses these; delete them, or move them to the tests that do:\n"
            + string.Join('\n', unused));
    }

    [Fact]
    public void What_is_kept_is_there_and_would_be_unused()
    {
        var unused = Product.Value.Unused([]).ToList();
        Assert.All(Kept.Keys, k => Assert.True(
            unused.Any(u => u.EndsWith($": {k}", StringComparison.Ordinal) || u.StartsWith(k, StringComparison.Ordinal)),
            $"{k} needs no reason to be kept any more."));
    }
}
