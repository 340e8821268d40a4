using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Piecewise.Compiler.Explain;
using Piecewise.Peers.Models;
using static System.FormattableString;

namespace Piecewise.Peers;

/// <summary>Results as tables in Markdown, and as JSON.</summary>
/// <param name="prompts">Tokens of prompts.</param>
/// <param name="rounds">How often each contestant had its turn.</param>
/// <param name="context">Tokens in the cache when single ones were measured.</param>
internal sealed class Report(int[] prompts, int rounds, int context)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly List<(DecoderShape Shape, MachineLimits Machine, List<Result> Results)> groups = [];

    public void Add(DecoderShape shape, MachineLimits machine, List<Result> results) => groups.Add((shape, machine, results));

    public string Markdown()
    {
        var text = new StringBuilder();
        Line(text, $"{Machine.Processor}, .NET {Environment.Version}; medians of {rounds} alternating rounds, milliseconds.");
        foreach (var (shape, machine, results) in groups)
        {
            var threads = machine.Threads == 1 ? "1 thread" : $"{machine.Threads} threads";
            Line(text, $"");
            Line(text, $"**{shape.Title}; {threads}**");
            Line(text, $"");
            Line(
                text,
                $"Limits: reading {machine.BytesPerSecond / 1e9:F1} GB/s, multiply-adds in f32 {machine.FlopsPerSecond / 1e9:F0} GFLOP/s.");
            Line(text, $"");
            string[] columns =
            [
                "", .. prompts.Select(p => $"{p} tokens"), $"decode, {context} in cache", $"{prompts[^1]} tokens: share of the limit",
                "decode: share of the limit", "logits' deviation",
            ];
            Row(text, columns);
            Line(text, $"|---|{string.Concat(Enumerable.Repeat("---:|", columns.Length - 1))}");
            foreach (var format in results.GroupBy(r => r.Format))
            {
                Rows(text, shape, machine, format);
            }
        }
        return text.ToString();
    }

    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            processor = Machine.Processor,
            runtime = Environment.Version.ToString(),
            rounds,
            prompts,
            context,
            groups = groups.Select(g => new
            {
                g.Shape,
                g.Machine,
                g.Results,
                ratios = g.Results.GroupBy(r => r.Format).ToDictionary(f => f.Key.Text, Ratios),
            }),
        },
        Json);

    private void Rows(StringBuilder text, DecoderShape shape, MachineLimits machine, IGrouping<Format, Result> format)
    {
        foreach (var result in format)
        {
            double prefill = result.Medians[^2] / 1000, decode = result.Medians[^1] / 1000;
            Row(text, [
                result.Name, .. result.Medians.Select(Milliseconds),
                Percent(Flops(shape, prompts[^1]) / prefill / machine.FlopsPerSecond, 0),
                Percent((shape.LayerWeights + shape.HeadWeights) * format.Key.Bytes / decode / machine.BytesPerSecond, 0),
                Percent(result.Deviation, 2),
            ]);
        }
        if (Ratios(format) is { } ratios)
        {
            Row(text, [$"**{format.Key.Text}: Piecewise ÷ best peer**", .. ratios.Select(r => Invariant($"**{r:F2}**")), "", "", ""]);
        }
    }

    // Where Piecewise or its peers do not run, there is no ratio.
    private static double[]? Ratios(IEnumerable<Result> format)
    {
        var results = format.ToList();
        var peers = results.Where(r => !r.IsPiecewise).ToList();
        return results.Find(r => r.IsPiecewise) is { } own && peers.Count > 0
            ? [.. own.Medians.Select((median, i) => median / peers.Min(p => p.Medians[i]))]
            : null;
    }

    // All tokens go through the layers, one through the head; a token sees half of the prompt.
    private static double Flops(DecoderShape shape, int tokens) =>
        (2.0 * shape.LayerWeights * tokens) + (2.0 * shape.HeadWeights)
            + (2.0 * shape.Layers * shape.Heads * shape.HeadSize * tokens * (tokens + 1.0));

    private static string Milliseconds(double time) =>
        time < 10 ? Invariant($"{time:F2}") : time < 100 ? Invariant($"{time:F1}") : Invariant($"{time:F0}");

    private static string Percent(double share, int digits) => $"{(share * 100).ToString($"F{digits}", CultureInfo.InvariantCulture)} %";

    private static void Row(StringBuilder text, string[] cells) => Line(text, $"| {string.Join(" | ", cells)} |");

    private static void Line(StringBuilder text, FormattableString line) => text.Append(Invariant(line)).Append('\n');
}
