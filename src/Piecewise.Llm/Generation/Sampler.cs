using System.Numerics.Tensors;

namespace Piecewise.Llm;

/// <summary>Picks the next token from logits. Deterministic for a seed, on every machine and version: the generator is part of the contract.</summary>
public sealed class Sampler
{
    private readonly GenerationOptions options;
    private ulong state;
    private float[] probabilities = [];
    private int[] order = [];

    public Sampler(GenerationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        this.options = options;
        state = options.Seed;
    }

    /// <summary>The index of the picked token.</summary>
    /// <param name="logits">One number per token of the vocabulary.</param>
    /// <exception cref="InvalidOperationException">The logits are not numbers: the model or its input is broken.</exception>
    public int Pick(ReadOnlySpan<float> logits)
    {
        var best = TensorPrimitives.IndexOfMax(logits);
        if (best < 0 || float.IsNaN(logits[best]))
        {
            throw new InvalidOperationException("The logits hold NaN; no token can be picked.");
        }
        return options.Temperature == 0 || options.TopK == 1 ? best : Sample(logits);
    }

    private int Sample(ReadOnlySpan<float> logits)
    {
        if (probabilities.Length != logits.Length)
        {
            probabilities = new float[logits.Length];
            order = new int[logits.Length];
        }
        TensorPrimitives.Divide(logits, (float)options.Temperature, probabilities);
        TensorPrimitives.SoftMax(probabilities, probabilities);
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }
        // Ties keep the order of the vocabulary, so that the choice does not depend on the sort.
        Array.Sort(order, (a, b) => probabilities[b] != probabilities[a] ? probabilities[b].CompareTo(probabilities[a]) : a.CompareTo(b));
        var kept = options.TopK > 0 ? Math.Min(options.TopK, order.Length) : order.Length;
        double sum = 0;
        var count = 0;
        while (count < kept && (count == 0 || sum < options.TopP))
        {
            sum += probabilities[order[count++]];
        }
        var target = NextUnit() * sum;
        for (var i = 0; i < count; i++)
        {
            target -= probabilities[order[i]];
            if (target < 0)
            {
                return order[i];
            }
        }
        return order[count - 1];
    }

    // SplitMix64 (Steele, Lea and Flood 2014); the upper 53 bits make a number in [0, 1).
    private double NextUnit()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
