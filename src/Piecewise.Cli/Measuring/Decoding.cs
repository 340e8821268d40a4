using System.Diagnostics;
using Piecewise.Compiler;
using Piecewise.Llm;

namespace Piecewise.Cli.Measuring;

/// <summary>What it takes to generate a token.</summary>
internal static class Decoding
{
    private const int PromptLength = 16;

    /// <summary>The median over single tokens, each after all before it; one more goes before them and is not measured.</summary>
    /// <exception cref="NotALanguageModelException">The program is none.</exception>
    /// <exception cref="ContextLengthException">It has not room for so many tokens.</exception>
    public static TimeSpan Measure(CompiledModel model, RandomInputs random, int tokens, CancellationToken cancellation)
    {
        using var sequence = new LanguageModel(model).Start();
        sequence.Feed([.. Enumerable.Range(0, PromptLength).Select(_ => random.Token())]);
        sequence.Feed([random.Token()]);
        var times = new TimeSpan[tokens];
        for (var i = 0; i < tokens; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            sequence.Feed([random.Token()]);
            times[i] = Stopwatch.GetElapsedTime(start);
        }
        return CallTimes.MedianOf(times);
    }
}
