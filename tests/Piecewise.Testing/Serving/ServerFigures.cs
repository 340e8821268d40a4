using System.Globalization;
using System.Text.RegularExpressions;

namespace Piecewise.Testing;

/// <summary>What a server tells at <c>/metrics</c>, by name and label.</summary>
internal sealed partial class ServerFigures
{
    private readonly Dictionary<(string Name, string Label), double> values = [];

    public static async Task<ServerFigures> ReadAsync(HttpClient http)
    {
        var figures = new ServerFigures();
        foreach (Match sample in Sample().Matches(await http.GetStringAsync("metrics")))
        {
            figures.values[(sample.Groups["name"].Value, sample.Groups["label"].Value)] =
                double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture);
        }
        return figures;
    }

    /// <summary>A figure; 0 where there is none yet.</summary>
    /// <param name="name">Without the prefix.</param>
    /// <param name="label">The value of its label besides the model's name.</param>
    public long Of(string name, string label = "") => (long)values.GetValueOrDefault((name, label));

    [GeneratedRegex(
        """^piecewise:(?<name>[a-z0-9_]+)\{model_name="[^"]*"(?:,[a-z_]+="(?<label>[^"]*)")?\} (?<value>[-+.0-9eE]+)$""",
        RegexOptions.Multiline)]
    private static partial Regex Sample();
}
