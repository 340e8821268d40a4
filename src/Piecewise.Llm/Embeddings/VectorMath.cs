using System.Numerics.Tensors;

namespace Piecewise.Llm;

/// <summary>From a text's vectors, one a token, to its one vector.</summary>
internal static class VectorMath
{
    /// <param name="tokens">[tokens, features], those of padding left out.</param>
    /// <param name="features">Numbers of a vector.</param>
    /// <param name="pooling">How.</param>
    public static float[] Pool(ReadOnlySpan<float> tokens, int features, Pooling pooling)
    {
        if (pooling != Pooling.Mean)
        {
            return (pooling == Pooling.Cls ? tokens[..features] : tokens[^features..]).ToArray();
        }
        var sum = new float[features];
        for (var at = 0; at < tokens.Length; at += features)
        {
            TensorPrimitives.Add(sum, tokens.Slice(at, features), sum);
        }
        TensorPrimitives.Divide(sum, tokens.Length / features, sum);
        return sum;
    }

    /// <summary>The first numbers of a vector, which models trained for it (Matryoshka) have the most in.</summary>
    public static float[] Cut(float[] vector, int? dimensions) =>
        dimensions is { } length && length < vector.Length ? vector[..length] : vector;

    /// <summary>Scales a vector to length 1; one of zeros stays.</summary>
    public static void Normalize(Span<float> vector)
    {
        // As PyTorch's normalize has it.
        TensorPrimitives.Divide(vector, Math.Max(TensorPrimitives.Norm<float>(vector), 1e-12f), vector);
    }

    /// <summary>Whether all numbers are numbers, and none is infinite.</summary>
    public static bool IsFinite(ReadOnlySpan<float> vector) => TensorPrimitives.IsFiniteAll(vector);
}
