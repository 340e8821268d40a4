using System.Diagnostics;
using Piecewise.Compiler;
using Piecewise.Llm;

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
        using var model = await LanguageModel.LoadAsync(file, options);
        await using var engine = new Engine(model);
        var random = new Random(1);
        await MeasureAsync(engine, random, 1);
        var results = AtOnce.ToDictionary(n => n, _ => new List<Speed>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var requests in AtOnce)
            {
                results[requests].Add(await MeasureAsync(engine, random, requests));
            }
        }
        output.WriteLine($"{Input} tokens in, {Output} out | at once | tokens/s | first token, ms | per further token, ms");
        foreach (var (requests, speeds) in results)
        {
            output.WriteLine(
                $"{requests,7} | {Median(speeds, s => s.TokensPerSecond):F1} | {Median(speeds, s => s.First):F1} | "
                + $"{Median(speeds, s => s.Further):F2}");
        }
    }

    private static double Median(List<Speed> speeds, Func<Speed, double> of) => speeds.Select(of).Order().ElementAt(speeds.Count / 2);

    private static async Task<Speed> MeasureAsync(Engine engine, Random random, int requests)
    {
        var options = new GenerationOptions { MaxTokens = Output, IgnoreEnd = true };
        var start = Stopwatch.GetTimestamp();
        var texts = Enumerable.Range(0, requests).Select(_ =>
        {
            var completion = engine.Generate([.. Enumerable.Range(0, Input).Select(_ => random.Next(Vocabulary))], options);
            return Task.Run(async () =>
            {
                TimeSpan? first = null;
                await foreach (var token in completion)
                {
                    first ??= Stopwatch.GetElapsedTime(start);
                }
                return (First: first!.Value.TotalMilliseconds, End: Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            });
        }).ToArray();
        var times = await Task.WhenAll(texts);
        return new Speed(
            requests * Output / Stopwatch.GetElapsedTime(start).TotalSeconds, times.Average(t => t.First),
            times.Average(t => (t.End - t.First) / (Output - 1)));
    }

    private readonly record struct Speed(double TokensPerSecond, double First, double Further);
}
