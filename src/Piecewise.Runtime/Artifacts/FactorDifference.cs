namespace Piecewise.Runtime;

/// <summary>A factor in which two keys differ.</summary>
/// <param name="Name">The factor.</param>
/// <param name="Wanted">Its value in the key that was asked for; null: it has no such factor.</param>
/// <param name="Found">Its value in the other key; null: it has no such factor.</param>
internal readonly record struct FactorDifference(string Name, string? Wanted, string? Found)
{
    private const int Shown = 60;

    /// <summary>One line; of long values the first line that differs.</summary>
    public override string ToString()
    {
        if (Wanted is null)
            return $"{Name}: only there ({Shorten(Found!)})";
        if (Found is null)
            return $"{Name}: only here ({Shorten(Wanted)})";
        var (here, there) = (Wanted.Split('\n'), Found.Split('\n'));
        var line = 0;
        while (line < here.Length && line < there.Length && here[line] == there[line])
        {
            line++;
        }
        var at = here.Length > 1 || there.Length > 1 ? $" line {line + 1}" : "";
        return $"{Name}{at}: {Shorten(here.ElementAtOrDefault(line) ?? "(no such line)")}, "
            + $"there {Shorten(there.ElementAtOrDefault(line) ?? "(no such line)")}";
    }

    private static string Shorten(string value) => value.Length <= Shown ? value : string.Concat(value.AsSpan(0, Shown), "...");
}
