using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Piecewise.Llm;

/// <summary>
/// Some tokens with their weights, and how far down in the order of likelihood a position lies among them. Takes time in proportion to
/// their number, however they are distributed; memory is reused.
/// </summary>
internal sealed class TokenRanking
{
    /// <summary>So few tokens are sorted faster than distributed.</summary>
    private const int FewTokens = 24;

    private const int PartBits = 10;

    private readonly double[] parts = new double[1 << PartBits];
    private int[] tokens = new int[1024];
    private float[] weights = new float[1024];
    private int count;

    public void Clear() => count = 0;

    /// <summary>
    /// Adds tokens after those of lower numbers. The weights of all must have the same exponent, and equal logits equal weights.
    /// </summary>
    /// <param name="first">The first of eight tokens in a row.</param>
    /// <param name="weight">What they weigh.</param>
    /// <param name="lanes">A bit for each that is added.</param>
    public void Add(int first, Vector256<float> weight, uint lanes)
    {
        if (count + LogitScan.Width > tokens.Length)
        {
            Array.Resize(ref tokens, tokens.Length * 2);
            Array.Resize(ref weights, weights.Length * 2);
        }
        if (lanes == (1u << LogitScan.Width) - 1)
        {
            (Vector256<int>.Indices + Vector256.Create(first)).CopyTo(tokens, count);
            weight.CopyTo(weights, count);
            count += LogitScan.Width;
            return;
        }
        for (var lane = 0; lane < LogitScan.Width; lane++)
        {
            // Written in any case, and kept if it counts: there is nothing to predict.
            (tokens[count], weights[count]) = (first + lane, weight[lane]);
            count += (int)((lanes >> lane) & 1);
        }
    }

    /// <summary>
    /// The token with which the sum of weights, from the largest logit on and of equal logits from the first token on, comes to lie above a
    /// number; the last if there is none. Forgets some of the others.
    /// </summary>
    /// <returns>The token, and the sum with it.</returns>
    public (int Token, double Through) Find(ReadOnlySpan<float> logits, double target)
    {
        double before = 0;
        while (true)
        {
            var (least, greatest) = Range(logits);
            if (least == greatest)
            {
                return FindTie(target, before);
            }
            if (count <= FewTokens)
            {
                Sort(logits);
                return FindSorted(target, before);
            }
            var shift = Math.Max(0, 32 - BitOperations.LeadingZeroCount(greatest - least) - PartBits);
            before = KeepPart(logits, target, before, greatest, shift);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (uint Least, uint Greatest) Range(ReadOnlySpan<float> logits)
    {
        var (least, greatest) = (uint.MaxValue, 0u);
        foreach (var token in tokens.AsSpan(0, count))
        {
            var key = FloatOrder.KeyOf(logits[token]);
            (least, greatest) = (Math.Min(least, key), Math.Max(greatest, key));
        }
        return (least, greatest);
    }

    // Distributes the tokens over parts of the range of their logits, and keeps those of the part that holds the position.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double KeepPart(ReadOnlySpan<float> logits, double target, double before, uint greatest, int shift)
    {
        Array.Clear(parts);
        for (var i = 0; i < count; i++)
        {
            parts[(greatest - FloatOrder.KeyOf(logits[tokens[i]])) >> shift] += weights[i];
        }
        var (found, start) = (0, before);
        for (var part = 0; part < parts.Length; part++)
        {
            if (parts[part] == 0)
            {
                continue;
            }
            (found, start) = (part, before);
            before += parts[part];
            if (before > target)
            {
                break;
            }
        }
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            if ((greatest - FloatOrder.KeyOf(logits[tokens[i]])) >> shift == (uint)found)
            {
                (tokens[kept], weights[kept]) = (tokens[i], weights[i]);
                kept++;
            }
        }
        count = kept;
        return start;
    }

    private (int Token, double Through) FindTie(double target, double before)
    {
        double weight = weights[0];
        var place = (int)Math.Clamp(Math.Floor((target - before) / weight), 0, count - 1);
        while (place > 0 && before + (place * weight) > target)
        {
            place--;
        }
        while (place < count - 1 && before + ((place + 1) * weight) <= target)
        {
            place++;
        }
        return (tokens[place], before + ((place + 1) * weight));
    }

    private (int Token, double Through) FindSorted(double target, double before)
    {
        for (var i = 0; i < count; i++)
        {
            before += weights[i];
            if (before > target)
            {
                return (tokens[i], before);
            }
        }
        return (tokens[count - 1], before);
    }

    // By insertion, which keeps the order of equal ones.
    private void Sort(ReadOnlySpan<float> logits)
    {
        for (var i = 1; i < count; i++)
        {
            var (token, weight, at) = (tokens[i], weights[i], i);
            for (; at > 0 && logits[tokens[at - 1]] < logits[token]; at--)
            {
                (tokens[at], weights[at]) = (tokens[at - 1], weights[at - 1]);
            }
            (tokens[at], weights[at]) = (token, weight);
        }
    }
}
