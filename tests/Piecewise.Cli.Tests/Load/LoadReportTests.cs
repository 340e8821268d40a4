using Piecewise.Cli.Load;

namespace Piecewise.Cli.Tests.Load;

/// <summary>Figures of known times, as numpy and <c>vllm bench serve</c> compute them.</summary>
public sealed class LoadReportTests
{
    [Fact]
    public void S9_latencies_are_those_of_chunks()
    {
        var request = new RequestTimes
        {
            Sent = 1,
            Chunks = [1.2, 1.3, 1.5, 1.9],
            FirstText = 1.3,
            Ended = 2,
            PromptTokens = 5,
            // Two tokens came in one chunk.
            OutputTokens = 5,
        };
        Assert.Equal(0.2, request.TimeToFirstToken, 1e-9);
        Assert.Equal(0.9, request.Latency, 1e-9);
        Assert.Equal(0.7 / 4, request.TimePerOutputToken!.Value, 1e-9);
        Assert.Equal([0.1, 0.2, 0.4], request.Gaps.Select(g => Math.Round(g, 9)));
        Assert.Null((request with { OutputTokens = 1 }).TimePerOutputToken);
    }

    [Fact]
    public void S9_throughput_counts_what_was_completed_from_the_first_that_was_sent_to_the_last_end()
    {
        RequestTimes[] requests =
        [
            Of(sent: 0, first: 0.1, last: 0.5, ended: 0.5, output: 5),
            Of(sent: 0.2, first: 0.5, last: 1.4, ended: 1.5, output: 10),
            Of(sent: 0.5, first: 0.6, last: 0.6, ended: 0.7, output: 1),
            Of(sent: 1, first: 1.1, last: 1.1, ended: 2, output: 7) with { Error = "status 503" },
        ];
        var report = LoadReport.Of(requests, [50, 90], [new Goal("ttft", 150), new Goal("tpot", 100)]);
        Assert.Equal((3, 2.0, 30, 16), (report.Completed, report.Duration, report.PromptTokens, report.OutputTokens));
        Assert.Equal((1.5, 8, 23), (report.RequestsPerSecond, report.OutputTokensPerSecond, report.TotalTokensPerSecond));
        // The second was late; the third has one token.
        Assert.Equal(1, report.Goodput);
        // The third was sent when the first had ended.
        Assert.Equal(2, report.PeakConcurrency);
        Assert.Equal(1, report.Failures["status 503"]);
        var first = report.Latencies.Single(l => l.Name == "ttft");
        Assert.Equal((166.667, 100, 94.281), (Math.Round(first.Mean, 3), Math.Round(first.Median, 3), Math.Round(first.Deviation, 3)));
        // numpy.percentile([100, 100, 300], 90)
        Assert.Equal(260, first.Percentiles[90], 1e-9);
        Assert.Equal(100, report.Latencies.Single(l => l.Name == "tpot").Mean, 1e-9);
    }

    [Fact]
    public void Nothing_that_was_completed_is_zero_of_everything()
    {
        var report = LoadReport.Of([Of(0, 0, 0, 1, 0) with { Error = "empty answer", Chunks = [] }], [99], []);
        Assert.Equal((0, 0, 0), (report.Completed, report.RequestsPerSecond, report.Latencies[0].Percentiles[99]));
        Assert.Null(report.Goodput);
    }

    [Fact]
    public void Equal_seeds_send_equal_requests_and_the_rate_is_the_one_that_was_asked_for()
    {
        var options = new LoadOptions
        {
            Server = new Uri("http://localhost/"),
            Requests = 2000,
            Rate = 50,
            Input = 10,
            Output = 20,
            RangeRatio = 0.5,
            Prefix = 3,
            Vocabulary = 100,
        };
        var (plan, same, other) = (LoadPlan.Of(options), LoadPlan.Of(options), LoadPlan.Of(options with { Seed = 1 }));
        Assert.Equal(plan.Select(Text), same.Select(Text));
        Assert.NotEqual(plan[0].Prompt.ToArray(), other[0].Prompt.ToArray());
        Assert.Equal(40, plan[^1].At, 1e-9);
        Assert.All(plan, p => Assert.InRange(p.Prompt.Length, 8, 18));
        Assert.All(plan, p => Assert.InRange(p.Output, 10, 30));
        Assert.All(plan, p => Assert.Equal("0 1 2", string.Join(" ", p.Prompt[..3])));
        Assert.All(plan, p => Assert.All(p.Prompt, id => Assert.InRange(id, 0, 99)));
        Assert.Equal(5, plan.Min(p => p.Prompt.Length) - 3);
        Assert.Equal(15, plan.Max(p => p.Prompt.Length) - 3);
    }

    // Gaps of a gamma distribution of shape k have a deviation of 1 / sqrt(k) means.
    [Theory]
    [InlineData(0.25, 2)]
    [InlineData(1, 1)]
    [InlineData(4, 0.5)]
    [InlineData(double.PositiveInfinity, 0)]
    public void Burstiness_is_the_shape_of_the_gaps(double burstiness, double deviation)
    {
        var options = new LoadOptions { Server = new Uri("http://localhost/"), Requests = 20000, Rate = 10, Burstiness = burstiness };
        var plan = LoadPlan.Of(options);
        double[] gaps = [.. plan.Zip(plan.Skip(1), (a, b) => b.At - a.At)];
        var mean = gaps.Average();
        Assert.Equal(0.1, mean, 0.005);
        Assert.Equal(deviation, Math.Sqrt(gaps.Average(g => (g - mean) * (g - mean))) / mean, 0.1);
        Assert.All(LoadPlan.Of(new LoadOptions { Server = new Uri("http://localhost/") }), p => Assert.Equal(0, p.At));
    }

    private static string Text(PlannedRequest request) => $"{request.At} {request.Output} {string.Join(' ', request.Prompt)}";

    private static RequestTimes Of(double sent, double first, double last, double ended, int output) => new()
    {
        Sent = sent,
        Chunks = output > 1 ? [first, last] : [first],
        FirstText = first,
        Ended = ended,
        PromptTokens = 10,
        OutputTokens = output,
    };
}
