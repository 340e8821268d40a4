namespace Piecewise.Compiler.Tests.Architecture;

/// <summary>Lines have up to 140 columns, without exceptions.</summary>
public sealed class LineLengthTests
{
    private const int Columns = 140;

    [Fact]
    public void No_line_is_longer_than_140_columns()
    {
        var longer = new[] { "src", "tests", "benchmarks" }.SelectMany(f => Sources.Below(f, ".cs"))
            .SelectMany(file => File.ReadLines(file).Select((text, i) => (text.Length, Place: $"{Sources.NameOf(file)}:{i + 1}")))
            .Where(l => l.Length > Columns).Select(l => $"{l.Place} has {l.Length} columns.").ToList();
        Assert.True(longer.Count == 0, string.Join('\n', longer));
    }
}
