using Piecewise.Graphs;

namespace Piecewise.Graph.Tests.Symbols;

public sealed class SymBoolTests
{
    [Theory]
    [InlineData("s0 <= 32", "s0 <= 32")]
    [InlineData("s0 < 33", "s0 <= 32")]
    [InlineData("33 > s0", "s0 <= 32")]
    [InlineData("not s0 > 32", "s0 <= 32")]
    [InlineData("2*s0 <= 65", "s0 <= 32")]
    [InlineData("-s0 <= -8", "s0 >= 8")]
    [InlineData("2*s0 > 7", "s0 >= 4")]
    [InlineData("s0 < s1", "s0 < s1")]
    [InlineData("s0 + 3 <= s1", "s0 <= s1 - 3")]
    [InlineData("s0 % 8 == 0", "s0 % 8 == 0")]
    [InlineData("0 == s0 % 8", "s0 % 8 == 0")]
    [InlineData("s1 == s0", "s0 == s1")]
    [InlineData("2*s0 == 7", "False")]
    [InlineData("2*s0 != 7", "True")]
    [InlineData("s0 == s0", "True")]
    [InlineData("s0 < s0", "False")]
    [InlineData("s0 <= 32 and s0 % 8 == 0", "s0 <= 32 and s0 % 8 == 0")]
    [InlineData("s0 % 8 == 0 and s0 <= 32 and True", "s0 <= 32 and s0 % 8 == 0")]
    [InlineData("not (s0 <= 32 and s1 == 0)", "s0 >= 33 or s1 != 0")]
    [InlineData("s0 <= 32 and s0 > 32", "False")]
    [InlineData("s0 <= 32 or s0 > 32", "True")]
    [InlineData("(s0 == 1 or s1 == 1) and s2 == 1", "s2 == 1 and (s0 == 1 or s1 == 1)")]
    [InlineData("(s0 + 1)*2 == (s1)", "2*s0 == s1 - 2")]
    [InlineData("not not (True)", "True")]
    [InlineData("(isTrue + 1)*2 <= 4", "isTrue <= 1")]
    [InlineData("s0 <= 9223372036854775807", "s0 <= 9223372036854775807")]
    [InlineData("s0 > 9223372036854775807", "s0 - 1 >= 9223372036854775807")]
    [InlineData("s0 - 9223372036854775807 > 9223372036854775807", "s0 - 9223372036854775807 > 9223372036854775807")]
    public void G1_Conditions_HaveOneNormalForm(string text, string expected)
    {
        var value = SymBool.Parse(text);
        Assert.Equal(SymBool.Parse(expected), value);
        if (!expected.Contains("- 9223"))
        {
            Assert.Equal(expected, value.ToString());
        }

        Assert.Equal(value, SymBool.Parse(value.ToString()));
    }

    [Theory]
    [InlineData("s0")]
    [InlineData("s0 <= ")]
    [InlineData("(s0 <= 1")]
    [InlineData("s0 <= 1 <= 2")]
    [InlineData("s0 <= 1 and")]
    [InlineData("True + 1 == 2")]
    public void G2_BadText_IsRefused(string text) => Assert.Throws<FormatException>(() => SymBool.Parse(text));

    [Fact]
    public void G1_EvaluateAndSubstitute_SeeThroughConnectives()
    {
        var value = SymBool.Parse("s0 <= 32 and (s1 == 0 or s0 % 8 == 0)");
        Assert.Equal(["s0", "s1"], value.Symbols);
        Assert.True(value.Evaluate(new Dictionary<string, long> { ["s0"] = 16, ["s1"] = 1 }));
        Assert.False(value.Evaluate(new Dictionary<string, long> { ["s0"] = 17, ["s1"] = 1 }));
        Assert.Equal(SymBool.True, value.Substitute(new Dictionary<string, SymInt> { ["s0"] = 8 }));
        Assert.Equal(SymBool.Parse("s1 == 0"), value.Substitute(new Dictionary<string, SymInt> { ["s0"] = 9 }));
    }
}
