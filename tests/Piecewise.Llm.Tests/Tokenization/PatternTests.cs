using System.Text.Json;
using Piecewise.Llm.Tokenization.Patterns;

namespace Piecewise.Llm.Tests.Tokenization;

public sealed class PatternTests
{
    [Fact]
    public void Random_expressions_cut_as_Oniguruma_cuts()
    {
        using var cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(TokenizerFixture.Folder(), "patterns.json")));
        int refused = 0;
        foreach (var line in cases.RootElement.EnumerateArray())
        {
            string expression = line[0].GetString()!;
            Pattern pattern;
            try
            {
                pattern = Pattern.Parse(expression);
            }
            catch (PatternSyntaxException)
            {
                refused++;
                continue;
            }
            foreach (var item in line[1].EnumerateArray())
            {
                string[] expected = [.. item[1].EnumerateArray().Select(piece => piece.GetString()!)];
                string[] actual = Cut(pattern, item[0].GetString()!);
                Assert.True(expected.SequenceEqual(actual),
                    $"{expression} on {item[0]}: expected {string.Join('|', expected)}, was {string.Join('|', actual)}");
            }
        }
        // What is refused is refused on purpose and rare; otherwise this test would test nothing.
        Assert.InRange(refused, 0, cases.RootElement.GetArrayLength() / 10);
    }

    [Theory]
    [InlineData(@"\p{L}+", "a𝒳𠀀b1", "a𝒳𠀀b|1")]
    [InlineData(@"(?i:'s|'ll)", "it'S we'LL 'ſ", "it|'S| we|'LL| |'ſ")]
    [InlineData(@"\s+(?!\S)|\s+", "a   b  ", "a|  | |b|  ")]
    [InlineData(@"\p{N}{1,3}", "1234567", "123|456|7")]
    [InlineData(@"\p{N}{1,3}+", "1234567", "1234567")]
    [InlineData(@"(?<=a|bc)x", "axbcxx", "a|x|bc|x|x")]
    [InlineData(@".", "😀\n", "😀|\n")]
    public void Patterns_of_published_tokenizers_work_beyond_the_basic_plane(string expression, string text, string pieces) =>
        Assert.Equal(pieces, string.Join('|', Cut(Pattern.Parse(expression), text)));

    [Theory]
    [InlineData("(", "without its ')'")]
    [InlineData(")", "without its '('")]
    [InlineData("[a", "without its ']'")]
    [InlineData("*a", "nothing to repeat")]
    [InlineData("a\\", "at the end")]
    [InlineData(@"\p{Klingon}", "the property 'Klingon'")]
    [InlineData(@"(a)\1", @"the escape '\1'")]
    [InlineData(@"(?<name>a)", "a named group")]
    [InlineData(@"(?x) a", "option 'x'")]
    [InlineData(@"(?:a*)*", "can match nothing")]
    [InlineData(@"(?i:é)", "beyond ASCII")]
    [InlineData(@"(?i:ss)", "without regard to case")]
    [InlineData(@"(?<=a+)b", "no fixed length")]
    [InlineData(@"[[:alpha:]]", "POSIX bracket")]
    [InlineData(@"a{3,1}", "wrong way round")]
    [InlineData(@"[z-a]", "wrong way round")]
    [InlineData(@"(?:(?:a{1000}){1000}){1000}", "unroll")]
    public void Refuses_what_it_would_read_differently(string expression, string reason) =>
        Assert.Contains(reason, Assert.Throws<PatternSyntaxException>(() => Pattern.Parse(expression)).Message, StringComparison.Ordinal);

    [Fact]
    public void Refuses_nesting_that_would_exhaust_the_stack() =>
        Assert.Throws<PatternSyntaxException>(() => Pattern.Parse(new string('(', 100_000)));

    [Fact]
    public void Long_texts_need_no_deep_recursion() => Assert.Single(Cut(Pattern.Parse("(?:a|b)+c"), new string('a', 200_000) + "c"));

    [Fact]
    public void Gives_up_on_exponential_patterns() =>
        Assert.Throws<InvalidOperationException>(() => Cut(Pattern.Parse("(?:a+)+b"), new string('a', 40)));

    [Fact]
    public void Sets_combine_as_sets()
    {
        var vowels = CodePointSet.FromRuns('a', 'a', 'e', 'e', 'i', 'i', 'o', 'o', 'u', 'u');
        var early = CodePointSet.Range('a', 'h');
        for (int c = 0; c < 300; c++)
        {
            bool vowel = c < 128 && "aeiou".Contains((char)c), isEarly = c is >= 'a' and <= 'h';
            Assert.Equal(vowel || isEarly, vowels.Union(early).Contains(c));
            Assert.Equal(vowel && isEarly, vowels.Intersect(early).Contains(c));
            Assert.Equal(vowel && !isEarly, vowels.Except(early).Contains(c));
            Assert.Equal(!vowel, vowels.Complement().Contains(c));
            Assert.Equal(vowels.Contains(c), new CodePointTable(vowels).Contains(c));
        }
        Assert.True(CodePointSet.Empty.Complement().Contains(CodePointSet.Limit - 1));
        Assert.True(CodePointSet.All.Complement().IsEmpty);
    }

    private static string[] Cut(Pattern pattern, string text)
    {
        var pieces = new List<string>();
        var matches = pattern.Matches(text, new BacktrackStack());
        int end = 0;
        while (matches.MoveNext())
        {
            pieces.Add(text[end..matches.Start]);
            pieces.Add(text[matches.Start..matches.End]);
            end = matches.End;
        }
        pieces.Add(text[end..]);
        return [.. pieces.Where(piece => piece.Length > 0)];
    }
}
