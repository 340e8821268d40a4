namespace Piecewise.Graphs;

/// <summary>Names of operators that are close to a wrong one.</summary>
internal static class NameSuggestions
{
    private const int MaxSuggestions = 4;

    /// <summary>" Is it aten::add.Tensor?", where operators have a name close to one that is none; nothing where none has.</summary>
    public static string Suggest(this OperatorCatalog catalog, string name)
    {
        var wanted = BaseName(name);
        var close = catalog.Operators.GroupBy(o => $"{o.Schema.Namespace}::{o.Schema.BaseName}", StringComparer.Ordinal)
            .Select(g => (Names: g, Distance: Distance(wanted, BaseName(g.Key))))
            .Where(g => g.Distance <= Math.Max(1, wanted.Length / 3))
            .OrderBy(g => g.Distance).ThenBy(g => g.Names.Key, StringComparer.Ordinal)
            .SelectMany(g => g.Names.Select(o => o.Name))
            .Take(MaxSuggestions).ToArray();
        return close.Length == 0 ? "" : $" Is it {string.Join(" or ", close)}?";
    }

    private static string BaseName(string name)
    {
        var start = name.IndexOf("::", StringComparison.Ordinal) is >= 0 and var colons ? colons + 2 : 0;
        var end = name.IndexOf('.', start);
        return end < 0 ? name[start..] : name[start..end];
    }

    // Levenshtein's distance, one row at a time.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j - 1], row[j]) + 1);
            }
        }
        return row[b.Length];
    }
}
