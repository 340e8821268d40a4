using System.Diagnostics;
using Piecewise.Peers.Models;
using Piecewise.Peers.Runners;

namespace Piecewise.Peers;

/// <summary>Runs contestants in turn.</summary>
/// <param name="prompts">Tokens of prompts.</param>
/// <param name="rounds">How often each contestant has its turn.</param>
/// <param name="context">Tokens in the cache when single ones are measured.</param>
/// <param name="vocabulary">Tokens that there are.</param>
internal sealed class Contest(int[] prompts, int rounds, int context, int vocabulary)
{
    private const int Decoded = 8;
    private const int CheckedPrompt = 16;

    // Threads of the one before still look for work.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly int[] tokens = Tokens(Math.Max(prompts.Max(), Math.Max(CheckedPrompt + 1, context + Decoded)), vocabulary);

    /// <summary>Tokens that a text has at most.</summary>
    public int Positions => tokens.Length;

    /// <summary>The logits after a short prompt and one token more.</summary>
    public float[] Logits(IRunner runner)
    {
        runner.Clear();
        runner.Feed(tokens.AsSpan(0, CheckedPrompt));
        return [.. runner.Feed(tokens.AsSpan(CheckedPrompt, 1))];
    }

    /// <param name="runners">Who runs.</param>
    /// <param name="expected">The model's logits (<see cref="Logits"/>).</param>
    /// <param name="source">The format in which these were computed.</param>
    /// <exception cref="InvalidDataException">One of them computes something else.</exception>
    public List<Result> Run(IReadOnlyList<IRunner> runners, float[] expected, Format source)
    {
        var results = new List<Result>();
        foreach (var runner in runners)
        {
            var deviation = Deviation(Logits(runner), expected);
            var tolerance = Math.Max(runner.Format.Tolerance, source.Tolerance);
            if (!(deviation <= tolerance))
            {
                throw new InvalidDataException(
                    $"{runner.Name} gives logits that differ by {deviation:P1} of their norm, more than {tolerance:P0}: "
                    + "it is not the same model");
            }
            results.Add(new Result(runner.Name, runner.Format, deviation, [.. prompts.Select(_ => new List<double>())], []));
        }
        // The first round warms up.
        for (var round = 0; round <= rounds; round++)
        {
            for (var prompt = 0; prompt < prompts.Length; prompt++)
            {
                for (var i = 0; i < runners.Count; i++)
                {
                    var seconds = Prefill(runners[i], prompts[prompt]);
                    if (round > 0)
                    {
                        results[i].Prefill[prompt].Add(seconds);
                    }
                }
            }
            for (var i = 0; i < runners.Count; i++)
            {
                var seconds = Decode(runners[i]);
                if (round > 0)
                {
                    results[i].Decode.Add(seconds);
                }
            }
        }
        return results;
    }

    private double Prefill(IRunner runner, int count)
    {
        runner.Clear();
        Thread.Sleep(Pause);
        var start = Stopwatch.GetTimestamp();
        runner.Feed(tokens.AsSpan(0, count));
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private double Decode(IRunner runner)
    {
        runner.Clear();
        Thread.Sleep(Pause);
        runner.Feed(tokens.AsSpan(0, context));
        var times = new List<double>();
        for (var i = 0; i < Decoded; i++)
        {
            var start = Stopwatch.GetTimestamp();
            runner.Feed(tokens.AsSpan(context + i, 1));
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return Result.Median(times);
    }

    private static double Deviation(float[] logits, float[] expected)
    {
        double difference = 0, norm = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            difference += Math.Pow(logits[i] - (double)expected[i], 2);
            norm += Math.Pow(expected[i], 2);
        }
        return Math.Sqrt(difference / norm);
    }

    private static int[] Tokens(int count, int vocabulary)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(vocabulary))];
    }
}
