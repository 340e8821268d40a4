using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Piecewise.Cli.Load;

/// <summary>Calls of a model that a server counts at <c>/metrics</c>, since it began or between two times.</summary>
/// <param name="Steps">Calls.</param>
/// <param name="Tokens">Their tokens.</param>
/// <param name="Ranges">Calls by the range of tokens that the model is compiled for; none where the server has no such.</param>
internal sealed partial record StepCount(double Steps, double Tokens, ImmutableSortedDictionary<string, double> Ranges)
{
    public double TokensPerStep => Steps > 0 ? Tokens / Steps : 0;

    /// <summary>Asks a server; null where it does not say.</summary>
    public static async Task<StepCount?> ReadAsync(HttpClient http, CancellationToken cancellation)
    {
        try
        {
            return Parse(await http.GetStringAsync("metrics", cancellation));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Reads Prometheus's text, with our names or vLLM's.</summary>
    public static StepCount? Parse(string text)
    {
        double? steps = null, tokens = null;
        var ranges = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        foreach (Match sample in Sample().Matches(text))
        {
            var value = double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture);
            switch (sample.Groups["name"].Value)
            {
                case "piecewise:engine_steps_total" or "vllm:iteration_tokens_total_count":
                    steps = value;
                    break;
                case "piecewise:engine_step_tokens_total" or "vllm:iteration_tokens_total_sum":
                    tokens = value;
                    break;
                case "piecewise:engine_range_steps_total" when sample.Groups["range"] is { Success: true } range:
                    ranges[range.Value] = value;
                    break;
            }
        }
        return steps is { } count && tokens is { } sum ? new StepCount(count, sum, ranges.ToImmutable()) : null;
    }

    /// <summary>What was counted since an earlier time.</summary>
    public StepCount Since(StepCount earlier) => new(
        Steps - earlier.Steps, Tokens - earlier.Tokens,
        Ranges.ToImmutableSortedDictionary(r => r.Key, r => r.Value - earlier.Ranges.GetValueOrDefault(r.Key), StringComparer.Ordinal));

    [GeneratedRegex("""^(?<name>[a-z]+:[a-z0-9_]+)\{[^}]*?(?:range="(?<range>[^"]*)")?\} (?<value>[-+.0-9eE]+)$""", RegexOptions.Multiline)]
    private static partial Regex Sample();
}
