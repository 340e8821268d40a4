using System.Numerics;

namespace Piecewise.Tensors.Reference;

/// <summary>Plane rotations. Source: LAPACK's <c>lartg</c>, <c>lasr</c>, <c>laev2</c>, <c>lasv2</c>, <c>las2</c>.</summary>
internal static class Rotations
{
    /// <summary>The largest relative error of a rounded number.</summary>
    public const double UnitRoundoff = 1.1102230246251565e-16;

    /// <summary>The rotation that makes (f, g) to (r, 0).</summary>
    public static (double C, double S, double R) Of(double f, double g)
    {
        if (g == 0)
        {
            return (1, 0, f);
        }
        if (f == 0)
        {
            return (0, Math.CopySign(1, g), Math.Abs(g));
        }
        var length = double.Hypot(f, g);
        var r = Math.CopySign(length, f);
        return (Math.Abs(f) / length, g / r, r);
    }

    /// <summary>Rotates two columns: (x, y) to (s·y + c·x, c·y - s·x).</summary>
    public static void Columns<T>(Span<T> a, int rows, int stride, int x, double c, double s) where T : unmanaged, INumberBase<T>
    {
        var (cosine, sine) = (MatrixElement.Of<T>(c), MatrixElement.Of<T>(s));
        for (var i = 0; i < rows; i++)
        {
            var (left, right) = (a[(i * stride) + x], a[(i * stride) + x + 1]);
            a[(i * stride) + x + 1] = (cosine * right) - (sine * left);
            a[(i * stride) + x] = (sine * right) + (cosine * left);
        }
    }

    /// <summary>Rotates two neighbouring rows alike.</summary>
    public static void Rows<T>(Span<T> a, int columns, int x, double c, double s) where T : unmanaged, INumberBase<T>
    {
        var (cosine, sine) = (MatrixElement.Of<T>(c), MatrixElement.Of<T>(s));
        for (var j = 0; j < columns; j++)
        {
            var (upper, lower) = (a[(x * columns) + j], a[((x + 1) * columns) + j]);
            a[((x + 1) * columns) + j] = (cosine * lower) - (sine * upper);
            a[(x * columns) + j] = (sine * lower) + (cosine * upper);
        }
    }

    /// <summary>Eigenvalues of [[a, b], [b, c]], the larger magnitude first, and the unit eigenvector of that.</summary>
    public static (double First, double Second, double C, double S) Eigen(double a, double b, double c)
    {
        var (sum, difference, twice) = (a + c, a - c, b + b);
        var root = double.Hypot(difference, twice);
        var (large, small) = Math.Abs(a) > Math.Abs(c) ? (a, c) : (c, a);
        double first, second;
        var sign = sum < 0 ? -1 : 1;
        if (sum == 0)
        {
            (first, second) = (0.5 * root, -0.5 * root);
        }
        else
        {
            first = 0.5 * (sum + (sign * root));
            second = ((large / first) * small) - ((b / first) * b);
        }
        var other = difference >= 0 ? 1 : -1;
        var along = difference + (other * root);
        double cosine, sine;
        if (Math.Abs(along) > Math.Abs(twice))
        {
            var cotangent = -twice / along;
            sine = 1 / Math.Sqrt(1 + (cotangent * cotangent));
            cosine = cotangent * sine;
        }
        else if (twice == 0)
        {
            (cosine, sine) = (1, 0);
        }
        else
        {
            var tangent = -along / twice;
            cosine = 1 / Math.Sqrt(1 + (tangent * tangent));
            sine = tangent * cosine;
        }
        return sign == other ? (first, second, -sine, cosine) : (first, second, cosine, sine);
    }

    /// <summary>Singular values of [[f, g], [0, h]], with signs, and the rotations on the right and on the left.</summary>
    public static (double Min, double Max, double SinR, double CosR, double SinL, double CosL) Singular(double f, double g, double h)
    {
        var (ft, fa, ht, ha) = (f, Math.Abs(f), h, Math.Abs(h));
        var largest = 1;
        var swap = ha > fa;
        if (swap)
        {
            largest = 3;
            (ft, ht, fa, ha) = (ht, ft, ha, fa);
        }
        var (ga, min, max) = (Math.Abs(g), ha, fa);
        double clt = 1, crt = 1, slt = 0, srt = 0;
        if (ga != 0)
        {
            largest = ga > fa ? 2 : largest;
            if (ga > fa && fa / ga < UnitRoundoff)
            {
                max = ga;
                min = ha > 1 ? fa / (ga / ha) : fa / ga * ha;
                (clt, slt, srt, crt) = (1, ht / g, 1, ft / g);
            }
            else
            {
                var d = fa - ha;
                var l = d == fa ? 1 : d / fa;
                var m = g / ft;
                var t = 2 - l;
                var (mm, tt) = (m * m, t * t);
                var s = Math.Sqrt(tt + mm);
                var r = l == 0 ? Math.Abs(m) : Math.Sqrt((l * l) + mm);
                var a = 0.5 * (s + r);
                (min, max) = (ha / a, fa * a);
                t = mm != 0 ? ((m / (s + t)) + (m / (r + l))) * (1 + a)
                    : l == 0 ? Math.CopySign(2, ft) * Math.CopySign(1, g)
                    : (g / Math.CopySign(d, ft)) + (m / t);
                l = Math.Sqrt((t * t) + 4);
                (crt, srt) = (2 / l, t / l);
                clt = (crt + (srt * m)) / a;
                slt = ht / ft * srt / a;
            }
        }
        var (csl, snl, csr, snr) = swap ? (srt, crt, slt, clt) : (clt, slt, crt, srt);
        var sign = largest switch
        {
            1 => Math.CopySign(1, csr) * Math.CopySign(1, csl) * Math.CopySign(1, f),
            2 => Math.CopySign(1, snr) * Math.CopySign(1, csl) * Math.CopySign(1, g),
            _ => Math.CopySign(1, snr) * Math.CopySign(1, snl) * Math.CopySign(1, h),
        };
        return (Math.CopySign(min, sign * Math.CopySign(1, f) * Math.CopySign(1, h)), Math.CopySign(max, sign), snr, csr, snl, csl);
    }

    /// <summary>The smaller singular value of [[f, g], [0, h]].</summary>
    public static double SmallestSingular(double f, double g, double h)
    {
        var (fa, ga, ha) = (Math.Abs(f), Math.Abs(g), Math.Abs(h));
        var (small, large) = (Math.Min(fa, ha), Math.Max(fa, ha));
        if (small == 0)
        {
            return 0;
        }
        var (sum, difference) = (1 + (small / large), (large - small) / large);
        if (ga < large)
        {
            var square = ga / large * (ga / large);
            return small * (2 / (Math.Sqrt((sum * sum) + square) + Math.Sqrt((difference * difference) + square)));
        }
        var ratio = large / ga;
        if (ratio == 0)
        {
            return small * large / ga;
        }
        var (p, q) = (sum * ratio, difference * ratio);
        return small * (1 / (Math.Sqrt(1 + (p * p)) + Math.Sqrt(1 + (q * q)))) * ratio * 2;
    }
}
