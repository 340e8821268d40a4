using System.Text.RegularExpressions;
using Piecewise.Graphs;
using Piecewise.Operators;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests;

/// <summary>One table of names: what something besides an operator's own file knows of it by name is in it, and is there.</summary>
public sealed partial class KnownOpsTests
{
    [Fact]
    public void All_known_operators_are_there() => KnownOps.Require(StandardOperators.Create());

    [Fact]
    public void A_wrong_name_is_answered_with_the_nearest_ones()
    {
        var e = Assert.Throws<ArgumentException>(() => KnownOps.Require(new OperatorCatalog(
            StandardOperators.Create().Operators.Where(o => o.Name != KnownOps.Rsqrt))));
        Assert.Contains("There is no aten::rsqrt.default. Is it aten::rsqrt_.default or aten::sqrt.default", e.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Piecewise.Compiler")]
    [InlineData("Piecewise.Import")]
    [InlineData("Piecewise.Graph")]
    [InlineData("Piecewise.Llm")]
    public void No_other_file_names_an_operator(string project)
    {
        var folder = Path.Combine(Repository.Root, "src", project);
        var found = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f) is not ("KnownOps.cs" or "Dialect.cs")
                && !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(f => File.ReadLines(f)
                .Where(l => !l.TrimStart().StartsWith("//", StringComparison.Ordinal) && NamesOne().IsMatch(l))
                .Select(l => $"{Path.GetRelativePath(folder, f)}: {l.Trim()}"));
        Assert.Empty(found);
    }

    // "aten::add.Tensor", $"{Namespace}::add", or a name without namespace that is compared.
    [GeneratedRegex("""("([a-z_]+|\{[^}"]*\})::[a-z_])|(BaseName(:| is| ==| !=|\.\w+With\()( not)? *\(?")""")]
    private static partial Regex NamesOne();
}
