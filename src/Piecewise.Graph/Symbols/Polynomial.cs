namespace Piecewise.Graphs;

/// <summary>A monomial with its coefficient, which is never 0.</summary>
internal readonly record struct Term(Monomial Monomial, long Coefficient);

/// <summary>
/// Ring arithmetic on normal forms. Terms are sorted by descending monomial, each monomial once; coefficients are
/// 64-bit and an overflow is an <see cref="OverflowException"/>, never a wrapped value.
/// </summary>
internal static class Polynomial
{
    /// <summary>A bound on memory for hostile input such as <c>(a + b + c)**1000</c>; real programs stay below 20.</summary>
    public const int MaxTerms = 256;

    public static SymInt Add(SymInt left, SymInt right, long scale = 1)
    {
        var constant = checked(left.ConstantPart + scale * right.ConstantPart);
        if (right.Terms.Length == 0)
        {
            return constant == left.ConstantPart ? left : SymInt.Create(constant, left.Terms);
        }

        if (left.Terms.Length == 0 && scale == 1)
        {
            return constant == right.ConstantPart ? right : SymInt.Create(constant, right.Terms);
        }

        var terms = new List<Term>(left.Terms.Length + right.Terms.Length);
        int i = 0, j = 0;
        while (i < left.Terms.Length || j < right.Terms.Length)
        {
            var order = i == left.Terms.Length ? -1
                : j == right.Terms.Length ? 1
                : left.Terms[i].Monomial.CompareTo(right.Terms[j].Monomial);
            if (order > 0)
            {
                terms.Add(left.Terms[i++]);
            }
            else if (order < 0)
            {
                var term = right.Terms[j++];
                terms.Add(term with { Coefficient = checked(scale * term.Coefficient) });
            }
            else
            {
                var sum = checked(left.Terms[i].Coefficient + scale * right.Terms[j++].Coefficient);
                if (sum != 0)
                {
                    terms.Add(new Term(left.Terms[i].Monomial, sum));
                }

                i++;
            }
        }

        return Create(constant, terms);
    }

    public static SymInt Scale(SymInt value, long factor)
    {
        if (factor == 1)
        {
            return value;
        }

        if (factor == 0)
        {
            return SymInt.Zero;
        }

        if (value.Terms.Length == 0)
        {
            return checked(value.ConstantPart * factor);
        }

        var terms = new Term[value.Terms.Length];
        for (var i = 0; i < terms.Length; i++)
        {
            terms[i] = value.Terms[i] with { Coefficient = checked(value.Terms[i].Coefficient * factor) };
        }

        return SymInt.Create(checked(value.ConstantPart * factor), terms);
    }

    /// <summary>The sum of a number, of terms in order, and of further expressions.</summary>
    public static SymInt Sum(long constant, List<Term> terms, List<SymInt> others)
    {
        // Numbers and one expression need no table.
        foreach (var other in others)
        {
            constant = checked(constant + other.ConstantPart);
        }

        var rest = others.FindAll(o => o.Terms.Length > 0);
        if (rest.Count < 2)
        {
            var sum = Create(constant, terms);
            return rest is [var only] ? Add(sum, only - only.ConstantPart) : sum;
        }

        var sums = terms.ToDictionary(t => t.Monomial, t => t.Coefficient);
        foreach (var term in rest.SelectMany(o => o.Terms.ToArray()))
        {
            Accumulate(sums, term.Monomial, term.Coefficient);
        }

        return Create(constant, sums);
    }

    public static SymInt Multiply(SymInt left, SymInt right)
    {
        if (left.Terms.Length == 0)
        {
            return Scale(right, left.ConstantPart);
        }

        if (right.Terms.Length == 0)
        {
            return Scale(left, right.ConstantPart);
        }

        var sums = new Dictionary<Monomial, long>();
        foreach (var a in left.Terms)
        {
            foreach (var b in right.Terms)
            {
                Accumulate(sums, Monomial.Multiply(a.Monomial, b.Monomial), checked(a.Coefficient * b.Coefficient));
            }

            if (right.ConstantPart != 0)
            {
                Accumulate(sums, a.Monomial, checked(a.Coefficient * right.ConstantPart));
            }
        }

        if (left.ConstantPart != 0)
        {
            foreach (var b in right.Terms)
            {
                Accumulate(sums, b.Monomial, checked(b.Coefficient * left.ConstantPart));
            }
        }

        return Create(checked(left.ConstantPart * right.ConstantPart), sums);
    }

    public static SymInt Power(SymInt value, int exponent)
    {
        if (value is { ConstantPart: 0, Terms: [var only] } && exponent > 0)
        {
            var factors = Array.ConvertAll(only.Monomial.Factors, f => f with { Power = checked(f.Power * exponent) });
            return SymInt.Create(0, [new Term(new Monomial(factors), IntegerPower(only.Coefficient, exponent))]);
        }

        if (value.IsConstant)
        {
            return IntegerPower(value.ConstantPart, exponent);
        }

        var result = SymInt.One;
        for (var i = 0; i < exponent; i++)
        {
            result = Multiply(result, value);
        }

        return result;
    }

    public static SymInt Create(long constant, Dictionary<Monomial, long> sums)
    {
        var terms = new List<Term>(sums.Count);
        foreach (var (monomial, coefficient) in sums)
        {
            if (coefficient != 0)
            {
                terms.Add(new Term(monomial, coefficient));
            }
        }

        terms.Sort(static (a, b) => b.Monomial.CompareTo(a.Monomial));
        return Create(constant, terms);
    }

    /// <summary>
    /// The polynomial whose product with <paramref name="divisor"/> is <paramref name="dividend"/>, or null.
    /// Long division by leading terms: the first leading term that does not divide ends it.
    /// </summary>
    public static SymInt? DivideExactly(SymInt dividend, SymInt divisor)
    {
        if (divisor.IsConstant)
        {
            return DivideByConstant(dividend, divisor.ConstantPart);
        }

        var lead = divisor.Terms[0];
        var quotient = SymInt.Zero;
        var rest = dividend;
        while (rest.Terms.Length > 0)
        {
            var top = rest.Terms[0];
            if (top.Coefficient % lead.Coefficient != 0 || !top.Monomial.TryDivide(lead.Monomial, out var monomial))
            {
                return null;
            }

            var step = Single(monomial, top.Coefficient / lead.Coefficient);
            quotient = Add(quotient, step);
            rest = Add(rest, Multiply(step, divisor), -1);
        }

        return rest.ConstantPart == 0 ? quotient : null;
    }

    /// <summary>A single term; a null monomial stands for the empty product.</summary>
    public static SymInt Single(Monomial? monomial, long coefficient) =>
        monomial is null ? coefficient : coefficient == 0 ? SymInt.Zero : SymInt.Create(0, [new Term(monomial, coefficient)]);

    /// <summary>The greatest common divisor of all coefficients, without the constant part; 0 for a constant.</summary>
    public static long CoefficientContent(SymInt value)
    {
        var content = 0L;
        foreach (var term in value.Terms)
        {
            content = Gcd(content, term.Coefficient);
        }

        return content;
    }

    /// <summary>Greatest common divisor, non-negative; the divisor of 0 and n is |n|.</summary>
    public static long Gcd(long a, long b)
    {
        while (b != 0)
        {
            // The remainder by -1 would trap for long.MinValue.
            (a, b) = (b, b == -1 ? 0 : a % b);
        }

        return checked(a < 0 ? -a : a);
    }

    public static long FloorDiv(long a, long b)
    {
        var quotient = checked(a / b);
        return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
    }

    /// <summary>The remainder with the sign of the divisor, as Python defines it.</summary>
    public static long FloorMod(long a, long b)
    {
        if (b == -1)
        {
            return 0;
        }

        var remainder = a % b;
        return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
    }

    private static SymInt? DivideByConstant(SymInt dividend, long divisor)
    {
        if (divisor == 0 || FloorMod(dividend.ConstantPart, divisor) != 0)
        {
            return null;
        }

        var terms = new Term[dividend.Terms.Length];
        for (var i = 0; i < terms.Length; i++)
        {
            var term = dividend.Terms[i];
            if (FloorMod(term.Coefficient, divisor) != 0)
            {
                return null;
            }

            terms[i] = term with { Coefficient = checked(term.Coefficient / divisor) };
        }

        return SymInt.Create(checked(dividend.ConstantPart / divisor), terms);
    }

    private static long IntegerPower(long value, int exponent)
    {
        var result = 1L;
        // The loop would run up to 2^31 times for the values that can't overflow.
        if (value is 0 or 1 or -1)
        {
            return exponent == 0 ? 1 : value == -1 && exponent % 2 == 0 ? 1 : value;
        }

        for (var i = 0; i < exponent; i++)
        {
            result = checked(result * value);
        }

        return result;
    }

    private static SymInt Create(long constant, List<Term> terms)
    {
        RequireCount(terms.Count);
        return terms.Count == 0 ? constant : SymInt.Create(constant, [.. terms]);
    }

    private static void RequireCount(int count)
    {
        if (count > MaxTerms)
        {
            throw new OverflowException($"A symbolic expression would have more than {MaxTerms} terms.");
        }
    }

    private static void Accumulate(Dictionary<Monomial, long> sums, Monomial monomial, long coefficient)
    {
        sums.TryGetValue(monomial, out var sum);
        sums[monomial] = checked(sum + coefficient);
        RequireCount(sums.Count);
    }
}
