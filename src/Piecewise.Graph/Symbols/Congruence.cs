namespace Piecewise.Graphs;

/// <summary>Knowledge that a value is <paramref name="Residue"/> modulo <paramref name="Modulus"/>, 0 &lt;= residue &lt; modulus.</summary>
internal readonly record struct Congruence(long Modulus, long Residue)
{
    /// <summary>Both at once (Chinese remainder theorem), or null when they contradict each other.</summary>
    public static Congruence? Combine(Congruence a, Congruence b)
    {
        var common = Polynomial.Gcd(a.Modulus, b.Modulus);
        if ((a.Residue - b.Residue) % common != 0)
        {
            return null;
        }

        var modulus = Math.BigMul(a.Modulus, b.Modulus / common);
        if (modulus > long.MaxValue)
        {
            // Both can't be kept in 64 bits; the stronger alone is still true.
            return a.Modulus >= b.Modulus ? a : b;
        }

        // a.Residue + a.Modulus*t is b.Residue modulo b.Modulus for one t modulo b.Modulus / common.
        var step = Inverse(a.Modulus / common, b.Modulus / common);
        var t = WideMod((Int128)((b.Residue - a.Residue) / common) * step, b.Modulus / common);
        return new Congruence((long)modulus, (long)WideMod(a.Residue + (Int128)a.Modulus * t, modulus));
    }

    /// <summary>The values x with scale*x + offset == residue modulo the modulus, or null when there are none.</summary>
    public static Congruence? Solve(long scale, long offset, long residue, long modulus)
    {
        var target = (long)WideMod((Int128)residue - offset, modulus);
        var common = Polynomial.Gcd(scale, modulus);
        if (target % common != 0)
        {
            return null;
        }

        var reduced = modulus / common;
        var inverse = Inverse(Polynomial.FloorMod(scale / common, reduced), reduced);
        return new Congruence(reduced, (long)WideMod((Int128)(target / common) * inverse, reduced));
    }

    /// <summary>The part of a range between the first and the last value of this class.</summary>
    public WideRange Align(WideRange range)
    {
        var low = range.Low == WideRange.NegativeInfinity ? range.Low : range.Low + WideMod(Residue - range.Low, Modulus);
        var high = range.High == WideRange.PositiveInfinity ? range.High : range.High - WideMod(range.High - Residue, Modulus);
        return new WideRange(low, high);
    }

    private static Int128 WideMod(Int128 value, Int128 modulus) => value - WideRange.FloorDiv(value, modulus) * modulus;

    /// <summary>The inverse modulo a number that is coprime to it (extended Euclid); 0 modulo 1.</summary>
    private static long Inverse(long value, long modulus)
    {
        long oldRest = Polynomial.FloorMod(value, modulus), rest = modulus, oldFactor = 1, factor = 0;
        while (rest != 0)
        {
            var quotient = oldRest / rest;
            (oldRest, rest) = (rest, oldRest - quotient * rest);
            (oldFactor, factor) = (factor, oldFactor - quotient * factor);
        }

        return Polynomial.FloorMod(oldFactor, modulus);
    }
}
