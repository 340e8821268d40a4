using System.Collections.Immutable;

namespace Piecewise.Cli.Load;

/// <summary>A request, and when it is sent.</summary>
/// <param name="Prompt">Ids of tokens; none where it has a text.</param>
/// <param name="Output">Tokens that are asked for.</param>
/// <param name="At">Seconds after the beginning.</param>
/// <param name="Text">The prompt as text; null where it has ids.</param>
internal sealed record PlannedRequest(ImmutableArray<int> Prompt, int Output, double At, string? Text = null);

/// <summary>
/// Which requests are sent when; equal seeds give equal plans. Gaps are gamma distributed, and scaled so that the last request is sent
/// when it would be with equal gaps, as <c>vllm bench serve</c> does: the rate is what was asked for.
/// </summary>
internal static class LoadPlan
{
    public static ImmutableArray<PlannedRequest> Of(LoadOptions options)
    {
        var random = new Random(options.Seed);
        var at = Times(options, random);
        int[] order = [];
        var plan = ImmutableArray.CreateBuilder<PlannedRequest>(options.Requests);
        for (var i = 0; i < options.Requests; i++)
        {
            var (input, output) = (Length(options.Input, options.RangeRatio, random), Length(options.Output, options.RangeRatio, random));
            var offset = random.Next(options.Vocabulary);
            // Neighbours in the vocabulary, from a place on that differs from request to request: no two share a beginning but the prefix.
            var prompt = Enumerable.Range(0, options.Prefix).Select(p => p % options.Vocabulary)
                .Concat(Enumerable.Range(0, input).Select(p => (int)(((long)offset + i + p) % options.Vocabulary)));
            if (options.Data is { } data)
            {
                // In another order each time around.
                if (i % data.Count == 0)
                {
                    random.Shuffle(order = [.. Enumerable.Range(0, data.Count)]);
                }
                var given = data[order[i % data.Count]];
                plan.Add(new PlannedRequest([], given.Output ?? output, at[i], given.Prompt));
                continue;
            }
            plan.Add(new PlannedRequest([.. prompt], output, at[i]));
        }
        return plan.MoveToImmutable();
    }

    private static double[] Times(LoadOptions options, Random random)
    {
        var times = new double[options.Requests];
        if (double.IsPositiveInfinity(options.Rate))
        {
            return times;
        }
        var now = 0.0;
        for (var i = 0; i < times.Length; i++)
        {
            now += double.IsPositiveInfinity(options.Burstiness) ? 1 : Gamma(random, options.Burstiness);
            times[i] = now;
        }
        var last = times[^1];
        for (var i = 0; i < times.Length; i++)
        {
            times[i] *= times.Length / options.Rate / last;
        }
        return times;
    }

    private static int Length(int length, double ratio, Random random) => Math.Max(
        1, random.Next((int)Math.Floor(length * (1 - ratio)), (int)Math.Ceiling(length * (1 + ratio)) + 1));

    // Marsaglia and Tsang (2000), of scale 1; below a shape of 1 from the shape above.
    private static double Gamma(Random random, double shape)
    {
        if (shape < 1)
        {
            return Gamma(random, shape + 1) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        }
        var d = shape - (1.0 / 3);
        while (true)
        {
            var x = Normal(random);
            var v = Math.Pow(1 + (x / Math.Sqrt(9 * d)), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (x * x / 2) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
