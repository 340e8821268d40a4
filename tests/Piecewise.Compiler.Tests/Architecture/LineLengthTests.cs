using System.Globalization;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Architecture;

/// <summary>
/// Lines have up to 140 columns. <c>long-lines.txt</c> lists the files that had longer ones when the rule came, with how many each may
/// have: the list gets shorter, never longer.
/// </summary>
public sealed class LineLengthTests
{
    private const int Columns = 140;

    [Fact]
    public void No_line_is_longer_than_140_columns()
    {
        var list = Path.Combine(Repository.Root, "tests", "Piecewise.Compiler.Tests", "Architecture", "long-lines.txt");
        var allowed = File.ReadLines(list).Select(l => l.Split(' '))
            .ToDictionary(w => w[1], w => int.Parse(w[0], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var file in new[] { "src", "tests", "benchmarks" }.SelectMany(f => Sources.Below(f, ".cs")))
        {
            var name = Sources.NameOf(file);
            var lines = File.ReadLines(file).Select((text, i) => (text.Length, Number: i + 1)).Where(l => l.Length > Columns)
                .Select(l => l.Number).ToList();
            allowed.Remove(name, out var count);
            if (lines.Count > count)
            {
                problems.Add($"{name}: lines {string.Join(", ", lines)} are longer than {Columns} columns{(count > 0 ? $"; {count} may be" : "")}.");
            }
            else if (lines.Count == 0 && count > 0)
            {
                problems.Add($"{name} has no long line any more: take it off long-lines.txt.");
            }
        }
        problems.AddRange(allowed.Keys.Select(name => $"{name} is gone: take it off long-lines.txt."));
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }
}
