using FsCheck;
using FsCheck.Fluent;

namespace Piecewise.Runtime.Tests.Artifacts;

public sealed class ArtifactKeyTests
{
    [Fact]
    public void K1_canonical_text_is_one_line_per_factor()
    {
        var key = new ArtifactKey([new("graph", "a\nb\\n"), new("entry", "(1, 8)")]);
        Assert.Equal("piecewise artifact key 1\nentry=(1, 8)\ngraph=a\\nb\\\\n\n", key.Text);
        Assert.Equal(key, new ArtifactKey(key.Factors.Reverse()));
        // Changes only together with the rules' number in the text: caches in use would silently miss.
        Assert.Equal("09f94da6a3d5f9ec45cd74fdbbb20f206daf7f2dd80f0950fa9ae561c9eca6c0", new ArtifactKey([new("a", "b")]).Hash);
    }

    [Fact]
    public void K1_different_factors_have_different_texts()
    {
        var values = Gen.ArrayOf(Gen.Elements("", "\n", "\\", "n", "=", "b=", "\r", "x"), 4).Select(string.Concat);
        var pairs = Gen.Zip(Gen.Zip(values, values), Gen.Zip(values, values)).ToArbitrary();
        Prop.ForAll(pairs, pair =>
        {
            var ((a, b), (c, d)) = pair;
            var one = new ArtifactKey([new("a", a), new("b", b)]);
            var two = new ArtifactKey([new("a", c), new("b", d)]);
            return one.Equals(two) == (a == c && b == d) && (one.Hash == two.Hash) == one.Equals(two);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void K1_differences_name_the_factors()
    {
        var wanted = new ArtifactKey([new("graph", "x\ny\nz"), new("entry", "(1, 8)"), new("tier", "avx2"), new("debug", "on")]);
        var found = new ArtifactKey([new("graph", "x\nq\nz"), new("entry", "(1, 8)"), new("tier", "avx512"), new("old", "1")]);
        Assert.Equal(
            ["graph line 2: y, there q", "tier: avx2, there avx512", "debug: only here (on)", "old: only there (1)"],
            wanted.Differences(found).Select(d => d.ToString()));
        Assert.Empty(wanted.Differences(new ArtifactKey(wanted.Factors.Reverse())));
    }

    [Fact]
    public void Bad_factors_are_errors()
    {
        Assert.Throws<ArgumentException>(() => new ArtifactKey([]));
        Assert.Throws<ArgumentException>(() => new ArtifactKey([new("Graph", "")]));
        Assert.Throws<ArgumentException>(() => new ArtifactKey([new("a=b", "")]));
        Assert.Throws<ArgumentException>(() => new ArtifactKey([new("a", ""), new("a", "")]));
        // Would read back as another text.
        Assert.ThrowsAny<ArgumentException>(() => new ArtifactKey([new("a", "\ud800")]));
    }
}
