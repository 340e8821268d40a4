namespace Piecewise.Tensors;

/// <summary>Bessel's functions of imaginary arguments and normal probabilities, scaled so that nothing overflows; in double.</summary>
internal static class ScaledFunctions
{
    // From here on the first terms of the asymptotic series are exact.
    private const double Far = 600;

    /// <summary>The modified Bessel function of the first kind, order 1.</summary>
    public static double BesselI1(double x)
    {
        if (!double.IsFinite(x) || Math.Abs(x) > 720)
        {
            return double.IsNaN(x) ? x : Math.CopySign(double.PositiveInfinity, x);
        }
        var quarter = x * x / 4;
        double term = 1, sum = 1;
        for (var k = 1; term > sum * 1e-17; k++)
        {
            term *= quarter / (k * (k + 1.0));
            sum += term;
        }
        return x / 2 * sum;
    }

    /// <summary><c>e^-|x|·I0(x)</c>.</summary>
    public static double BesselI0E(double x) => Math.Abs(x) is var size && size > Far ? Asymptotic(size, 0)
        : Math.Exp(-size) * SpecialFunctions.BesselI0(x);

    /// <summary><c>e^-|x|·I1(x)</c>.</summary>
    public static double BesselI1E(double x) => Math.Abs(x) is var size && size > Far ? Math.CopySign(Asymptotic(size, 4), x)
        : Math.Exp(-size) * BesselI1(x);

    /// <summary><c>e^(x²)·erfc(x)</c>.</summary>
    public static double ErfcX(double x)
    {
        if (x < 25)
        {
            return x < -27 ? double.PositiveInfinity : Math.Exp(x * x) * SpecialFunctions.Erfc(x);
        }
        var square = 1 / (x * x);
        return (1 - (square * (0.5 - (square * (0.75 - (square * 1.875)))))) / (x * Math.Sqrt(Math.PI));
    }

    /// <summary>The logarithm of the probability that a normal number is less.</summary>
    public static double LogNormal(double x)
    {
        var t = x * Math.Sqrt(0.5);
        return x < -1 ? Math.Log(ErfcX(-t) / 2) - (t * t) : SpecialFunctions.Log1P(-SpecialFunctions.Erfc(t) / 2);
    }

    /// <summary>What a normal number is less than with a probability.</summary>
    public static double NormalQuantile(double p)
    {
        if (!(p > 0 && p < 1))
        {
            return p == 0 ? double.NegativeInfinity : p == 1 ? double.PositiveInfinity : double.NaN;
        }
        // Of the smaller tail: a first guess, then steps that triple the digits.
        var tail = Math.Min(p, 1 - p);
        var root = Math.Sqrt(-2 * Math.Log(tail));
        var divisor = 1 + (root * (1.432788 + (root * (0.189269 + (root * 0.001308)))));
        var x = root - ((2.515517 + (root * (0.802853 + (root * 0.010328)))) / divisor);
        for (var step = 0; step < 3; step++)
        {
            var error = (tail - (0.5 * SpecialFunctions.Erfc(x * Math.Sqrt(0.5)))) * Math.Sqrt(2 * Math.PI) * Math.Exp(x * x / 2);
            x -= error / (1 - (x * error / 2));
        }
        return p < 0.5 ? -x : x;
    }

    // By Hankel's series of 1 / √(2πx).
    private static double Asymptotic(double x, double order)
    {
        double term = 1, sum = 1;
        for (var k = 1; k < 6; k++)
        {
            var odd = (2 * k) - 1.0;
            term *= -(order - (odd * odd)) / (k * 8 * x);
            sum += term;
        }
        return double.IsInfinity(x) ? 0 : sum / Math.Sqrt(2 * Math.PI * x);
    }
}
