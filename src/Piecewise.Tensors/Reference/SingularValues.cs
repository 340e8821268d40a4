using System.Numerics;

namespace Piecewise.Tensors.Reference;

/// <summary>
/// A = U·S·Vᴴ: reflections to a bidiagonal matrix, then implicit QR steps, those without a shift for the smallest values. Source: LAPACK's
/// <c>gebd2</c>, <c>bdsqr</c> (Demmel and Kahan 1990), whose order of operations these are.
/// </summary>
internal static class SingularValues
{
    private const double Epsilon = Rotations.UnitRoundoff;
    private const double SafeMin = 2.2250738585072014e-308;
    private const int MaxTurns = 6;

    // 10 … 100 roundings: eps^(-1/8).
    private static readonly double Tolerance = Math.Clamp(Math.Pow(Epsilon, -0.125), 10, 100) * Epsilon;

    /// <summary>Values in descending order, of a matrix with at least as many rows as columns.</summary>
    /// <param name="a">[m, n], m ≥ n; overwritten.</param>
    /// <param name="m">Rows.</param>
    /// <param name="n">Columns.</param>
    /// <param name="values">[n].</param>
    /// <param name="left">[m, width]: U's first columns.</param>
    /// <param name="width">n or m.</param>
    /// <param name="right">[n, n]: Vᴴ.</param>
    /// <returns>Whether all were found within the turns that are taken.</returns>
    public static bool Run<T>(Span<T> a, int m, int n, Span<double> values, Span<T> left, int width, Span<T> right)
        where T : unmanaged, INumberBase<T>
    {
        // Of a tall matrix, the factor R first, which is small.
        var isTall = m >= 11L * n / 6 && m > n;
        T[] outer = [], reflected = [];
        var rows = m;
        if (isTall)
        {
            outer = Reflections.Qr(a, m, n);
            reflected = [.. a];
            for (var i = 1; i < n; i++)
            {
                a.Slice(i * n, i).Clear();
            }
            rows = n;
        }
        var sides = new double[n];
        var inner = a[..(rows * n)];
        Bidiagonal(inner, rows, n, values, sides, out var lefts, out var rights);
        var (u, vt) = (new T[n * n], new T[n * n]);
        for (var i = 0; i < n; i++)
        {
            u[(i * n) + i] = vt[(i * n) + i] = T.One;
        }
        var found = Diagonal(values, sides, u, vt, n);
        left.Clear();
        for (var i = 0; i < n; i++)
        {
            u.AsSpan(i * n, n).CopyTo(left.Slice(i * width, n));
        }
        for (var i = n; i < Math.Min(m, width); i++)
        {
            left[(i * width) + i] = T.One;
        }
        Reflections.Product<T>(inner, rows, n, lefts, left, width);
        if (isTall)
        {
            Reflections.Product<T>(reflected, m, n, outer, left, width);
        }
        Rights(inner, n, rights, vt);
        vt.CopyTo(right);
        return found;
    }

    // Reflections from the left make columns to one element, from the right rows to two.
    private static void Bidiagonal<T>(Span<T> a, int m, int n, Span<double> d, Span<double> e, out T[] lefts, out T[] rights)
        where T : unmanaged, INumberBase<T>
    {
        (lefts, rights) = (new T[n], new T[n]);
        for (var i = 0; i < n; i++)
        {
            var corner = (i * n) + i;
            lefts[i] = Reflections.Make(a, corner, n, m - i);
            d[i] = MatrixElement.Real(a[corner]);
            if (i == n - 1)
            {
                return;
            }
            Reflections.Left(a[(corner + 1)..], n, m - i, n - i - 1, Reflections.Column<T>(a, corner, n, m - i), 1,
                MatrixElement.Conjugate(lefts[i]));
            var row = a.Slice(corner + 1, n - i - 1);
            Conjugate(row);
            rights[i] = Reflections.Make(row, 0, 1, row.Length);
            e[i] = MatrixElement.Real(row[0]);
            Right(a, m, n, i, row, rights[i]);
            // What was done is undone by the conjugate of v.
            Conjugate(row[1..]);
        }
    }

    // Rows below: a -= tau·(a·v)·vᴴ.
    private static void Right<T>(Span<T> a, int m, int n, int i, ReadOnlySpan<T> v, T tau) where T : unmanaged, INumberBase<T>
    {
        for (var r = i + 1; r < m; r++)
        {
            var part = a.Slice((r * n) + i + 1, v.Length);
            var sum = part[0];
            for (var j = 1; j < v.Length; j++)
            {
                sum += part[j] * v[j];
            }
            sum *= tau;
            part[0] -= sum;
            for (var j = 1; j < v.Length; j++)
            {
                part[j] -= sum * MatrixElement.Conjugate(v[j]);
            }
        }
    }

    // vt·Pᴴ, P being the product of the reflections from the right.
    private static void Rights<T>(ReadOnlySpan<T> a, int n, T[] taus, Span<T> vt) where T : unmanaged, INumberBase<T>
    {
        for (var i = n - 2; i >= 0; i--)
        {
            var v = a.Slice((i * n) + i + 1, n - i - 1).ToArray();
            for (var r = 0; r < n; r++)
            {
                var part = vt.Slice((r * n) + i + 1, v.Length);
                var sum = part[0];
                for (var j = 1; j < v.Length; j++)
                {
                    sum += part[j] * MatrixElement.Conjugate(v[j]);
                }
                sum *= MatrixElement.Conjugate(taus[i]);
                part[0] -= sum;
                for (var j = 1; j < v.Length; j++)
                {
                    part[j] -= sum * v[j];
                }
            }
        }
    }

    private static void Conjugate<T>(Span<T> row) where T : unmanaged, INumberBase<T>
    {
        foreach (ref var element in row)
        {
            element = MatrixElement.Conjugate(element);
        }
    }

    private static bool Diagonal<T>(Span<double> d, Span<double> e, Span<T> u, Span<T> vt, int n) where T : unmanaged, INumberBase<T>
    {
        var threshold = Threshold(d, e, n);
        var (oldFirst, oldLast, isDown) = (-1, -1, true);
        var turns = 0L;
        var limit = (long)MaxTurns * n * n;
        for (var m = n - 1; m > 0;)
        {
            if (turns > limit)
            {
                return false;
            }
            var largest = Math.Abs(d[m]);
            var first = m - 1;
            for (; first >= 0; first--)
            {
                if (Math.Abs(e[first]) <= threshold)
                {
                    e[first] = 0;
                    break;
                }
                largest = Math.Max(largest, Math.Max(Math.Abs(d[first]), Math.Abs(e[first])));
            }
            if (first == m - 1)
            {
                m--;
                continue;
            }
            first++;
            if (first == m - 1)
            {
                var (min, max, sinR, cosR, sinL, cosL) = Rotations.Singular(d[m - 1], e[m - 1], d[m]);
                (d[m - 1], e[m - 1], d[m]) = (max, 0, min);
                Rotations.Rows(vt, n, m - 1, cosR, sinR);
                Rotations.Columns(u, n, n, m - 1, cosL, sinL);
                m -= 2;
                continue;
            }
            if (first > oldLast || m < oldFirst)
            {
                isDown = Math.Abs(d[first]) >= Math.Abs(d[m]);
            }
            if (IsConverged(d, e, first, m, isDown, out var smallest))
            {
                continue;
            }
            (oldFirst, oldLast) = (first, m);
            var shift = 0.0;
            if (n * Tolerance * (smallest / largest) > Math.Max(Epsilon, 0.01 * Tolerance))
            {
                var end = Math.Abs(isDown ? d[first] : d[m]);
                shift = isDown ? Rotations.SmallestSingular(d[m - 1], e[m - 1], d[m])
                    : Rotations.SmallestSingular(d[first], e[first], d[first + 1]);
                shift = end > 0 && shift / end * (shift / end) < Epsilon ? 0 : shift;
            }
            turns += m - first;
            if (isDown)
            {
                Down(d, e, u, vt, n, first, m, shift);
                e[m - 1] = Math.Abs(e[m - 1]) <= threshold ? 0 : e[m - 1];
            }
            else
            {
                Up(d, e, u, vt, n, first, m, shift);
                e[first] = Math.Abs(e[first]) <= threshold ? 0 : e[first];
            }
        }
        Order(d, u, vt, n);
        return true;
    }

    private static double Threshold(ReadOnlySpan<double> d, ReadOnlySpan<double> e, int n)
    {
        var smallest = n > 0 ? Math.Abs(d[0]) : 0;
        var mu = smallest;
        for (var i = 1; i < n && smallest != 0; i++)
        {
            mu = Math.Abs(d[i]) * (mu / (mu + Math.Abs(e[i - 1])));
            smallest = Math.Min(smallest, mu);
        }
        return Math.Max(Tolerance * (smallest / Math.Sqrt(Math.Max(n, 1))), (double)MaxTurns * n * n * SafeMin);
    }

    private static bool IsConverged(Span<double> d, Span<double> e, int first, int m, bool isDown, out double smallest)
    {
        smallest = 0;
        var (corner, end) = isDown ? (m - 1, m) : (first, first);
        if (Math.Abs(e[corner]) <= Tolerance * Math.Abs(d[end]))
        {
            e[corner] = 0;
            return true;
        }
        var mu = Math.Abs(isDown ? d[first] : d[m]);
        smallest = mu;
        for (var step = 0; step < m - first; step++)
        {
            var (side, next) = isDown ? (first + step, first + step + 1) : (m - 1 - step, m - 1 - step);
            if (Math.Abs(e[side]) <= Tolerance * mu)
            {
                e[side] = 0;
                return true;
            }
            mu = Math.Abs(d[next]) * (mu / (mu + Math.Abs(e[side])));
            smallest = Math.Min(smallest, mu);
        }
        return false;
    }

    private static void Down<T>(Span<double> d, Span<double> e, Span<T> u, Span<T> vt, int n, int first, int m, double shift)
        where T : unmanaged, INumberBase<T>
    {
        if (shift == 0)
        {
            var (c, oldC, oldS) = (1.0, 1.0, 0.0);
            for (var i = first; i < m; i++)
            {
                (c, var s, var r) = Rotations.Of(d[i] * c, e[i]);
                if (i > first)
                {
                    e[i - 1] = oldS * r;
                }
                (oldC, oldS, d[i]) = Rotations.Of(oldC * r, d[i + 1] * s);
                Rotations.Rows(vt, n, i, c, s);
                Rotations.Columns(u, n, n, i, oldC, oldS);
            }
            var h = d[m] * c;
            d[m] = h * oldC;
            e[m - 1] = h * oldS;
            return;
        }
        var f = (Math.Abs(d[first]) - shift) * (Math.CopySign(1, d[first]) + (shift / d[first]));
        var g = e[first];
        for (var i = first; i < m; i++)
        {
            var (cosR, sinR, r) = Rotations.Of(f, g);
            if (i > first)
            {
                e[i - 1] = r;
            }
            f = (cosR * d[i]) + (sinR * e[i]);
            e[i] = (cosR * e[i]) - (sinR * d[i]);
            g = sinR * d[i + 1];
            d[i + 1] *= cosR;
            (var cosL, var sinL, d[i]) = Rotations.Of(f, g);
            f = (cosL * e[i]) + (sinL * d[i + 1]);
            d[i + 1] = (cosL * d[i + 1]) - (sinL * e[i]);
            if (i < m - 1)
            {
                g = sinL * e[i + 1];
                e[i + 1] *= cosL;
            }
            Rotations.Rows(vt, n, i, cosR, sinR);
            Rotations.Columns(u, n, n, i, cosL, sinL);
        }
        e[m - 1] = f;
    }

    private static void Up<T>(Span<double> d, Span<double> e, Span<T> u, Span<T> vt, int n, int first, int m, double shift)
        where T : unmanaged, INumberBase<T>
    {
        if (shift == 0)
        {
            var (c, oldC, oldS) = (1.0, 1.0, 0.0);
            for (var i = m; i > first; i--)
            {
                (c, var s, var r) = Rotations.Of(d[i] * c, e[i - 1]);
                if (i < m)
                {
                    e[i] = oldS * r;
                }
                (oldC, oldS, d[i]) = Rotations.Of(oldC * r, d[i - 1] * s);
                Rotations.Rows(vt, n, i - 1, oldC, -oldS);
                Rotations.Columns(u, n, n, i - 1, c, -s);
            }
            var h = d[first] * c;
            d[first] = h * oldC;
            e[first] = h * oldS;
            return;
        }
        var f = (Math.Abs(d[m]) - shift) * (Math.CopySign(1, d[m]) + (shift / d[m]));
        var g = e[m - 1];
        for (var i = m; i > first; i--)
        {
            var (cosR, sinR, r) = Rotations.Of(f, g);
            if (i < m)
            {
                e[i] = r;
            }
            f = (cosR * d[i]) + (sinR * e[i - 1]);
            e[i - 1] = (cosR * e[i - 1]) - (sinR * d[i]);
            g = sinR * d[i - 1];
            d[i - 1] *= cosR;
            (var cosL, var sinL, d[i]) = Rotations.Of(f, g);
            f = (cosL * e[i - 1]) + (sinL * d[i - 1]);
            d[i - 1] = (cosL * d[i - 1]) - (sinL * e[i - 1]);
            if (i > first + 1)
            {
                g = sinL * e[i - 2];
                e[i - 2] *= cosL;
            }
            Rotations.Rows(vt, n, i - 1, cosL, -sinL);
            Rotations.Columns(u, n, n, i - 1, cosR, -sinR);
        }
        e[first] = f;
    }

    // Positive, and the largest first.
    private static void Order<T>(Span<double> d, Span<T> u, Span<T> vt, int n) where T : unmanaged, INumberBase<T>
    {
        for (var i = 0; i < n; i++)
        {
            if (d[i] < 0 || (d[i] == 0 && double.IsNegative(d[i])))
            {
                d[i] = -d[i];
                foreach (ref var element in vt.Slice(i * n, n))
                {
                    element = -element;
                }
            }
        }
        for (var end = n - 1; end > 0; end--)
        {
            var smallest = 0;
            for (var j = 1; j <= end; j++)
            {
                smallest = d[j] <= d[smallest] ? j : smallest;
            }
            if (smallest == end)
            {
                continue;
            }
            (d[smallest], d[end]) = (d[end], d[smallest]);
            for (var j = 0; j < n; j++)
            {
                (vt[(smallest * n) + j], vt[(end * n) + j]) = (vt[(end * n) + j], vt[(smallest * n) + j]);
                (u[(j * n) + smallest], u[(j * n) + end]) = (u[(j * n) + end], u[(j * n) + smallest]);
            }
        }
    }
}
