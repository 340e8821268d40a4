using Piecewise.Graphs;

namespace Piecewise.Graph.Tests.Symbols;

public sealed class SymIntTests
{
    private static readonly SymInt S0 = SymInt.Symbol("s0");
    private static readonly SymInt S1 = SymInt.Symbol("s1");

    [Theory]
    // Ring laws.
    [InlineData("s1 + s0", "s0 + s1")]
    [InlineData("2*(s0 + 1)", "2*s0 + 2")]
    [InlineData("(s0 + 1)*(s0 - 1)", "s0**2 - 1")]
    [InlineData("s0 - s0", "0")]
    [InlineData("s0*s1*s0", "s0**2*s1")]
    [InlineData("-(s0 - 3)", "-s0 + 3")]
    // Division by a constant.
    [InlineData("8*s0 // 8", "s0")]
    [InlineData("(8*s0 + 3) // 8", "s0")]
    [InlineData("(8*s0 - 3) // 8", "s0 - 1")]
    [InlineData("9*s0 // 8", "s0 + s0 // 8")]
    [InlineData("(4*s0 + 6) // 8", "(s0 + 1) // 2")]
    [InlineData("(6*s0 + 7) // 8", "(3*s0 + 3) // 4")]
    [InlineData("(4*s0 + 3) // 8", "s0 // 2")]
    [InlineData("s0 // 1", "s0")]
    [InlineData("s0 // -8", "-((s0 + 7) // 8)")]
    [InlineData("-(-s0 // 8)", "(s0 + 7) // 8")]
    [InlineData("(s0 - 1) // 8 + 1", "(s0 + 7) // 8")]
    [InlineData("s0 // 4 // 8", "s0 // 32")]
    [InlineData("(s0 // 4 + 3) // 8", "(s0 + 12) // 32")]
    [InlineData("(s0 % 8) // 8", "0")]
    [InlineData("(s0 % 8 + 9) // 8", "(s0 % 8 + 1) // 8 + 1")]
    // Division by an expression.
    [InlineData("s0*s1 // s1", "s0")]
    [InlineData("(s0*s1 + 1) // s1", "s0 + 1 // s1")]
    [InlineData("6*s0*s1 // (4*s1)", "s0 + s0 // 2")]
    [InlineData("(s0*s0 + s0) // (s0 + 1)", "s0")]
    [InlineData("(4*s0 + 4) // (6*s1 + 2)", "(2*s0 + 2) // (3*s1 + 1)")]
    [InlineData("s0 // s0", "1")]
    [InlineData("0 // s0", "0")]
    [InlineData("s0 // -s1", "-s0 // s1")]
    // Remainders.
    [InlineData("8*s0 % 8", "0")]
    [InlineData("s0 % 1", "0")]
    [InlineData("(s0 + 8) % 8", "s0 % 8")]
    [InlineData("(9*s0 - 1) % 8", "(s0 + 7) % 8")]
    [InlineData("4*s0 % 8", "4*(s0 % 2)")]
    [InlineData("(4*s0 + 6) % 8", "4*((s0 + 1) % 2) + 2")]
    [InlineData("s0 % 8 % 4", "s0 % 4")]
    [InlineData("(s0 % 8 + s1) % 4", "(s0 + s1) % 4")]
    [InlineData("s0*s1 % s1", "0")]
    [InlineData("(s0*s1 + 3) % s1", "3 % s1")]
    [InlineData("4*s0 % (4*s1)", "4*(s0 % s1)")]
    [InlineData("s0 % -8", "-(-s0 % 8)")]
    // Minimum and maximum.
    [InlineData("min(s0, s0 + 1)", "s0")]
    [InlineData("max(s0, s0 + 1)", "s0 + 1")]
    [InlineData("min(s1, min(4, s0))", "min(s0, s1, 4)")]
    [InlineData("min(s0, max(s0, s1))", "s0")]
    [InlineData("max(3, 4)", "4")]
    public void G1_EqualUpToArithmeticLaws_AreOneNormalForm(string left, string right)
    {
        Assert.Equal(SymInt.Parse(right), SymInt.Parse(left));
        Assert.Equal(SymInt.Parse(right).GetHashCode(), SymInt.Parse(left).GetHashCode());
        Assert.Equal(right, SymInt.Parse(left).ToString());
    }

    [Theory]
    [InlineData("2*s0 + 1")]
    [InlineData("s0 // 8")]
    [InlineData("s0 % 8")]
    [InlineData("min(s0, 4)")]
    [InlineData("s0 + 3*(s0 // 8) - s1 // 8 + 1")]
    [InlineData("-(s0 % 8)")]
    [InlineData("2*s0 // s1")]
    [InlineData("(s0 + 1) // (s1 + 2)")]
    [InlineData("-(-s0 // s1)")]
    [InlineData("(s0 // s1)**2")]
    [InlineData("-9223372036854775808*s0 + -9223372036854775808")]
    [InlineData("9223372036854775807")]
    [InlineData("-9223372036854775808")]
    public void G2_Text_IsStable(string text) => Assert.Equal(text, SymInt.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("s0 +")]
    [InlineData("s0 s1")]
    [InlineData("(s0")]
    [InlineData("min(s0)")]
    [InlineData("min")]
    [InlineData("s0 / 2")]
    [InlineData("s0 ** s1")]
    [InlineData("9223372036854775808")]
    [InlineData("s0 <= 1")]
    [InlineData("s0 // 0")]
    [InlineData("s0 % 0")]
    [InlineData("4611686018427387904*s0*4")]
    [InlineData("(a + b + c + d + e + f)**60")]
    public void G2_BadText_IsRefused(string text) => Assert.False(SymInt.TryParse(text, out _));

    [Fact]
    public void G2_DeepText_IsRefusedWithoutExhaustingTheStack()
    {
        var error = Assert.Throws<FormatException>(() => SymInt.Parse(new string('(', 100_000) + "s0"));
        Assert.Contains("nests deeper", error.Message);
    }

    [Theory]
    [InlineData("s0", " // s1")]
    [InlineData("s0", " % s1 + 1")]
    [InlineData("s0", "**9**9**9")]
    [InlineData("s0", "*s0*s1")]
    public void F2_LongText_IsRefusedOrReadInBoundedWork(string start, string repeated)
    {
        var text = start + string.Concat(Enumerable.Repeat(repeated, 20_000));
        if (SymInt.TryParse(text, out var value))
        {
            Assert.NotEmpty(value.ToString());
        }
    }

    [Fact]
    public void F2_ManyTermsAndCandidates_AreRefused()
    {
        var names = Enumerable.Range(0, 20_000).Select(i => $"n{i}").ToArray();
        Assert.False(SymInt.TryParse(string.Join(" + ", names), out _));
        Assert.False(SymInt.TryParse($"min({string.Join(", ", names)})", out _));
        Assert.Equal(names.Length, SymBool.Parse(string.Join(" and ", names.Select(n => n + " > 0"))).Symbols.Count);
    }

    [Fact]
    public void G1_Symbols_AreSortedAndIncludeThoseInsideOperations()
    {
        var value = SymInt.Parse("z + min(b, a // c) + a");
        Assert.Equal(["a", "b", "c", "z"], value.Symbols);
        Assert.Empty(((SymInt)3).Symbols);
    }

    [Fact]
    public void G1_ConstantsAndSymbols_AreRecognized()
    {
        Assert.True(S0.IsSymbol);
        Assert.Equal("s0", S0.SymbolName);
        Assert.False((S0 + 1).IsSymbol);
        Assert.Throws<InvalidOperationException>(() => (S0 + 1).SymbolName);
        Assert.Throws<InvalidOperationException>(() => S0.Constant);
        Assert.False(S0.TryGetConstant(out _));
        Assert.True((S0 - S0 + 5).TryGetConstant(out var five));
        Assert.Equal(5, five);
        Assert.True(S0 + S1 == S1 + S0);
        Assert.True(S0 != S1);
    }

    [Theory]
    [InlineData("min")]
    [InlineData("and")]
    [InlineData("")]
    [InlineData("1a")]
    [InlineData("a-b")]
    [InlineData("a b")]
    public void G1_BadSymbolNames_AreRefused(string name) => Assert.Throws<ArgumentException>(() => SymInt.Symbol(name));

    [Theory]
    [InlineData("s0 // 8", 17, 2)]
    [InlineData("s0 // 8", -17, -3)]
    [InlineData("s0 % 8", -1, 7)]
    [InlineData("s0 % -8", 1, -7)]
    [InlineData("ceildiv(s0, 8)", 17, 3)]
    [InlineData("s0**3", -2, -8)]
    [InlineData("max(s0, 4, 2*s0)", 3, 6)]
    [InlineData("s0 + 9223372036854775807 - 1", 1, 9223372036854775807)]
    public void G1_Evaluate_FollowsPython(string text, long s0, long expected) =>
        Assert.Equal(expected, SymInt.Parse(text).Evaluate(new Dictionary<string, long> { ["s0"] = s0 }));

    [Fact]
    public void G1_Evaluate_SaysWhatIsWrong()
    {
        var missing = Assert.Throws<KeyNotFoundException>(() => (S0 + S1).Evaluate(new Dictionary<string, long> { ["s0"] = 1 }));
        Assert.Contains("'s1'", missing.Message);
        var division = Assert.Throws<DivideByZeroException>(
            () => SymInt.FloorDiv(S0, S1).Evaluate(new Dictionary<string, long> { ["s0"] = 1, ["s1"] = 0 }));
        Assert.Contains("s0 // s1", division.Message);
        Assert.Throws<OverflowException>(() => (S0 * S0).Evaluate(new Dictionary<string, long> { ["s0"] = long.MaxValue }));
        Assert.Throws<OverflowException>(() => (S0 + 1).Evaluate(new Dictionary<string, long> { ["s0"] = long.MaxValue }));
    }

    [Fact]
    public void G1_Substitute_IsSimultaneousAndNormalizes()
    {
        var swap = new Dictionary<string, SymInt> { ["s0"] = S1, ["s1"] = S0 };
        Assert.Equal(SymInt.Parse("s1 - 2*s0"), SymInt.Parse("s0 - 2*s1").Substitute(swap));
        var scaled = new Dictionary<string, SymInt> { ["s0"] = 8 * S1 };
        Assert.Equal(S1, SymInt.Parse("s0 // 8").Substitute(scaled));
        var untouched = SymInt.Parse("s1 % 3");
        Assert.Same(untouched, untouched.Substitute(scaled));
    }

    [Fact]
    public void G1_Pow_OfNegativeExponentIsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SymInt.Pow(S0, -1));
        Assert.Equal(SymInt.Parse("s0**2 + 2*s0 + 1"), SymInt.Pow(S0 + 1, 2));
        Assert.Equal((SymInt)1, SymInt.Pow(S0 + 1, 0));
    }

    [Fact]
    public void G1_SmallConstantsAndSymbols_AllocateNothing()
    {
        SymInt Build(long value) => value;
        Assert.Same(Build(7), Build(7));
        Assert.Same(SymInt.Symbol("shared"), SymInt.Symbol("shared"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            _ = Build(i);
            _ = SymInt.Symbol("shared");
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
