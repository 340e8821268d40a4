using System.Numerics;

namespace Piecewise.Tensors.Reference;

/// <summary>
/// Eigenvalues and vectors of symmetric and Hermitian matrices: reflections to a tridiagonal matrix, then implicit QL or QR steps.
/// Source: LAPACK's <c>sytd2</c> (lower), <c>steqr</c>, whose order of operations, and therefore whose signs, these are.
/// </summary>
internal static class SymmetricEigen
{
    private const int MaxTurns = 30;
    private const double SafeMin = 2.2250738585072014e-308;
    private const double Epsilon = Rotations.UnitRoundoff;

    /// <summary>Eigenvalues in ascending order.</summary>
    /// <param name="a">[n, n], of which one triangle counts; becomes the eigenvectors, in columns.</param>
    /// <param name="n">The size.</param>
    /// <param name="isUpper">Which triangle.</param>
    /// <param name="values">[n].</param>
    /// <returns>0, or how many values were not found within the turns that are taken.</returns>
    public static int Run<T>(Span<T> a, int n, bool isUpper, Span<double> values)
        where T : unmanaged, INumberBase<T>
    {
        if (n == 0)
        {
            return 0;
        }
        // Rows and columns backwards, an upper triangle is a lower one.
        if (isUpper)
        {
            a.Reverse();
        }
        var sides = new double[n];
        var taus = Tridiagonal(a, n, values, sides);
        // Q, whose first row and column are those of 1.
        var vectors = new T[(long)n * n];
        for (var i = 0; i < n; i++)
        {
            vectors[(i * n) + i] = T.One;
        }
        Reflections.Product<T>(a, n, n, taus, vectors, n, below: 1);
        if (isUpper)
        {
            Array.Reverse(vectors);
            values.Reverse();
            sides.AsSpan(0, n - 1).Reverse();
        }
        var info = Diagonal(values, sides, vectors.AsSpan(), n);
        Sort(values, vectors.AsSpan(), n);
        vectors.CopyTo(a);
        return info;
    }

    private static T[] Tridiagonal<T>(Span<T> a, int n, Span<double> d, Span<double> e) where T : unmanaged, INumberBase<T>
    {
        var taus = new T[Math.Max(n - 1, 0)];
        a[0] = MatrixElement.Of<T>(MatrixElement.Real(a[0]));
        for (var i = 0; i < n - 1; i++)
        {
            var (corner, size) = (((i + 1) * n) + i, n - i - 1);
            taus[i] = Reflections.Make(a, corner, n, size);
            e[i] = MatrixElement.Real(a[corner]);
            if (!T.IsZero(taus[i]))
            {
                var v = Reflections.Column<T>(a, corner, n, size);
                v[0] = T.One;
                Update(a, n, i + 1, v, taus[i]);
            }
            a[((i + 1) * n) + i + 1] = MatrixElement.Of<T>(MatrixElement.Real(a[((i + 1) * n) + i + 1]));
            d[i] = MatrixElement.Real(a[(i * n) + i]);
        }
        d[n - 1] = MatrixElement.Real(a[(n * n) - 1]);
        return taus;
    }

    // a -= v·wᴴ + w·vᴴ of the lower triangle from a row and column on, with w = x - tau/2·(xᴴ·v)·v and x = tau·a·v.
    private static void Update<T>(Span<T> a, int n, int first, T[] v, T tau) where T : unmanaged, INumberBase<T>
    {
        var w = new T[v.Length];
        for (var i = 0; i < v.Length; i++)
        {
            var sum = T.Zero;
            for (var j = 0; j < v.Length; j++)
            {
                sum += (j <= i ? a[((first + i) * n) + first + j] : MatrixElement.Conjugate(a[((first + j) * n) + first + i])) * v[j];
            }
            w[i] = tau * sum;
        }
        var dot = T.Zero;
        for (var i = 0; i < v.Length; i++)
        {
            dot += MatrixElement.Conjugate(w[i]) * v[i];
        }
        var alpha = -(tau * dot) / MatrixElement.Of<T>(2);
        for (var i = 0; i < v.Length; i++)
        {
            w[i] += alpha * v[i];
        }
        for (var i = 0; i < v.Length; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                a[((first + i) * n) + first + j] -= (v[i] * MatrixElement.Conjugate(w[j])) + (w[i] * MatrixElement.Conjugate(v[j]));
            }
        }
    }

    private static int Diagonal<T>(Span<double> d, Span<double> e, Span<T> z, int n) where T : unmanaged, INumberBase<T>
    {
        var turns = 0;
        var limit = (long)n * MaxTurns;
        for (var next = 0; next < n;)
        {
            if (next > 0)
            {
                e[next - 1] = 0;
            }
            var m = next;
            for (; m < n - 1; m++)
            {
                var side = Math.Abs(e[m]);
                if (side == 0)
                {
                    break;
                }
                if (side <= Math.Sqrt(Math.Abs(d[m])) * Math.Sqrt(Math.Abs(d[m + 1])) * Epsilon)
                {
                    e[m] = 0;
                    break;
                }
            }
            var (l, end) = (next, m);
            next = m + 1;
            if (end == l)
            {
                continue;
            }
            if (Math.Abs(d[end]) < Math.Abs(d[l]))
            {
                (l, end) = (end, l);
            }
            var done = end > l ? Ql(d, e, z, n, l, end, ref turns, limit) : Qr(d, e, z, n, l, end, ref turns, limit);
            if (!done)
            {
                break;
            }
        }
        var left = 0;
        for (var i = 0; i < n - 1; i++)
        {
            left += e[i] != 0 ? 1 : 0;
        }
        return left;
    }

    private static bool Ql<T>(Span<double> d, Span<double> e, Span<T> z, int n, int l, int end, ref int turns, long limit)
        where T : unmanaged, INumberBase<T>
    {
        var (cosines, sines) = (new double[n], new double[n]);
        while (l <= end)
        {
            var m = l;
            for (; m < end; m++)
            {
                var square = e[m] * e[m];
                if (square <= (Epsilon * Epsilon * Math.Abs(d[m]) * Math.Abs(d[m + 1])) + SafeMin)
                {
                    break;
                }
            }
            if (m < end)
            {
                e[m] = 0;
            }
            if (m == l)
            {
                l++;
                continue;
            }
            if (m == l + 1)
            {
                var (first, second, c, s) = Rotations.Eigen(d[l], e[l], d[l + 1]);
                Rotations.Columns(z, n, n, l, c, s);
                (d[l], d[l + 1], e[l]) = (first, second, 0);
                l += 2;
                continue;
            }
            if (turns++ >= limit)
            {
                return false;
            }
            var g = (d[l + 1] - d[l]) / (2 * e[l]);
            g = d[m] - d[l] + (e[l] / (g + Math.CopySign(double.Hypot(g, 1), g)));
            var (sine, cosine, p) = (1.0, 1.0, 0.0);
            for (var i = m - 1; i >= l; i--)
            {
                var (f, b) = (sine * e[i], cosine * e[i]);
                (cosine, sine, var r) = Rotations.Of(g, f);
                if (i != m - 1)
                {
                    e[i + 1] = r;
                }
                g = d[i + 1] - p;
                r = ((d[i] - g) * sine) + (2 * cosine * b);
                p = sine * r;
                d[i + 1] = g + p;
                g = (cosine * r) - b;
                (cosines[i], sines[i]) = (cosine, -sine);
            }
            for (var j = m - 1; j >= l; j--)
            {
                Rotations.Columns(z, n, n, j, cosines[j], sines[j]);
            }
            d[l] -= p;
            e[l] = g;
        }
        return true;
    }

    private static bool Qr<T>(Span<double> d, Span<double> e, Span<T> z, int n, int l, int end, ref int turns, long limit)
        where T : unmanaged, INumberBase<T>
    {
        var (cosines, sines) = (new double[n], new double[n]);
        while (l >= end)
        {
            var m = l;
            for (; m > end; m--)
            {
                var square = e[m - 1] * e[m - 1];
                if (square <= (Epsilon * Epsilon * Math.Abs(d[m]) * Math.Abs(d[m - 1])) + SafeMin)
                {
                    break;
                }
            }
            if (m > end)
            {
                e[m - 1] = 0;
            }
            if (m == l)
            {
                l--;
                continue;
            }
            if (m == l - 1)
            {
                var (first, second, c, s) = Rotations.Eigen(d[l - 1], e[l - 1], d[l]);
                Rotations.Columns(z, n, n, l - 1, c, s);
                (d[l - 1], d[l], e[l - 1]) = (first, second, 0);
                l -= 2;
                continue;
            }
            if (turns++ >= limit)
            {
                return false;
            }
            var g = (d[l - 1] - d[l]) / (2 * e[l - 1]);
            g = d[m] - d[l] + (e[l - 1] / (g + Math.CopySign(double.Hypot(g, 1), g)));
            var (sine, cosine, p) = (1.0, 1.0, 0.0);
            for (var i = m; i < l; i++)
            {
                var (f, b) = (sine * e[i], cosine * e[i]);
                (cosine, sine, var r) = Rotations.Of(g, f);
                if (i != m)
                {
                    e[i - 1] = r;
                }
                g = d[i] - p;
                r = ((d[i + 1] - g) * sine) + (2 * cosine * b);
                p = sine * r;
                d[i] = g + p;
                g = (cosine * r) - b;
                (cosines[i], sines[i]) = (cosine, sine);
            }
            for (var j = m; j < l; j++)
            {
                Rotations.Columns(z, n, n, j, cosines[j], sines[j]);
            }
            d[l] -= p;
            e[l - 1] = g;
        }
        return true;
    }

    private static void Sort<T>(Span<double> d, Span<T> z, int n)
    {
        for (var i = 0; i < n - 1; i++)
        {
            var smallest = i;
            for (var j = i + 1; j < n; j++)
            {
                smallest = d[j] < d[smallest] ? j : smallest;
            }
            if (smallest == i)
            {
                continue;
            }
            (d[i], d[smallest]) = (d[smallest], d[i]);
            for (var row = 0; row < n; row++)
            {
                (z[(row * n) + i], z[(row * n) + smallest]) = (z[(row * n) + smallest], z[(row * n) + i]);
            }
        }
    }
}
