using System.Diagnostics;
using Piecewise.Compiler;
using Piecewise.Llm;
using Piecewise.Tensors;

namespace Piecewise.Benchmarks;

/// <summary>
/// What an engine makes of a language model: tokens a second, time to the first token and time per further token, by how many requests run
/// at once. Prompts are random and share nothing; texts have one length. The median of several runs of each, alternating.
/// </summary>
internal static class EngineSpeed
{
    private const int Input = 256;
    private const int Output = 64;
    private const int Vocabulary = 1000;
    private static readonly int[] AtOnce = [1, 4, 8, 16];

    public static int Report(TextWriter output, string[] arguments)
    {
        if (arguments is not [var file, .. var rest] || rest.Length > 2)
        {
            output.WriteLine("engine FILE [WEIGHTS [ROUNDS]]: a language model, in which formats its weights are kept, and how often");
            return 1;
        }
        var options = new CompileOptions();
        if (rest is [var weights, ..])
        {
            options = options with { Weights = WeightFormats.Parse(weights) };
        }
        var rounds = rest is [_, var count] ? int.Parse(count, System.Globalization.CultureInfo.InvariantCulture) : 3;
        RunAsync(output, file, options, rounds).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync(TextWriter output, string file, CompileOptions options, int rounds)
    {
        using var compiled = await CompiledModel.LoadAsync(file, options with { ChoosesRows = true });
        var calls = new List<(long Begin, long End)>();
        using var model = new LanguageModel(compiled, inner => new TimedCalls(inner, calls));
        await using var engine = new Engine(model);
        var random = new Random(1);
        await MeasureAsync(engine, calls, random, 1);
        var results = AtOnce.ToDictionary(n => n, _ => new List<Speed>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var requests in AtOnce)
            {
                results[requests].Add(await MeasureAsync(engine, calls, random, requests));
            }
        }
        output.WriteLine(
            $"{Input} tokens in, {Output} out | at once | tokens/s | first token, ms | per further token, ms | "
            + "a step of single tokens, ms | of it outside the model, %");
        foreach (var (requests, speeds) in results)
        {
            output.WriteLine(
                $"{requests,7} | {Median(speeds, s => s.TokensPerSecond):F1} | {Median(speeds, s => s.First):F1} | "
                + $"{Median(speeds, s => s.Further):F2} | {Median(speeds, s => s.Step):F2} | "
                + $"{100 * Median(speeds, s => s.Outside):F1}");
        }
    }

    private static double Median(List<Speed> speeds, Func<Speed, double> of) => speeds.Select(of).Order().ElementAt(speeds.Count / 2);

    private static async Task<Speed> MeasureAsync(Engine engine, List<(long Begin, long End)> calls, Random random, int requests)
    {
        var options = new GenerationOptions { MaxTokens = Output, IgnoreEnd = true };
        calls.Clear();
        var start = Stopwatch.GetTimestamp();
        var texts = Enumerable.Range(0, requests).Select(_ =>
        {
            var completion = engine.Generate([.. Enumerable.Range(0, Input).Select(_ => random.Next(Vocabulary))], options);
            return Task.Run(async () =>
            {
                var at = new List<double>();
                await foreach (var token in completion)
                {
                    at.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
                return at;
            });
        }).ToArray();
        var times = await Task.WhenAll(texts);
        return new Speed(
            requests * Output / Stopwatch.GetElapsedTime(start).TotalSeconds, times.Average(t => t[0]),
            times.Average(t => (t[^1] - t[0]) / (Output - 1)), Step(times), Outside(times, calls, start));
    }

    // While all prompts are read and no text has ended, each step is one token of each text.
    private static double Step(IReadOnlyList<List<double>> times)
    {
        var (from, to) = Window(times);
        var within = times[0].Where(t => t >= from && t <= to).ToArray();
        return within.Length > 1 ? (within[^1] - within[0]) / (within.Length - 1) : double.NaN;
    }

    // The share of that time in which no call of the model ran.
    private static double Outside(IReadOnlyList<List<double>> times, List<(long Begin, long End)> calls, long start)
    {
        var (from, to) = Window(times);
        var inside = calls.Select(c => (
                Begin: Stopwatch.GetElapsedTime(start, c.Begin).TotalMilliseconds,
                End: Stopwatch.GetElapsedTime(start, c.End).TotalMilliseconds))
            .Sum(c => Math.Max(0, Math.Min(c.End, to) - Math.Max(c.Begin, from)));
        return 1 - (inside / (to - from));
    }

    private static (double From, double To) Window(IReadOnlyList<List<double>> times) => (times.Max(t => t[0]), times.Min(t => t[^1]));

    private readonly record struct Speed(double TokensPerSecond, double First, double Further, double Step, double Outside);

    /// <summary>Notes when calls of the model begin and end; an engine makes one at a time.</summary>
    private sealed class TimedCalls(ITokenCalls inner, List<(long Begin, long End)> calls) : ITokenCalls
    {
        public bool KeepsState => inner.KeepsState;

        public Tensor Run(Tensor ids, Tensor positions, ReadOnlySpan<long> rows)
        {
            var begin = Stopwatch.GetTimestamp();
            var result = inner.Run(ids, positions, rows);
            calls.Add((begin, Stopwatch.GetTimestamp()));
            return result;
        }

        public void Dispose() => inner.Dispose();
    }
}
