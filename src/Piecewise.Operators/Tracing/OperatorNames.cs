using Piecewise.Graphs;

namespace Piecewise.Tracing;

/// <summary>Looks operators up by <c>ns::op.overload</c>, or by <c>ns::op</c> where that says enough, and suggests names for a wrong one.</summary>
internal sealed class OperatorNames(OperatorCatalog catalog)
{
    private const int MaxSuggestions = 4;

    private ILookup<string, Operator>? overloads;

    private ILookup<string, Operator> Overloads =>
        overloads ??= catalog.Operators.ToLookup(o => $"{o.Schema.Namespace}::{o.Schema.BaseName}", StringComparer.Ordinal);

    /// <summary>The operator; null, with the reason, where there is none or more than one.</summary>
    public Operator? Find(string name, out string problem)
    {
        problem = "";
        if (catalog.TryGet(name, out var exact) || catalog.TryGet(name + ".default", out exact))
        {
            return exact;
        }
        var candidates = Overloads[name].ToArray();
        if (candidates is [var only])
        {
            return only;
        }
        problem = candidates.Length > 1
            ? $"{name} has several overloads; name one of {string.Join(", ", candidates.Select(o => o.Name))}."
            : $"There is no operator {name}.{Suggest(name)}";
        return null;
    }

    private string Suggest(string name)
    {
        var wanted = BaseName(name);
        var close = Overloads
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
