using Piecewise.Import;

namespace Piecewise.Compiler.Tests.Import;

public sealed class GuardParserTests
{
    [Theory]
    [InlineData("L['ids'].size()[1] == L['pos'].size()[1]", "(L['ids'].size()[1] == L['pos'].size()[1])")]
    [InlineData("((-4) + L['x'].size()[0]) != 3", "((-4 + L['x'].size()[0]) != 3)")]
    [InlineData("((63 + L[\"ids\"].size()[0]) // 64) == 1", "(((63 + L['ids'].size()[0]) // 64) == 1)")]
    [InlineData("torch.sym_min(64, L['ids'].size()[1]) != 1", "(torch.sym_min(64, L['ids'].size()[1]) != 1)")]
    [InlineData("1 < L['x'].size()[0] <= 8", "((1 < L['x'].size()[0]) and (L['x'].size()[0] <= 8))")]
    [InlineData("not a % 2 == 0 and b or c", "(((not ((a % 2) == 0)) and b) or c)")]
    [InlineData("not not a", "(not (not a))")]
    [InlineData("-a ** 2 - b * -c", "((-(a ** 2)) - (b * (-c)))")]
    [InlineData("a - b - c", "((a - b) - c)")]
    [InlineData("math.trunc(1.5e-3 * torch.sym_float(n)) >= +2", "(math.trunc((0.0015 * torch.sym_float(n))) >= 2)")]
    [InlineData("L['cache'].layers[0].keys.size()[2] == True", "(L['cache'].layers[0].keys.size()[2] == True)")]
    public void F1_GuardsReadWithPythonsPrecedences(string text, string expected)
    {
        GuardNode? node = GuardParser.TryParse(text, out string warning);
        Assert.Equal("", warning);
        Assert.Equal(expected, node?.ToString());
    }

    [Fact]
    public void F1_SizesKnowTheirInput()
    {
        var size = Assert.IsType<GuardNode.Size>(GuardParser.TryParse("L['x'].size()[3]", out _));
        Assert.Equal(("L['x']", 3), (size.Target.ToString(), size.Dimension));
        var nested = Assert.IsType<GuardNode.Size>(GuardParser.TryParse("L['x'][0].size()[3]", out _));
        Assert.Equal("L['x'][0]", nested.Target.ToString());
    }

    // PyTorch compares sizes with 2^63 to say that they do not overflow.
    [Fact]
    public void F1_AnIntegerBeyond64BitsIsAFloat() => Assert.Equal(9223372036854775808.0,
        Assert.IsType<GuardNode.Float>(GuardParser.TryParse("9223372036854775808", out _)).Value);

    [Fact]
    public void F1_FunctionsKnowTheirDottedName()
    {
        var call = Assert.IsType<GuardNode.Call>(GuardParser.TryParse("torch.sym_max(1, n)", out _));
        Assert.Equal("torch.sym_max", call.FunctionName);
        var method = Assert.IsType<GuardNode.Call>(GuardParser.TryParse("L['x'].size()", out _));
        Assert.Null(method.FunctionName);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a ==")]
    [InlineData("a b")]
    [InlineData("a if b else c")]
    [InlineData("lambda: 1")]
    [InlineData("a := 1")]
    [InlineData("[a, b]")]
    [InlineData("a & b")]
    [InlineData("f(x=1)")]
    [InlineData("'un\\'escaped'")]
    [InlineData("'open")]
    [InlineData("1..2")]
    public void F1_OtherPythonGivesAWarning(string text)
    {
        Assert.Null(GuardParser.TryParse(text, out string warning));
        Assert.Contains("was not read", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("-")]
    [InlineData("a**")]
    [InlineData("f(")]
    [InlineData("a[")]
    [InlineData("not ")]
    [InlineData("1+")]
    [InlineData("a.")]
    public void F2_DepthAndLengthAreBounded(string part)
    {
        Assert.Null(GuardParser.TryParse(string.Concat(Enumerable.Repeat(part, 10_000)), out string warning));
        Assert.NotEqual("", warning);
        string closed = string.Concat(Enumerable.Repeat(part, 10_000)) + "1";
        GuardParser.TryParse(closed, out _)?.ToString();
        Assert.Null(GuardParser.TryParse(new string('1', 1 << 20), out _));
    }

    [Theory]
    [MemberData(nameof(Corpus.Archives), MemberType = typeof(Corpus))]
    public void F1_EveryGuardOfTheCorpusReads(string path)
    {
        using var archive = Pt2Archive.Open(path);
        Assert.All(Pt2Model.Read(archive).Program.GuardsCode, guard => Assert.NotNull(GuardParser.TryParse(guard, out _)));
    }
}
