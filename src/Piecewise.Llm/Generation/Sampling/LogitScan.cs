using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Piecewise.Llm;

/// <summary>Single passes over the logits of a vocabulary. Optimized at once: the first tokens matter too.</summary>
internal static class LogitScan
{
    /// <summary>Tokens in a vector.</summary>
    public const int Width = 8;

    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    /// <summary>Eight logits from a token on, where there are so many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(ReadOnlySpan<float> logits, int first) =>
        Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(logits), (nuint)first);

    /// <summary>The last logits, fewer than eight and perhaps none; after them stands minus infinity.</summary>
    /// <remarks>To be called before a loop: a call after it would make the loop keep its vectors in memory.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector256<float> LoadTail(ReadOnlySpan<float> logits)
    {
        Span<float> padded = stackalloc float[Width];
        padded.Fill(float.NegativeInfinity);
        logits[(logits.Length / Width * Width)..].CopyTo(padded);
        return Vector256.Create<float>(padded);
    }

    /// <summary>The smallest logit above minus infinity, or plus infinity; and the largest. NaN for both if one is NaN.</summary>
    [MethodImpl(Hot)]
    public static (float Least, float Largest) Range(ReadOnlySpan<float> logits)
    {
        var (least, largest) = (Vector256.Create(float.PositiveInfinity), Vector256.Create(float.NegativeInfinity));
        var (otherLeast, otherLargest, numbers, last) = (least, largest, Vector256<float>.AllBitsSet, LoadTail(logits));
        var i = 0;
        for (; i <= logits.Length - (2 * Width); i += 2 * Width)
        {
            // What is done with NaN does not matter: the result is NaN then.
            var (part, other) = (Load(logits, i), Load(logits, i + Width));
            numbers &= Vector256.Equals(part, part) & Vector256.Equals(other, other);
            largest = Vector256.MaxNative(largest, part);
            otherLargest = Vector256.MaxNative(otherLargest, other);
            least = Vector256.MinNative(least, Unmasked(part));
            otherLeast = Vector256.MinNative(otherLeast, Unmasked(other));
        }
        var rest = i <= logits.Length - Width ? Load(logits, i) : last;
        numbers &= Vector256.Equals(rest, rest) & Vector256.Equals(last, last);
        if (numbers.AsInt32() != Vector256<int>.AllBitsSet)
        {
            return (float.NaN, float.NaN);
        }
        largest = Vector256.MaxNative(Vector256.MaxNative(largest, otherLargest), Vector256.MaxNative(rest, last));
        least = Vector256.MinNative(Vector256.MinNative(least, otherLeast), Vector256.MinNative(Unmasked(rest), Unmasked(last)));
        var result = (Least: least[0], Largest: largest[0]);
        for (var lane = 1; lane < Width; lane++)
        {
            result = (MathF.Min(result.Least, least[lane]), MathF.Max(result.Largest, largest[lane]));
        }
        return result;
    }

    /// <summary>How many logits are at least a number above minus infinity.</summary>
    [MethodImpl(Hot)]
    public static int CountFrom(ReadOnlySpan<float> logits, float least)
    {
        var bound = Vector256.Create(least);
        var (counts, others) = (Vector256<int>.Zero, -Vector256.GreaterThanOrEqual(LoadTail(logits), bound).AsInt32());
        var i = 0;
        for (; i <= logits.Length - (2 * Width); i += 2 * Width)
        {
            counts -= Vector256.GreaterThanOrEqual(Load(logits, i), bound).AsInt32();
            others -= Vector256.GreaterThanOrEqual(Load(logits, i + Width), bound).AsInt32();
        }
        if (i <= logits.Length - Width)
        {
            counts -= Vector256.GreaterThanOrEqual(Load(logits, i), bound).AsInt32();
        }
        return Vector256.Sum(counts + others);
    }

    /// <summary>The n-th token with a logit above minus infinity.</summary>
    /// <param name="logits">The logits.</param>
    /// <param name="logit">The logit; there must be so many of it.</param>
    /// <param name="number">1 for the first.</param>
    [MethodImpl(Hot)]
    public static int TokenWith(ReadOnlySpan<float> logits, float logit, int number)
    {
        var last = LoadTail(logits);
        for (var i = 0; i < logits.Length; i += Width)
        {
            var part = i <= logits.Length - Width ? Load(logits, i) : last;
            var found = Vector256.Equals(part, Vector256.Create(logit)).ExtractMostSignificantBits();
            if (found == 0)
            {
                continue;
            }
            for (; found != 0; found &= found - 1)
            {
                if (--number == 0)
                {
                    return i + BitOperations.TrailingZeroCount(found);
                }
            }
        }
        throw new ArgumentException($"There are not so many tokens with the logit {logit}.", nameof(logit));
    }

    /// <summary>The first token whose logit is NaN; there must be one.</summary>
    public static int FirstNaN(ReadOnlySpan<float> logits)
    {
        var i = 0;
        while (!float.IsNaN(logits[i]))
        {
            i++;
        }
        return i;
    }

    /// <summary>Gathers the tokens whose logits lie in a range.</summary>
    /// <param name="logits">The logits.</param>
    /// <param name="low">The first that counts; not minus infinity.</param>
    /// <param name="high">The first that does not.</param>
    /// <param name="ranking">Gets the tokens.</param>
    [MethodImpl(Hot)]
    public static void Collect(ReadOnlySpan<float> logits, float low, float high, TokenRanking ranking)
    {
        var last = LoadTail(logits);
        for (var i = 0; i < logits.Length; i += Width)
        {
            var part = i <= logits.Length - Width ? Load(logits, i) : last;
            var inside = Vector256.GreaterThanOrEqual(part, Vector256.Create(low)) & Vector256.LessThan(part, Vector256.Create(high));
            if (inside.ExtractMostSignificantBits() is not 0 and var lanes)
            {
                ranking.Add(i, Vector256<float>.One, lanes);
            }
        }
    }

    // Plus infinity in the place of minus infinity.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Unmasked(Vector256<float> logits) => Vector256.ConditionalSelect(
        Vector256.Equals(logits, Vector256.Create(float.NegativeInfinity)), Vector256.Create(float.PositiveInfinity), logits);
}
