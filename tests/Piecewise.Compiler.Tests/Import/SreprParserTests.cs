using Piecewise.Import;

namespace Piecewise.Compiler.Tests.Import;

public sealed class SreprParserTests
{
    [Theory]
    [InlineData("Symbol('s77', positive=True, integer=True)")]
    [InlineData("Symbol('u0', integer=True)")]
    [InlineData("Integer(-1)")]
    [InlineData("Rational(1, 2)")]
    [InlineData("Float('3.5', precision=53)")]
    [InlineData("true")]
    [InlineData("false")]
    [InlineData("-oo")]
    [InlineData("int_oo")]
    [InlineData("Mul(Integer(-1), FloorDiv(Mul(Integer(-1), Symbol('s0', integer=True)), Integer(8)))")]
    [InlineData(
        "Equality(Add(Symbol('u0', integer=True), Symbol('u1', integer=True)), Mul(Integer(2), Symbol('s72', "
        + "positive=True, integer=True)))")]
    [InlineData("Where()")]
    public void F1_ExpressionsReadAndPrintBack(string text)
    {
        SreprNode? node = SreprParser.TryParse(text, out string problem);
        Assert.Equal("", problem);
        Assert.Equal(text, node?.ToString());
    }

    [Fact]
    public void F1_AssumptionsAreKept()
    {
        var symbol = Assert.IsType<SreprNode.Symbol>(SreprParser.TryParse("Symbol('s0', positive=True, integer=False)", out _));
        Assert.Equal([("positive", true), ("integer", false)], symbol.Assumptions.Select(a => (a.Key, a.Value)));
    }

    [Theory]
    [InlineData("", "expected a function or a symbol at character 0")]
    [InlineData("Add", "expected '('")]
    [InlineData("Add(", "expected a function")]
    [InlineData("Add(Integer(1)", "expected ',' or ')'")]
    [InlineData("Integer(1) ", "expected the end at character 10")]
    [InlineData("Integer(99999999999999999999)", "a 64-bit integer")]
    [InlineData("Integer(1.5)", "a 64-bit integer")]
    [InlineData("Symbol(s0)", "a name in quotes")]
    [InlineData("Symbol('s\\'0')", "a name in quotes")]
    [InlineData("Symbol('s0', positive=1)", "True or False")]
    [InlineData("Rational(1, 0)", "two 64-bit integers")]
    [InlineData("Float('x', precision=53)", "a number in quotes")]
    [InlineData("__import__('os')", "expected a function or a symbol")]
    public void F2_OtherTextIsRefusedWithThePlace(string text, string message)
    {
        Assert.Null(SreprParser.TryParse(text, out string problem));
        Assert.Contains(message, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void F2_DepthAndLengthAreBounded()
    {
        string deep = string.Concat(Enumerable.Repeat("Add(", 10_000));
        Assert.Null(SreprParser.TryParse(deep, out string problem));
        Assert.Contains("nests more than", problem, StringComparison.Ordinal);

        Assert.Null(SreprParser.TryParse(new string('a', 1 << 20), out problem));
        Assert.Contains("more than the 65536 allowed", problem, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Corpus.Archives), MemberType = typeof(Corpus))]
    public void F1_EveryExpressionOfTheCorpusReads(string path)
    {
        using var archive = Pt2Archive.Open(path);
        Assert.All(Expressions(Pt2Model.Read(archive).Program.GraphModule.Graph), text =>
            Assert.Equal(text, SreprParser.TryParse(text, out _)?.ToString()));
    }

    private static IEnumerable<string> Expressions(GraphData graph) => graph.TensorValues.Values
        .SelectMany(meta => meta.Sizes.Concat(meta.Strides).Append(meta.StorageOffset).Select(size => size.Expression))
        .Concat(graph.SymIntValues.Values.Select(value => value.Expression))
        .Concat(graph.SymBoolValues.Values.Select(value => value.Expression))
        .OfType<string>()
        .Concat(graph.Nodes.SelectMany(node => node.Inputs).Select(input => input.Value).OfType<ArgumentData.Graph>()
            .SelectMany(inner => Expressions(inner.Body)))
        .Distinct();
}
