using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Piecewise.Llm;

/// <summary>
/// What tokens weigh at a temperature: the exponential of a logit's distance from the largest, which itself weighs 1. The arithmetic is
/// additions and products of single floats in a fixed order, so it gives the same bits on every processor.
/// </summary>
/// <remarks>
/// Weights are powers of two with a fraction: an octave is a factor of two. Temperatures may be anything above zero, because the factor
/// <c>log2(e) / temperature</c> is kept as a number in [1, 2) and powers of two, which are exact to multiply by.
/// </remarks>
internal readonly struct WeightScale
{
    /// <summary>A token that is more octaves less likely than the most likely one weighs nothing: random numbers are no finer.</summary>
    public const int Octaves = 64;

    /// <summary>The most steps, from the most likely token down, that are told apart.</summary>
    public const int MostSteps = 1 << MostStepBits;

    private const int MostStepBits = 10;
    private const int OctaveBits = 6;
    private const int MostBitsPerOctave = 20;
    private const int MantissaBits = 23;
    private const int LeastExponent = -149;
    private const int GreatestExponent = 127;

    // Before the difference where it shrinks what is subtracted, so that it can't overflow; after it where it is larger than 1.
    private readonly float shrink;
    private readonly float grow;
    private readonly float growMore;
    private readonly float factor;
    private readonly float top;
    private readonly int bitsPerOctave;

    /// <param name="least">The smallest logit above minus infinity.</param>
    /// <param name="largest">The largest logit.</param>
    /// <param name="temperature">Above 0.</param>
    public WeightScale(float least, float largest, double temperature)
    {
        // Below, all logits that differ are out of range.
        var perLogit = Math.Log2(Math.E) / Math.Max(temperature, 1e-300);
        var exponent = Math.ILogB(perLogit);
        factor = (float)Math.ScaleB(perLogit, -exponent);
        exponent = Math.Clamp(exponent, LeastExponent, 2 * GreatestExponent);
        shrink = MathF.ScaleB(1, Math.Min(exponent, 0));
        grow = MathF.ScaleB(1, Math.Clamp(exponent, 0, GreatestExponent));
        growMore = MathF.ScaleB(1, Math.Clamp(exponent - GreatestExponent, 0, GreatestExponent));
        top = Math.Min(largest, float.MaxValue) * shrink;
        // The fewer octaves the tokens lie in, the finer the steps.
        var spread = Math.Clamp(-OctavesOf(Vector256.Create(least))[0], MathF.ScaleB(1, -MostBitsPerOctave), Octaves);
        bitsPerOctave = Math.Clamp(MostStepBits - 1 - MathF.ILogB(spread), MostStepBits - OctaveBits, MostBitsPerOctave);
        StepsPerOctave = 1 << bitsPerOctave;
    }

    /// <summary>Steps of an octave that are told apart.</summary>
    public float StepsPerOctave { get; }

    /// <summary>How many octaves tokens weigh less than the most likely one, as numbers from 0 down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> OctavesOf(Vector256<float> logits)
    {
        // Plus infinity is treated by the limit: all that may be picked have it then.
        var bounded = Vector256.MinNative(logits, Vector256.Create(float.MaxValue));
        return ((bounded * shrink) - Vector256.Create(top)) * grow * growMore * factor;
    }

    /// <summary>The weights of tokens, and the steps that these lie on, from 0 down: all on one step have the same exponent.</summary>
    /// <param name="octaves">From -<see cref="Octaves"/> to 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector256<int> Step, Vector256<float> Weight) Weigh(Vector256<float> octaves)
    {
        var step = Vector256.ConvertToInt32Native(Vector256.Floor(octaves * StepsPerOctave));
        var whole = Vector256.ShiftRightArithmetic(step, bitsPerOctave);
        var part = octaves - Vector256.ConvertToSingle(whole);
        // 2^x for x in [0, 1) as 1 + x q(x), q through the six Chebyshev nodes of (2^x - 1) / x; the error is 1.2e-8.
        var power = Vector256.Create(2.0817915e-4f);
        power = (power * part) + Vector256.Create(1.2692166e-3f);
        power = (power * part) + Vector256.Create(9.6521955e-3f);
        power = (power * part) + Vector256.Create(5.5496022e-2f);
        power = (power * part) + Vector256.Create(2.4022721e-1f);
        power = (power * part) + Vector256.Create(6.9314718e-1f);
        power = (power * part) + Vector256<float>.One;
        // Rounding must not reach the next octave, which begins with the next float.
        power = Vector256.MinNative(power, Vector256.Create(1.9999999f));
        return (step, (power.AsInt32() + Vector256.ShiftLeft(whole, MantissaBits)).AsSingle());
    }
}
