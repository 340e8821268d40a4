namespace Piecewise.Cli.Commands;

/// <summary>What somebody may have meant: the nearest of the names that there are.</summary>
internal static class Suggestion
{
    /// <summary>A sentence with the nearest name, to be appended to a message; empty where none is near.</summary>
    public static string For(string word, IEnumerable<string> names) => Nearest(word, names) is { } name ? $" Did you mean '{name}'?" : "";

    /// <summary>The name that begins with the word, or else takes the fewest changes of one character; null where none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> names)
    {
        string[] all = [.. names];
        if (word.Length > 1 && Array.Find(all, n => n.StartsWith(word, StringComparison.OrdinalIgnoreCase)) is { } longer)
        {
            return longer;
        }
        var most = Math.Max(1, word.Length / 3);
        return all.Where(n => Distance(word, n) <= most).MinBy(n => Distance(word, n));
    }

    // Insertions, deletions, exchanges, and neighbours that change places (Damerau and Levenshtein's distance, of restricted kind).
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }
                var differs = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + differs);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }
        return rows[a.Length, b.Length];
    }
}
