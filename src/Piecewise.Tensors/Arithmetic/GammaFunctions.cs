namespace Piecewise.Tensors;

/// <summary>Relatives of the gamma function, in double; each takes a bounded number of steps.</summary>
internal static class GammaFunctions
{
    private const int MaxSteps = 20_000;
    private const double Epsilon = 1.1102230246251565e-16;

    // (2k)! / B(2k), k = 1 … 12: the correction of a sum by an integral.
    private static ReadOnlySpan<double> SumCorrections =>
    [
        12.0, -720.0, 30240.0, -1209600.0, 47900160.0, -1.8924375803183791606e9, 7.47242496e10, -2.950130727918164224e12,
        1.1646782814350067249e14, -4.5979787224074726105e15, 1.8152105401943546773e17, -7.1661652561756670113e18,
    ];

    /// <summary>The regularized lower incomplete gamma function P(a, x).</summary>
    public static double IncompleteLower(double a, double x) =>
        x < 0 || a < 0 || double.IsNaN(a) || double.IsNaN(x) ? double.NaN
        : a == 0 ? (x > 0 ? 1 : double.NaN)
        : x == 0 ? 0
        : double.IsInfinity(a) ? (double.IsInfinity(x) ? double.NaN : 0)
        : double.IsInfinity(x) ? 1
        : x < a + 1 ? Series(a, x) : 1 - Fraction(a, x);

    /// <summary>The regularized upper incomplete gamma function Q(a, x) = 1 - P(a, x).</summary>
    public static double IncompleteUpper(double a, double x) =>
        x < 0 || a < 0 || double.IsNaN(a) || double.IsNaN(x) ? double.NaN
        : a == 0 ? (x > 0 ? 0 : double.NaN)
        : x == 0 ? 1
        : double.IsInfinity(a) ? (double.IsInfinity(x) ? double.NaN : 1)
        : double.IsInfinity(x) ? 0
        : x < a + 1 ? 1 - Series(a, x) : Fraction(a, x);

    /// <summary>Hurwitz's zeta function Σ (k + q)^-x. Source: Cephes' <c>zeta</c> (Euler and Maclaurin).</summary>
    public static double Zeta(double x, double q)
    {
        if (double.IsNaN(x) || double.IsNaN(q) || x < 1)
        {
            return double.NaN;
        }
        if (x == 1 || (q <= 0 && q == Math.Floor(q)))
        {
            return double.PositiveInfinity;
        }
        if (q <= 0 && x != Math.Floor(x))
        {
            return double.NaN;
        }
        var sum = Math.Pow(q, -x);
        var (a, term) = (q, 0.0);
        for (var i = 0; i < MaxSteps && (i < 9 || a <= 9); i++)
        {
            a += 1;
            term = Math.Pow(a, -x);
            sum += term;
            if (Math.Abs(term) < Epsilon * Math.Abs(sum))
            {
                return sum;
            }
        }
        sum += term * a / (x - 1);
        sum -= 0.5 * term;
        var (factor, k) = (1.0, 0.0);
        foreach (var correction in SumCorrections)
        {
            factor *= x + k;
            term /= a;
            var next = factor * term / correction;
            sum += next;
            if (Math.Abs(next / sum) < Epsilon)
            {
                break;
            }
            k += 1;
            factor *= x + k;
            term /= a;
            k += 1;
        }
        return sum;
    }

    /// <summary>The n-th derivative of the digamma function.</summary>
    public static double Polygamma(long n, double x) => n switch
    {
        0 => SpecialFunctions.Digamma(x),
        1 => Trigamma(x),
        _ => (n % 2 == 0 ? -1 : 1) * Math.Exp(SpecialFunctions.LogGamma(n + 1.0)) * Zeta(n + 1.0, x),
    };

    private static double Trigamma(double x)
    {
        var (sign, sum) = (1, 0.0);
        if (x < 0.5)
        {
            var sine = Math.Sin(Math.PI * x);
            (sign, sum, x) = (-1, -(Math.PI * Math.PI) / (sine * sine), 1 - x);
        }
        for (var i = 0; i < 12; i++, x++)
        {
            sum += 1 / (x * x);
        }
        var square = 1 / (x * x);
        sum += (1 + (1 / (2 * x)) + (square * ((1.0 / 6) - (square * ((1.0 / 30) - (square * ((1.0 / 42) - (square / 30)))))))) / x;
        return sign * sum;
    }

    private static double Factor(double a, double x) => Math.Exp((a * Math.Log(x)) - x - SpecialFunctions.LogGamma(a));

    private static double Series(double a, double x)
    {
        var (term, sum) = (1.0, 1.0);
        for (var k = 1; k < MaxSteps && term > sum * Epsilon; k++)
        {
            term *= x / (a + k);
            sum += term;
        }
        return sum * Factor(a, x) / a;
    }

    // Lentz's way to compute a continued fraction from its beginning.
    private static double Fraction(double a, double x)
    {
        const double Tiny = 1e-300;
        var b = x + 1 - a;
        var (c, d) = (1 / Tiny, 1 / (b == 0 ? Tiny : b));
        var value = d;
        for (var k = 1; k < MaxSteps; k++)
        {
            var step = -k * (k - a);
            b += 2;
            d = (step * d) + b;
            d = 1 / (Math.Abs(d) < Tiny ? Tiny : d);
            c = b + (step / c);
            c = Math.Abs(c) < Tiny ? Tiny : c;
            value *= d * c;
            if (Math.Abs((d * c) - 1) < Epsilon * 2)
            {
                break;
            }
        }
        return value * Factor(a, x);
    }
}
