namespace Piecewise.Llm.Tests.Generation;

/// <summary>What the sampler promises, done the plain way: all probabilities in double, all tokens sorted.</summary>
internal sealed class SortedSampler(GenerationOptions options)
{
    private ulong state = options.Seed;

    // The tokens that may be picked, the most likely first, and their probabilities; whether rounding could add or leave out the last.
    public readonly record struct Kept(int[] Tokens, double[] Probabilities, bool IsClose);

    public static Kept Keep(ReadOnlySpan<float> logits, GenerationOptions options, double closeness = 1e-4)
    {
        var values = logits.ToArray();
        double largest = values.Max();
        var order = Enumerable.Range(0, values.Length).Where(i => !float.IsNegativeInfinity(values[i]))
            .OrderByDescending(i => (double)values[i]).ThenBy(i => i).ToArray();
        if (options.TopK > 0)
        {
            order = [.. order.Take(options.TopK)];
        }
        var weights = order.Select(i => values[i] == largest ? 1 : Math.Exp((values[i] - largest) / options.Temperature)).ToArray();
        var total = weights.Sum();
        double sum = 0;
        var (count, isClose) = (0, false);
        while (count < order.Length && (count == 0 || sum < options.TopP * total))
        {
            sum += weights[count++];
            isClose |= options.TopP < 1 && Math.Abs(sum - (options.TopP * total)) < closeness * total;
        }
        return new Kept(order[..count], [.. weights[..count].Select(w => w / sum)], isClose);
    }

    /// <summary>The token at the next position, and those that rounding may lead to instead.</summary>
    public (int Token, int[] Allowed) Pick(Kept kept)
    {
        var target = NextUnit();
        double sum = 0;
        for (var i = 0; i < kept.Tokens.Length; i++)
        {
            sum += kept.Probabilities[i];
            if (sum > target || i == kept.Tokens.Length - 1)
            {
                return (kept.Tokens[i], [.. Near(kept, target, 1e-4)]);
            }
        }
        throw new InvalidOperationException("There is no token.");
    }

    // All whose stretch comes near the position.
    private static IEnumerable<int> Near(Kept kept, double target, double distance)
    {
        double sum = 0;
        for (var i = 0; i < kept.Tokens.Length; i++)
        {
            var start = sum;
            sum += kept.Probabilities[i];
            if (start <= target + distance && sum >= target - distance)
            {
                yield return kept.Tokens[i];
            }
        }
    }

    private double NextUnit()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
