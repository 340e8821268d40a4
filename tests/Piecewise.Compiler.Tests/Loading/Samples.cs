using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Loading;

/// <summary>Files to load, and calls of them.</summary>
internal static class Samples
{
    /// <summary>The demonstration language model, dispatched by its number of tokens.</summary>
    public static string Jargon { get; } = Path.Combine(Repository.Root, "samples", "jargon.pt2");

    /// <summary>A program that is compiled in no time.</summary>
    public static string Small { get; } =
        Path.Combine(Repository.Root, "tests", "fixtures", "corpus", "programs", "case_three_boundaries.pt2");

    /// <summary>Inputs of the language model.</summary>
    public static CallValue[] Tokens(int count, int seed = 0)
    {
        var random = new Random(seed);
        return
        [
            Tensor.From<long>([.. Enumerable.Range(0, count).Select(_ => random.NextInt64(2000))], count),
            Tensor.From<long>([.. Enumerable.Range(0, count).Select(i => (long)i)], count),
        ];
    }

    public static float[] Numbers(
        IEnumerable<CallValue> results) => [.. results.SelectMany(r => r.Tensor!.Contiguous().AsSpan<float>().ToArray())];
}
