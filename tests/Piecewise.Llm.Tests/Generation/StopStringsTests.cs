namespace Piecewise.Llm.Tests.Generation;

/// <summary>What a stream of text shows before a string that ends it.</summary>
public sealed class StopStringsTests
{
    [Theory]
    [InlineData("ab|cd|ef", "", "abcdef", false)]
    [InlineData("ab|cd|ef", "cd", "ab", true)]
    [InlineData("ab|cd|ef", "bcde", "a", true)]
    [InlineData("ab|cd|ef", "bcx", "abcdef", false)]
    [InlineData("a|a|a|b", "aab", "a", true)]
    [InlineData("abcd", "cd,b", "a", true)]
    [InlineData("ab|c", "cd", "abc", false)]
    public void Text_ends_where_the_first_of_them_begins(string parts, string strings, string expected, bool isFound)
    {
        var until = new StopStrings(strings.Split(',', StringSplitOptions.RemoveEmptyEntries));
        var shown = "";
        foreach (var part in parts.Split('|'))
        {
            shown += until.Push(part);
            // Nothing that is shown is ever taken back.
            Assert.StartsWith(shown, expected, StringComparison.Ordinal);
            if (until.IsFound)
            {
                break;
            }
        }
        Assert.Equal(expected, shown + until.Rest());
        Assert.Equal(isFound, until.IsFound);
    }
}
