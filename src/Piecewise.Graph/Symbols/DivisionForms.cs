namespace Piecewise.Graphs;

/// <summary>
/// Normal forms of floor division and remainder. Every rule keeps the value wherever the original is defined.
/// With a constant divisor k &gt; 0 the remaining quotient x // k has coefficients in (-k, k), a constant in [0, k), no
/// factor common to all of them, and a positive first coefficient, so that <c>-((-s) // 8)</c>,
/// <c>(s - 1) // 8 + 1</c> and <c>(s + 7) // 8</c> are one expression. The remaining x % k has its coefficients in
/// (-k/2, k/2].
/// </summary>
internal static class DivisionForms
{
    public static SymInt FloorDiv(SymInt dividend, SymInt divisor)
    {
        if (divisor.TryGetConstant(out var constant))
        {
            return constant switch
            {
                0 => throw new DivideByZeroException($"'{dividend}' is divided by the constant 0."),
                > 0 => FloorDivByConstant(dividend, constant),
                _ => FloorDivByConstant(-dividend, checked(-constant)),
            };
        }

        if (dividend == SymInt.Zero)
        {
            return SymInt.Zero;
        }

        if (divisor.Terms[0].Coefficient < 0)
        {
            (dividend, divisor) = (-dividend, -divisor);
        }

        var (quotient, rest) = SplitMultiples(dividend, divisor);
        if (rest == SymInt.Zero)
        {
            return quotient;
        }

        // (s + (-s) % 8) // ((s + 7) // 8) is 8: the dividend rounds s up to a multiple.
        if (WithoutRemainders(dividend) is { } plain && Polynomial.DivideExactly(plain, divisor) is { } whole)
        {
            return whole;
        }

        var factor = CommonFactor(rest, divisor);
        if (factor != SymInt.One)
        {
            return quotient + FloorDiv(Divide(rest, factor), Divide(divisor, factor));
        }

        return quotient + SymInt.OfAtom(Atom.Operation(AtomKind.FloorDiv, rest, divisor));
    }

    public static SymInt Mod(SymInt dividend, SymInt divisor)
    {
        if (divisor.TryGetConstant(out var constant))
        {
            return constant switch
            {
                0 => throw new DivideByZeroException($"'{dividend}' is reduced modulo the constant 0."),
                > 0 => ModByConstant(dividend, constant),
                _ => -ModByConstant(-dividend, checked(-constant)),
            };
        }

        // a mod -b is -(-a mod b).
        if (divisor.Terms[0].Coefficient < 0)
        {
            return -Mod(-dividend, -divisor);
        }

        var (_, rest) = SplitMultiples(dividend, divisor);
        if (rest == SymInt.Zero)
        {
            return SymInt.Zero;
        }

        var factor = CommonFactor(rest, divisor);
        return factor != SymInt.One
            ? factor * Mod(Divide(rest, factor), Divide(divisor, factor))
            : SymInt.OfAtom(Atom.Operation(AtomKind.Mod, rest, divisor));
    }

    private static SymInt FloorDivByConstant(SymInt dividend, long k)
    {
        if (k == 1)
        {
            return dividend;
        }

        // (s + (-s) % 8) // 8 is (s + 7) // 8.
        if (WithoutRemainders(dividend) is { } plain && Polynomial.DivideExactly(plain, k) is { } exact)
        {
            return exact;
        }

        var quotient = SymInt.Zero;
        var rest = SymInt.Zero;
        foreach (var term in dividend.Terms)
        {
            quotient += Polynomial.Single(term.Monomial, term.Coefficient / k);
            rest += Polynomial.Single(term.Monomial, term.Coefficient % k);
        }

        quotient += Polynomial.FloorDiv(dividend.ConstantPart, k);
        var offset = Polynomial.FloorMod(dividend.ConstantPart, k);
        if (rest.IsConstant)
        {
            return quotient;
        }

        // (g*x + c) // (g*k) is (x + c // g) // k.
        var content = Polynomial.Gcd(Polynomial.CoefficientContent(rest), k);
        rest = Divide(rest, content);
        k /= content;
        offset /= content;
        if (k == 1)
        {
            return quotient + rest;
        }

        // (-x + c) // k is -((x + k - 1 - c) // k).
        return rest.Terms[0].Coefficient < 0
            ? quotient - ReducedFloorDiv(-rest, k - 1 - offset, k)
            : quotient + ReducedFloorDiv(rest, offset, k);
    }

    /// <summary>(x + offset) // k, where x has a positive first coefficient and nothing divides out.</summary>
    private static SymInt ReducedFloorDiv(SymInt x, long offset, long k)
    {
        if (x.SoleAtom is { Kind: AtomKind.FloorDiv } inner && inner.Operands[1].TryGetConstant(out var first)
            && Math.BigMul(k, first) is var product && product <= long.MaxValue)
        {
            // (y // a + c) // k is (y + a*c) // (a*k).
            return FloorDivByConstant(inner.Operands[0] + checked(first * offset), (long)product);
        }

        if (x.Terms is [{ Coefficient: var scale, Monomial: { IsAtom: true } monomial }]
            && monomial.Factors[0].Atom is { Kind: AtomKind.Mod } remainder
            && remainder.Operands[1].TryGetConstant(out var modulus)
            && Math.BigMul(scale, modulus - 1) + offset < k)
        {
            return SymInt.Zero;
        }

        return SymInt.OfAtom(Atom.Operation(AtomKind.FloorDiv, x + offset, k));
    }

    private static SymInt ModByConstant(SymInt dividend, long k)
    {
        if (k == 1)
        {
            return SymInt.Zero;
        }

        var rest = SymInt.Zero;
        foreach (var term in dividend.Terms)
        {
            var residue = Polynomial.FloorMod(term.Coefficient, k);
            rest += Polynomial.Single(term.Monomial, residue > k / 2 ? residue - k : residue);
        }

        var offset = Polynomial.FloorMod(dividend.ConstantPart, k);
        if (rest.IsConstant)
        {
            return offset;
        }

        if (UnwrapRemainders(rest, k) is { } unwrapped)
        {
            return ModByConstant(unwrapped + offset, k);
        }

        // (g*x + c) % (g*k) is g*((x + c // g) % k) + c % g.
        var content = Polynomial.Gcd(Polynomial.CoefficientContent(rest), k);
        var inner = Divide(rest, content) + offset / content;
        return Polynomial.Scale(SymInt.OfAtom(Atom.Operation(AtomKind.Mod, inner, k / content)), content) + offset % content;
    }

    /// <summary>Replaces c*(x % m) by c*x where k divides c*m, since the two differ by a multiple of k.</summary>
    private static SymInt? UnwrapRemainders(SymInt value, long k)
    {
        var result = value;
        foreach (var term in value.Terms)
        {
            if (term.Monomial.IsAtom && term.Monomial.Factors[0].Atom is { Kind: AtomKind.Mod } atom
                && atom.Operands[1].TryGetConstant(out var modulus) && Math.BigMul(term.Coefficient, modulus) % k == 0)
            {
                result += Polynomial.Scale(atom.Operands[0] - SymInt.OfAtom(atom), term.Coefficient);
            }
        }

        return ReferenceEquals(result, value) ? null : result;
    }

    /// <summary>The value with each x % m written as x - m*(x // m); null where it has none with a constant m.</summary>
    private static SymInt? WithoutRemainders(SymInt value)
    {
        SymInt? result = null;
        foreach (var term in value.Terms)
        {
            if (term.Monomial.IsAtom && term.Monomial.Factors[0].Atom is { Kind: AtomKind.Mod } atom
                && atom.Operands[1].TryGetConstant(out var modulus))
            {
                var quotient = SymInt.OfAtom(atom) - atom.Operands[0]
                    + Polynomial.Scale(FloorDivByConstant(atom.Operands[0], modulus), modulus);
                result = (result ?? value) - Polynomial.Scale(quotient, term.Coefficient);
            }
        }

        return result;
    }

    /// <summary>
    /// Writes the dividend as quotient*divisor + rest. A divisor of one term takes out each term that it divides; one
    /// of several terms takes out all or nothing, because a partial quotient would only add terms.
    /// </summary>
    private static (SymInt Quotient, SymInt Remainder) SplitMultiples(SymInt dividend, SymInt divisor)
    {
        if (divisor is not { ConstantPart: 0, Terms: [var single] })
        {
            return Polynomial.DivideExactly(dividend, divisor) is { } exact ? (exact, SymInt.Zero) : (SymInt.Zero, dividend);
        }

        var quotient = SymInt.Zero;
        SymInt rest = dividend.ConstantPart;
        foreach (var term in dividend.Terms)
        {
            if (term.Coefficient % single.Coefficient == 0 && term.Monomial.TryDivide(single.Monomial, out var monomial))
            {
                quotient += Polynomial.Single(monomial, term.Coefficient / single.Coefficient);
            }
            else
            {
                rest += Polynomial.Single(term.Monomial, term.Coefficient);
            }
        }

        return (quotient, rest);
    }

    /// <summary>The greatest single term with positive coefficient that divides every term of both.</summary>
    private static SymInt CommonFactor(SymInt left, SymInt right)
    {
        var content = Polynomial.Gcd(Content(left), Content(right));
        Monomial? shared = null;
        if (left.ConstantPart == 0 && right.ConstantPart == 0)
        {
            shared = left.Terms[0].Monomial;
            foreach (var term in left.Terms.Concat(right.Terms))
            {
                shared = shared is null ? null : Monomial.CommonFactor(shared, term.Monomial);
            }
        }

        return Polynomial.Single(shared, content);
    }

    private static long Content(SymInt value) => Polynomial.Gcd(Polynomial.CoefficientContent(value), value.ConstantPart);

    private static SymInt Divide(SymInt value, SymInt divisor) =>
        Polynomial.DivideExactly(value, divisor)
        ?? throw new InvalidOperationException($"'{divisor}' was found as a factor of '{value}' and does not divide it.");
}
