using System.Text.RegularExpressions;

namespace Piecewise.Llm.Tests.Grammars;

/// <summary>Regular expressions as grammars: the same texts as .NET's engine.</summary>
public sealed class RegexTests
{
    [Theory]
    [InlineData("a*b|c{2,4}", "abc")]
    [InlineData("(?:ab?)+c?", "abc")]
    [InlineData("[^ab]{0,3}|a.b", "abcé")]
    [InlineData("(a|b)*abb", "ab")]
    [InlineData(@"\d+(\.\d{1,2})?", "12.")]
    [InlineData(@"[a-c\-]+\\?", @"abc-\")]
    [InlineData("(?<x>a{2}){1,2}|", "ab")]
    [InlineData("^(?:é|😀)+$", "é😀a")]
    [InlineData(@"[\u00e0-\u00ff]\x61?", "éà￿a")]
    [InlineData("(a*)*b{0}", "ab")]
    public void A_text_is_matched_as_elsewhere(string pattern, string letters)
    {
        var grammar = Grammar.Regex(pattern);
        var reference = new Regex($"^(?:{pattern})$", RegexOptions.CultureInvariant);
        var runes = letters.EnumerateRunes().Select(r => r.ToString()).ToArray();
        foreach (var length in Enumerable.Range(0, 6))
        {
            foreach (var number in Enumerable.Range(0, (int)Math.Pow(runes.Length, length)))
            {
                var text = string.Concat(Enumerable.Range(0, length).Select(
                    i => runes[number / (int)Math.Pow(runes.Length, i) % runes.Length]));
                // .NET sees halves of pairs: characters beyond the basic plane stand for themselves only.
                Assert.True(reference.IsMatch(text) == grammar.Accepts(text), $"{pattern} on '{text}'");
            }
        }
    }

    [Theory]
    [InlineData("(?=a)b")]
    [InlineData("(?<!a)b")]
    [InlineData(@"(a)\1")]
    [InlineData(@"\ba")]
    [InlineData("a^b")]
    [InlineData("(?i)a")]
    [InlineData("a**")]
    [InlineData("*a")]
    [InlineData("(a")]
    [InlineData("a)")]
    [InlineData("[a")]
    [InlineData("[b-a]")]
    [InlineData("a{3,2}")]
    [InlineData("a{10001}")]
    [InlineData(@"\p{Nothing}")]
    [InlineData(@"\ud800")]
    [InlineData("a\\")]
    public void What_is_not_regular_is_refused(string pattern)
    {
        var error = Assert.Throws<GrammarException>(() => Grammar.Regex(pattern));
        Assert.Contains("not supported at character", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(?:a{1000}){1000}")]
    [InlineData("(?:[ab]*a[ab]{100}){3}")]
    [InlineData(@"(?:\p{L}{50}){2000}")]
    [InlineData("((((((((((a{9}){9}){9}){9}){9}){9}){9}){9}){9}){9})")]
    public void What_is_too_large_is_refused_soon(string pattern)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Contains("too large", Assert.Throws<GrammarException>(() => Grammar.Regex(pattern)).Message, StringComparison.Ordinal);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"{clock.Elapsed}");
    }

    [Fact]
    public void A_text_that_nothing_can_be_is_refused() => Assert.Throws<GrammarException>(() => Grammar.Regex("a[^\\s\\S]"));

    [Fact]
    public void A_choice_is_one_of_its_texts()
    {
        var grammar = Grammar.Choice(["yes", "no", "yesterday", "né"]);
        Assert.All(new[] { "yes", "no", "yesterday", "né" }, t => Assert.True(grammar.Accepts(t)));
        Assert.All(new[] { "", "y", "yesno", "n", "yesterda" }, t => Assert.False(grammar.Accepts(t)));
        Assert.Throws<GrammarException>(() => Grammar.Choice([]));
    }
}
