using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.RegularExpressions;
using Piecewise.Runtime;

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

    // The names and tags of OpenTelemetry's conventions for generative models.
    [Fact]
    public async Task Requests_are_activities_and_measurements_by_the_conventions()
    {
        var activities = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == PiecewiseTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a =>
            {
                lock (activities)
                {
                    activities.Add(a);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var measured = new List<(string Name, double Value, Dictionary<string, object?> Tags)>();
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Name.StartsWith("gen_ai.", StringComparison.Ordinal))
                {
                    l.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<double>((i, value, tags, _) => Keep(i.Name, value, tags));
        meters.SetMeasurementEventCallback<long>((i, value, tags, _) => Keep(i.Name, value, tags));
        meters.Start();
        await using var server = await TestServer.StartAsync(modelName: "watched");
        var answer = await server.PostAsync("/v1/completions", new { prompt = "a", max_tokens = 5, ignore_eos = true, temperature = 0.5 });
        var activity = await WhenAsync(() => activities.SingleOrDefault(a => a.DisplayName == "text_completion watched"));
        Assert.Equal("text_completion", activity.GetTagItem("gen_ai.operation.name"));
        Assert.Equal(0.5, activity.GetTagItem("gen_ai.request.temperature"));
        Assert.Equal(5, activity.GetTagItem("gen_ai.usage.output_tokens"));
        Assert.Equal(answer.Json.GetProperty("id").GetString(), activity.GetTagItem("gen_ai.response.id"));
        Assert.Equal(["length"], (string[])activity.GetTagItem("gen_ai.response.finish_reasons")!);
        (string Name, double Value, Dictionary<string, object?> Tags)[] own;
        lock (measured)
        {
            own = [.. measured.Where(m => (string?)m.Tags["gen_ai.request.model"] == "watched")];
        }
        Assert.Equal(
            ["gen_ai.client.token.usage", "gen_ai.client.token.usage", "gen_ai.server.request.duration",
             "gen_ai.server.time_per_output_token", "gen_ai.server.time_to_first_token"],
            own.Select(m => m.Name).Order(StringComparer.Ordinal));
        Assert.Equal(5, own.Single(m => m.Tags.TryGetValue("gen_ai.token.type", out var type) && (string?)type == "output").Value);

        void Keep(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            lock (measured)
            {
                measured.Add((name, value, new Dictionary<string, object?>(tags.ToArray())));
            }
        }

        async Task<Activity> WhenAsync(Func<Activity?> find)
        {
            for (var end = DateTime.UtcNow.AddSeconds(20); ; await Task.Delay(1))
            {
                lock (activities)
                {
                    if (find() is { } found)
                    {
                        return found;
                    }
                }
                Assert.True(DateTime.UtcNow < end, "There is no such activity.");
            }
        }
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
