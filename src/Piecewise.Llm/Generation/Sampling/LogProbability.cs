using System.Numerics.Tensors;

namespace Piecewise.Llm;

/// <summary>The logarithm of a token's probability: its logit less the logarithm of the sum of all exponentials.</summary>
internal static class LogProbability
{
    /// <param name="logits">One for each token of the vocabulary.</param>
    /// <param name="token">Among them.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not in the vocabulary.</exception>
    public static double Of(ReadOnlySpan<float> logits, int token)
    {
        if ((uint)token >= (uint)logits.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(token), token, $"The vocabulary has {logits.Length} tokens.");
        }
        // Less the largest, so that nothing overflows.
        var largest = TensorPrimitives.Max(logits);
        var sum = 0.0;
        foreach (var logit in logits)
        {
            sum += Math.Exp(logit - largest);
        }
        return logits[token] - largest - Math.Log(sum);
    }
}
