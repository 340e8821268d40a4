using System.Globalization;
using System.Text;
using Piecewise.Llm;

namespace Piecewise.Server.Metrics;

/// <summary>
/// All figures in Prometheus's text format. The prefix is our own, for a server that calls itself vLLM would lie; what follows it is vLLM's
/// name wherever the meaning is the same.
/// </summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private const string Prefix = "piecewise:";

    public static string Write(ServerMetrics metrics, EngineState engine, string model)
    {
        var text = new StringBuilder();
        var label = $"model_name=\"{Escaped(model)}\"";
        Gauge("num_requests_running", "Requests whose tokens are being computed.", engine.Running);
        Gauge("num_requests_waiting", "Requests that wait for their turn.", engine.Waiting);
        Gauge(
            "kv_cache_usage_perc", "Share of the blocks of keys and values that requests hold, from 0 to 1.",
            engine.Blocks > 0 ? (double)engine.BlocksUsed / engine.Blocks : 0);
        Gauge("kv_cache_blocks_used", "Blocks of keys and values that requests hold.", engine.BlocksUsed);
        Gauge("kv_cache_blocks", "Blocks of keys and values that there may be.", engine.Blocks);
        Gauge("process_resident_memory_bytes", "Memory of the server's process.", Environment.WorkingSet);
        Counter("prompt_tokens", "Tokens of prompts whose first token was made.", engine.PromptTokens);
        Counter("generation_tokens", "Tokens that were made.", engine.GeneratedTokens);
        Counter("prefix_cache_queries", "Tokens of prompts that were looked up.", engine.PromptTokens);
        Counter("prefix_cache_hits", "Tokens of prompts that did not have to be computed.", engine.CachedTokens);
        Counter("num_preemptions", "How often a request had to give up its memory.", engine.Preemptions);
        Counter("engine_steps", "Calls of the model.", engine.Steps);
        Counter("engine_step_tokens", "Tokens of all calls of the model: divided by the calls, tokens of a step.", engine.StepTokens);
        Ranges("engine_range_steps", "Calls of the model by the range of tokens that it is compiled for.", r => r.Steps);
        Ranges("engine_range_tokens", "Tokens of these calls.", r => r.Tokens);
        Counters("request_success", "Texts by why they ended.", "finished_reason", metrics.Finished);
        Counters("admission_rejections", "Requests that were refused.", "reason", metrics.Refused);
        foreach (var histogram in metrics.Histograms)
        {
            Write(histogram);
        }
        return text.ToString();

        void Head(string name, string help, string type) =>
            text.Append($"# HELP {Prefix}{name} {help}\n# TYPE {Prefix}{name} {type}\n");

        void Gauge(string name, string help, double value)
        {
            Head(name, help, "gauge");
            text.Append(CultureInfo.InvariantCulture, $"{Prefix}{name}{{{label}}} {value}\n");
        }

        void Counter(string name, string help, long value)
        {
            Head($"{name}_total", help, "counter");
            text.Append(CultureInfo.InvariantCulture, $"{Prefix}{name}_total{{{label}}} {value}\n");
        }

        void Ranges(string name, string help, Func<RangeLoad, long> value) => Counters(
            name, help, "range", engine.Ranges.Select(r => new KeyValuePair<string, long>($"{r.Start}-{r.End}", value(r))));

        void Counters(string name, string help, string by, IEnumerable<KeyValuePair<string, long>> values)
        {
            Head($"{name}_total", help, "counter");
            foreach (var (key, value) in values.OrderBy(v => v.Key, StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"{Prefix}{name}_total{{{label},{by}=\"{Escaped(key)}\"}} {value}\n");
            }
        }

        void Write(Histogram histogram)
        {
            Head(histogram.Name, histogram.Help, "histogram");
            var bounds = histogram.Bounds;
            for (var i = 0; i < bounds.Length; i++)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{Prefix}{histogram.Name}_bucket{{{label},le=\"{bounds[i]}\"}} {histogram.CountUpTo(i)}\n");
            }
            var all = histogram.CountUpTo(bounds.Length);
            text.Append(CultureInfo.InvariantCulture, $"{Prefix}{histogram.Name}_bucket{{{label},le=\"+Inf\"}} {all}\n");
            text.Append(CultureInfo.InvariantCulture, $"{Prefix}{histogram.Name}_sum{{{label}}} {histogram.Sum}\n");
            text.Append(CultureInfo.InvariantCulture, $"{Prefix}{histogram.Name}_count{{{label}}} {all}\n");
        }
    }

    private static string Escaped(string text) =>
        text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
}
