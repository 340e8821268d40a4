using System.Globalization;
using System.Text.RegularExpressions;

namespace Piecewise.Server.Tests;

/// <summary><c>/metrics</c> is what Prometheus reads, and says what clients saw.</summary>
public sealed partial class MetricsTests
{
    [Fact]
    public async Task Figures_are_those_of_the_answers()
    {
        await using var server = await TestServer.StartAsync();
        var (prompt, generated) = (0, 0);
        for (var i = 0; i < 5; i++)
        {
            var answer = await server.PostAsync(
                "/v1/completions", new { prompt = $"text {i}", max_tokens = 5 + i, n = 2, ignore_eos = true, temperature = 0 });
            prompt += 2 * answer.Usage("prompt_tokens");
            generated += answer.Usage("completion_tokens");
        }
        await server.PostAsync("/v1/completions", new { prompt = 5 });
        var figures = Figures((await server.GetAsync("/metrics")).Text);
        Assert.Equal(prompt, figures["piecewise:prompt_tokens_total"]);
        Assert.Equal(generated, figures["piecewise:generation_tokens_total"]);
        Assert.Equal(10, figures["piecewise:request_success_total,length"]);
        Assert.Equal(1, figures["piecewise:admission_rejections_total,invalid_value"]);
        Assert.Equal(10, figures["piecewise:time_to_first_token_seconds_count"]);
        Assert.Equal(10, figures["piecewise:request_queue_time_seconds_count"]);
        Assert.Equal(generated - 10, figures["piecewise:inter_token_latency_seconds_count"]);
        Assert.Equal(generated, figures["piecewise:request_generation_tokens_sum"]);
        Assert.Equal(0, figures["piecewise:num_requests_running"]);
        Assert.Equal(0, figures["piecewise:kv_cache_usage_perc"]);
        Assert.True(figures["piecewise:engine_step_tokens_total"] >= generated);
        foreach (var (all, by) in new[] { ("engine_steps", "engine_range_steps"), ("engine_step_tokens", "engine_range_tokens") })
        {
            Assert.Equal(
                figures[$"piecewise:{all}_total"],
                figures.Where(f => f.Key.StartsWith($"piecewise:{by}_total,", StringComparison.Ordinal)).Sum(f => f.Value));
        }
        Assert.InRange(figures["piecewise:e2e_request_latency_seconds_sum"], 1e-6, 1000);
    }

    [Fact]
    public async Task Every_line_is_a_comment_or_a_sample_and_buckets_grow()
    {
        await using var server = await TestServer.StartAsync();
        await server.PostAsync("/v1/completions", new { prompt = "a", max_tokens = 3 });
        var answer = await server.GetAsync("/metrics");
        Assert.Equal("text/plain", answer.Type);
        Assert.EndsWith("\n", answer.Text, StringComparison.Ordinal);
        var buckets = new Dictionary<string, double>();
        foreach (var line in answer.Text.Split('\n')[..^1])
        {
            Assert.Matches(Comment(), line.StartsWith('#') ? line : "# TYPE x gauge");
            if (line.StartsWith('#'))
            {
                continue;
            }
            var match = Sample().Match(line);
            Assert.True(match.Success, line);
            if (match.Groups["name"].Value.EndsWith("_bucket", StringComparison.Ordinal))
            {
                var value = double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture);
                Assert.True(value >= buckets.GetValueOrDefault(match.Groups["name"].Value), line);
                buckets[match.Groups["name"].Value] = value;
            }
        }
        Assert.Equal(8, buckets.Count);
    }

    private static Dictionary<string, double> Figures(string text) => text.Split('\n').Select(l => Sample().Match(l)).Where(m => m.Success)
        .Where(m => !m.Groups["name"].Value.EndsWith("_bucket", StringComparison.Ordinal))
        .ToDictionary(
            m => m.Groups["name"].Value + (m.Groups["label"].Success ? $",{m.Groups["label"].Value}" : ""),
            m => double.Parse(m.Groups["value"].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex("""^# (HELP [a-z0-9:_]+ .+|TYPE [a-z0-9:_]+ (gauge|counter|histogram))$""")]
    private static partial Regex Comment();

    [GeneratedRegex("""^(?<name>[a-z0-9:_]+)\{model_name="[^"]*"(,[a-z_]+="(?<label>[^"]*)")?\} (?<value>[-+.0-9eE]+)$""")]
    private static partial Regex Sample();
}
