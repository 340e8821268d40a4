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
    private static Congruence? Solve(long scale, long offset, long residue, long modulus)
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

    /// <summary>
    /// Reads an expression that is 0 as a statement about one symbol modulo something: <c>(c*x + d) % k - r</c>, also
    /// when it is written with a floor division, <c>k*(x // k) - x + r</c>.
    /// </summary>
    public static bool TryRead(SymInt equation, out Atom symbol, out Congruence congruence)
    {
        (symbol, congruence) = (null!, default);
        foreach (var term in equation.Terms)
        {
            if (term.Monomial.IsAtom && term.Monomial.Factors[0].Atom is { Kind: AtomKind.FloorDiv } division
                && division.Operands[1].TryGetConstant(out var divisor) && term.Coefficient % divisor == 0)
            {
                var multiple = division.Operands[0] - SymInt.Mod(division.Operands[0], divisor);
                equation += Polynomial.Scale(multiple, term.Coefficient / divisor) - Polynomial.Single(term.Monomial, term.Coefficient);
            }
        }

        if (equation.Terms is not [{ Monomial: { IsAtom: true } monomial, Coefficient: var scale }]
            || equation.ConstantPart % scale != 0
            || monomial.Factors[0].Atom is not { Kind: AtomKind.Mod } remainder
            || !remainder.Operands[1].TryGetConstant(out var modulus)
            || remainder.Operands[0] is not { Terms: [{ Monomial: { IsAtom: true } inner, Coefficient: var slope }] } dividend
            || !inner.Factors[0].Atom.IsSymbol
            || Solve(slope, dividend.ConstantPart, -(equation.ConstantPart / scale), modulus) is not { } solution)
        {
            return false;
        }

        (symbol, congruence) = (inner.Factors[0].Atom, solution);
        return true;
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
