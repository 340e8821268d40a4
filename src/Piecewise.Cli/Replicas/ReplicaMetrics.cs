using System.Text;

namespace Piecewise.Cli.Replicas;

/// <summary>Prometheus's texts of several replicas as one: each figure once for each, with a label that says whose it is.</summary>
internal static class ReplicaMetrics
{
    /// <param name="texts">By the replicas' numbers.</param>
    public static string Merge(IEnumerable<KeyValuePair<int, string>> texts)
    {
        // Figures of one name stand together, behind its help.
        var families = new Dictionary<string, StringBuilder>(StringComparer.Ordinal);
        var order = new List<StringBuilder>();
        foreach (var (replica, text) in texts)
        {
            StringBuilder? family = null;
            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                if (line.StartsWith("# HELP ", StringComparison.Ordinal))
                {
                    var name = line.Split(' ')[2];
                    if (!families.TryGetValue(name, out family))
                    {
                        order.Add(families[name] = family = new StringBuilder());
                        family.Append(line).Append('\n');
                    }
                }
                else if (line[0] == '#')
                {
                    // The type, which follows the help.
                    if (family is not null && !family.ToString().Contains(line, StringComparison.Ordinal))
                    {
                        family.Append(line).Append('\n');
                    }
                }
                else
                {
                    family?.Append(Labelled(line, replica)).Append('\n');
                }
            }
        }
        return string.Concat(order);
    }

    private static string Labelled(string line, int replica) => line.IndexOf('{', StringComparison.Ordinal) is >= 0 and var labels
        ? $"{line[..(labels + 1)]}replica=\"{replica}\",{line[(labels + 1)..]}"
        : line.Replace(" ", $"{{replica=\"{replica}\"}} ", StringComparison.Ordinal);
}
