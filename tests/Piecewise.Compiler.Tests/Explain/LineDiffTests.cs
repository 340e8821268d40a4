using Piecewise.Compiler.Explain;

namespace Piecewise.Compiler.Tests.Explain;

public sealed class LineDiffTests
{
    [Fact]
    public void A_changed_line_is_removed_and_added() => Assert.Equal(
        [(LineChange.Same, "a"), (LineChange.Removed, "b"), (LineChange.Added, "x"), (LineChange.Same, "c")],
            LineDiff.Compute("a\nb\nc\n", "a\nx\nc\n"));

    [Fact]
    public void Equal_texts_have_no_difference() =>
        Assert.All(LineDiff.Compute("a\nb", "a\nb"), l => Assert.Equal(LineChange.Same, l.Change));

    [Fact]
    public void Both_texts_can_be_read_off_every_difference_and_it_is_shortest()
    {
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            var (before, after) = (Lines(random), Lines(random));
            var difference = LineDiff.Compute(string.Join('\n', before), string.Join('\n', after));
            Assert.Equal(before, difference.Where(l => l.Change != LineChange.Added).Select(l => l.Line));
            Assert.Equal(after, difference.Where(l => l.Change != LineChange.Removed).Select(l => l.Line));
            Assert.Equal(LongestCommon(before, after), difference.Count(l => l.Change == LineChange.Same));
        }
    }

    private static string[] Lines(Random random) =>
        [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => ((char)('a' + random.Next(4))).ToString())];

    private static int LongestCommon(string[] a, string[] b)
    {
        var lengths = new int[a.Length + 1, b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                lengths[i, j] = a[i - 1] == b[j - 1] ? lengths[i - 1, j - 1] + 1 : Math.Max(lengths[i - 1, j], lengths[i, j - 1]);
            }
        }
        return lengths[a.Length, b.Length];
    }
}
