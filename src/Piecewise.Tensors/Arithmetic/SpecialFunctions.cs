using System.ComponentModel;

namespace Piecewise.Tensors;

/// <summary>
/// Functions that <see cref="Math"/> lacks, in double precision: about 1e-15 relative, absolute where the function crosses zero.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SpecialFunctions
{
    private static readonly double TwoOverRootPi = 2 / Math.Sqrt(Math.PI);
    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    // B(2k) / (2k (2k-1)), k = 1, 2, …: Stirling's series.
    private static ReadOnlySpan<double> Stirling =>
        [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156, -3617.0 / 122400];

    // B(2k) / 2k: the series of its derivative.
    private static ReadOnlySpan<double> DigammaSeries =>
        [1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12, -3617.0 / 8160];

    /// <summary><c>e^x - 1</c> without cancellation near 0.</summary>
    public static double ExpM1(double x)
    {
        // The rounding error of e^x cancels in (u - 1) / log(u), so the quotient is exact although u is not.
        var u = Math.Exp(x);
        return u == 1 || double.IsNaN(u) ? x
            : double.IsInfinity(u) || u - 1 == -1 ? u - 1
            : (u - 1) * x / Math.Log(u);
    }

    /// <summary><c>log(1 + x)</c> without cancellation near 0.</summary>
    public static double Log1P(double x)
    {
        var u = 1 + x;
        return u == 1 ? x : double.IsInfinity(u) || u <= 0 ? Math.Log(u) : Math.Log(u) * x / (u - 1);
    }

    public static double Erf(double x) => Math.Abs(x) < 2.5 ? ErfSeries(x)
        : double.IsNaN(x) ? x
        : x > 0 ? 1 - ErfcFraction(x) : ErfcFraction(-x) - 1;

    /// <summary><c>1 - erf(x)</c>.</summary>
    public static double Erfc(double x) => Math.Abs(x) < 2.5 ? (x < 1 ? 1 - ErfSeries(x) : ErfcFraction(x))
        : double.IsNaN(x) ? x
        : x > 0 ? ErfcFraction(x) : 2 - ErfcFraction(-x);

    /// <summary>The inverse of <see cref="Erf"/>: infinite at ±1, NaN beyond.</summary>
    public static double ErfInv(double y)
    {
        var magnitude = Math.Abs(y);
        if (!(magnitude < 1))
        {
            return magnitude == 1 ? y * double.PositiveInfinity : double.NaN;
        }
        if (magnitude < 1e-8)
        {
            return y / TwoOverRootPi;
        }
        // A first guess good to 2e-3, then Halley's steps, each of which triples the digits.
        var log = Log1P(-magnitude * magnitude);
        var half = 2 / (Math.PI * 0.147) + log / 2;
        var x = Math.Sqrt(Math.Sqrt(half * half - log / 0.147) - half);
        for (var step = 0; step < 3; step++)
        {
            var error = magnitude > 0.5 ? 1 - magnitude - Erfc(x) : Erf(x) - magnitude;
            var newton = error / (TwoOverRootPi * Math.Exp(-x * x));
            x -= newton / (1 + x * newton);
        }
        return Math.CopySign(x, y);
    }

    /// <summary>The logarithm of the absolute value of Euler's gamma function; infinite at 0, -1, -2, …</summary>
    public static double LogGamma(double x)
    {
        if (double.IsNaN(x) || double.IsInfinity(x))
        {
            return double.IsNaN(x) ? x : double.PositiveInfinity;
        }
        if (x <= 0)
        {
            return x == Math.Floor(x)
                ? double.PositiveInfinity
                : Math.Log(Math.PI / Math.Abs(Math.Sin(Math.PI * (x - Math.Floor(x))))) - LogGamma(1 - x);
        }
        if (x is 1 or 2)
        {
            return 0;
        }
        // Γ(x) = Γ(x + n) / (x (x + 1) … (x + n - 1)), with x + n where Stirling's series is exact.
        double product = 1;
        for (; x < 12; x++)
        {
            product *= x;
        }
        return (x - 0.5) * Math.Log(x) - x + HalfLogTwoPi + OddPowers(Stirling, 1 / x) - Math.Log(product);
    }

    /// <summary>The derivative of <see cref="LogGamma"/>: infinite at 0, NaN at -1, -2, …</summary>
    public static double Digamma(double x)
    {
        if (x == 0)
        {
            return Math.CopySign(double.PositiveInfinity, -x);
        }
        if (x < 0)
        {
            return x == Math.Floor(x) ? double.NaN : Digamma(1 - x) - Math.PI / Math.Tan(Math.PI * (x - Math.Floor(x)));
        }
        if (double.IsPositiveInfinity(x))
        {
            return x;
        }
        double sum = 0;
        for (; x < 12; x++)
        {
            sum += 1 / x;
        }
        return Math.Log(x) - 0.5 / x - OddPowers(DigammaSeries, 1 / x) / x - sum;
    }

    /// <summary>The modified Bessel function of the first kind, order 0.</summary>
    public static double BesselI0(double x)
    {
        if (!double.IsFinite(x) || Math.Abs(x) > 720)
        {
            return double.IsNaN(x) ? x : double.PositiveInfinity;
        }
        // All terms are positive, so nothing cancels.
        var quarter = x * x / 4;
        double term = 1, sum = 1;
        for (var k = 1; term > sum * 1e-17; k++)
        {
            term *= quarter / ((double)k * k);
            sum += term;
        }
        return sum;
    }

    // erf(x) = 2/√π e^(-x²) Σ 2^n x^(2n+1) / (1·3·5…(2n+1)): all terms have one sign.
    private static double ErfSeries(double x)
    {
        var square = x * x;
        double term = x, sum = x;
        for (var n = 1; Math.Abs(term) > Math.Abs(sum) * 1e-17; n++)
        {
            term *= 2 * square / (2 * n + 1);
            sum += term;
        }
        return TwoOverRootPi * Math.Exp(-square) * sum;
    }

    // erfc(x) = e^(-x²)/√π · 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …)))), for x ≥ 1, evaluated from the inside.
    private static double ErfcFraction(double x)
    {
        if (x > 28)
        {
            return 0;
        }
        var depth = x < 1.5 ? 300 : x < 2.5 ? 150 : 60;
        var tail = x;
        for (var n = depth; n > 0; n--)
        {
            tail = x + 0.5 * n / tail;
        }
        return Math.Exp(-x * x) / (tail * Math.Sqrt(Math.PI));
    }

    private static double OddPowers(ReadOnlySpan<double> coefficients, double x)
    {
        double sum = 0;
        for (var i = coefficients.Length - 1; i >= 0; i--)
        {
            sum = sum * x * x + coefficients[i];
        }
        return sum * x;
    }
}
