using Piecewise.Import;

namespace Piecewise.Compiler.Tests.Import;

/// <summary>What the importer makes of the sizes in a file.</summary>
public sealed class SymbolTranslatorTests
{
    private const string Size = "Symbol('s0', positive=True, integer=True)";

    [Theory]
    [InlineData($"CeilToInt(FloatTrueDiv(ToFloat(Mul(Integer(-1), Integer(2), {Size})), Float('-1.0', precision=53)))", "2*s0")]
    [InlineData($"CeilToInt(FloatTrueDiv(ToFloat({Size}), Float('2.0', precision=53)))", "(s0 + 1) // 2")]
    [InlineData($"FloorToInt(IntTrueDiv({Size}, Integer(4)))", "s0 // 4")]
    [InlineData($"TruncToInt(Add(ToFloat({Size}), Float('3.0', precision=53)))", "s0 + 3")]
    [InlineData($"RoundToInt(ToFloat(FloorDiv({Size}, Integer(3))))", "s0 // 3")]
    public void Whole_numbers_stay_such_when_they_are_rounded(string text, string size)
    {
        var problems = new ProblemList("m.pt2");
        Assert.Equal(size, new SymbolTranslator(problems, []).Int(new SymIntData(text, null)).ToString());
        Assert.Empty(problems.Warnings);
    }

    [Theory]
    [InlineData($"TruncToInt(Mul(Float('0.75', precision=53), ToFloat({Size})))")]
    [InlineData($"TruncToInt(FloatTrueDiv(ToFloat({Size}), Float('2.0', precision=53)))")]
    [InlineData($"CeilToInt(FloatTrueDiv(ToFloat({Size}), Float('0.5', precision=53)))")]
    [InlineData($"CeilToInt(FloatTrueDiv(ToFloat({Size}), Float('0.0', precision=53)))")]
    [InlineData($"FloorToInt(FloatTrueDiv(Float('8.0', precision=53), ToFloat({Size})))")]
    [InlineData($"FloorToInt(ToFloat(Float('1e300', precision=53)))")]
    public void Others_become_symbols(string text)
    {
        var problems = new ProblemList("m.pt2");
        Assert.Equal("u0", new SymbolTranslator(problems, []).Int(new SymIntData(text, null)).ToString());
        Assert.Single(problems.Warnings);
    }
}
