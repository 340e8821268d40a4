using System.Collections.Immutable;
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
        return logits[token] - LogSum(logits);
    }

    /// <summary>The most likely tokens, the likeliest first; of equal ones the first.</summary>
    /// <param name="logits">One for each token of the vocabulary.</param>
    /// <param name="count">How many.</param>
    public static ImmutableArray<TokenProbability> Top(ReadOnlySpan<float> logits, int count)
    {
        count = Math.Min(count, logits.Length);
        if (count == 0)
        {
            return [];
        }
        var (tokens, found) = (new int[count], 0);
        for (var i = 0; i < logits.Length; i++)
        {
            if (found == count && !(logits[i] > logits[tokens[^1]]))
            {
                continue;
            }
            var place = found < count ? found++ : count - 1;
            for (; place > 0 && logits[tokens[place - 1]] < logits[i]; place--)
            {
                tokens[place] = tokens[place - 1];
            }
            tokens[place] = i;
        }
        var sum = LogSum(logits);
        var result = ImmutableArray.CreateBuilder<TokenProbability>(count);
        foreach (var token in tokens)
        {
            result.Add(new TokenProbability(token, logits[token] - sum));
        }
        return result.MoveToImmutable();
    }

    // Less the largest, so that nothing overflows.
    private static double LogSum(ReadOnlySpan<float> logits)
    {
        double largest = TensorPrimitives.Max(logits);
        var sum = 0.0;
        foreach (var logit in logits)
        {
            sum += Math.Exp(logit - largest);
        }
        return largest + Math.Log(sum);
    }
}
