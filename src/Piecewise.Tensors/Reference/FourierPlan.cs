using System.Runtime.Intrinsics;

namespace Piecewise.Tensors.Reference;

/// <summary>
/// The discrete Fourier transform of one length, for four rows at once: <c>X[k] = Σ x[j]·e^(-2πi·jk/n)</c>. In double, n·log n for any
/// length: by factors up to <see cref="MaxRadix"/>, else as a convolution. Source: Stockham's self-sorting form of Cooley and Tukey 1965;
/// Bluestein 1970.
/// </summary>
internal sealed class FourierPlan
{
    /// <summary>The largest length.</summary>
    public const int MaxLength = 1 << 27;

    private const int MaxRadix = 31;
    private const int MaxKept = 64;
    private const int MaxKeptLength = 1 << 16;

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<int, FourierPlan> Kept = new();

    // By stage: the radix, and for each p < m the powers 1 … radix-1 of e^(-2πi·p/(radix·m)).
    private readonly (int Radix, double[] Twiddles)[] stages;
    private readonly Chirp? chirp;

    private FourierPlan(int length)
    {
        Length = length;
        var factors = Factors(length);
        if (factors is null)
        {
            (stages, chirp) = ([], new Chirp(length));
            return;
        }
        stages = new (int, double[])[factors.Count];
        var rest = length;
        for (var i = 0; i < stages.Length; i++)
        {
            var radix = factors[i];
            var m = rest / radix;
            var twiddles = new double[2L * m * (radix - 1)];
            var at = 0;
            for (var p = 0; p < m; p++)
            {
                for (var j = 1; j < radix; j++)
                {
                    (twiddles[at], twiddles[at + 1]) = Root((long)p * j, rest);
                    at += 2;
                }
            }
            stages[i] = (radix, twiddles);
            rest = m;
        }
    }

    public int Length { get; }

    /// <summary>How many vectors <see cref="Run"/> needs as each of its two memories, twice as many as numbers.</summary>
    public int WorkLength => 2 * (chirp?.Size ?? Length);

    /// <param name="length">From 1 to <see cref="MaxLength"/>.</param>
    public static FourierPlan Of(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxLength);
        if (Kept.TryGetValue(length, out var kept))
        {
            return kept;
        }
        var plan = new FourierPlan(length);
        if (length <= MaxKeptLength)
        {
            if (Kept.Count >= MaxKept)
            {
                Kept.Clear();
            }
            Kept[length] = plan;
        }
        return plan;
    }

    /// <summary><c>e^(-2πi·k/n)</c>, exact in the angle.</summary>
    public static (double Cos, double MinusSin) Root(long k, long n)
    {
        k %= n;
        // To the first octant, where sine and cosine are most exact.
        var (x, flips) = (8 * k, 0);
        if (x > 4 * n)
        {
            (x, flips) = ((8 * n) - x, 1);
        }
        if (x > 2 * n)
        {
            (x, flips) = ((4 * n) - x, flips | 2);
        }
        if (x > n)
        {
            (x, flips) = ((2 * n) - x, flips | 4);
        }
        var (sin, cos) = Math.SinCos(Math.PI / 4 * x / n);
        (sin, cos) = (flips & 4) != 0 ? (cos, sin) : (sin, cos);
        cos = (flips & 2) != 0 ? -cos : cos;
        return (cos, (flips & 1) != 0 ? sin : -sin);
    }

    /// <summary>Transforms four rows.</summary>
    /// <param name="data">Pairs of real and imaginary parts, <see cref="Length"/> of them, in memory of <see cref="WorkLength"/>.</param>
    /// <param name="other">Memory of <see cref="WorkLength"/>.</param>
    /// <returns>Which of the two holds the result.</returns>
    public Vector256<double>[] Run(Vector256<double>[] data, Vector256<double>[] other)
    {
        if (chirp is not null)
        {
            return chirp.Run(data, other);
        }
        var (rest, step) = (Length, 1);
        foreach (var (radix, twiddles) in stages)
        {
            var m = rest / radix;
            switch (radix)
            {
                case 2:
                    Radix2(data, other, twiddles, m, step);
                    break;
                case 4:
                    Radix4(data, other, twiddles, m, step);
                    break;
                default:
                    AnyRadix(data, other, twiddles, radix, m, step);
                    break;
            }
            (data, other) = (other, data);
            (rest, step) = (m, step * radix);
        }
        return data;
    }

    private static void Radix2(Vector256<double>[] x, Vector256<double>[] y, double[] twiddles, int m, int step)
    {
        for (var p = 0; p < m; p++)
        {
            var (c, s) = (Vector256.Create(twiddles[2 * p]), Vector256.Create(twiddles[(2 * p) + 1]));
            var (from, to) = (2 * step * p, 4 * step * p);
            for (var q = 0; q < 2 * step; q += 2)
            {
                var (ar, ai) = (x[from + q], x[from + q + 1]);
                var (br, bi) = (x[from + q + (2 * step * m)], x[from + q + (2 * step * m) + 1]);
                y[to + q] = ar + br;
                y[to + q + 1] = ai + bi;
                var (dr, di) = (ar - br, ai - bi);
                y[to + q + (2 * step)] = (dr * c) - (di * s);
                y[to + q + (2 * step) + 1] = (dr * s) + (di * c);
            }
        }
    }

    private static void Radix4(Vector256<double>[] x, Vector256<double>[] y, double[] twiddles, int m, int step)
    {
        var (apart, next) = (2 * step * m, 2 * step);
        for (var p = 0; p < m; p++)
        {
            var w = twiddles.AsSpan(6 * p, 6);
            var (c1, s1) = (Vector256.Create(w[0]), Vector256.Create(w[1]));
            var (c2, s2) = (Vector256.Create(w[2]), Vector256.Create(w[3]));
            var (c3, s3) = (Vector256.Create(w[4]), Vector256.Create(w[5]));
            var (from, to) = (2 * step * p, 8 * step * p);
            for (var q = 0; q < 2 * step; q += 2)
            {
                var (at, put) = (from + q, to + q);
                var (ar, ai) = (x[at], x[at + 1]);
                var (br, bi) = (x[at + apart], x[at + apart + 1]);
                var (cr, ci) = (x[at + (2 * apart)], x[at + (2 * apart) + 1]);
                var (dr, di) = (x[at + (3 * apart)], x[at + (3 * apart) + 1]);
                var (sr, si) = (ar + cr, ai + ci);
                var (tr, ti) = (ar - cr, ai - ci);
                var (ur, ui) = (br + dr, bi + di);
                // -i·(b - d)
                var (vr, vi) = (bi - di, dr - br);
                y[put] = sr + ur;
                y[put + 1] = si + ui;
                var (er, ei) = (tr + vr, ti + vi);
                y[put + next] = (er * c1) - (ei * s1);
                y[put + next + 1] = (er * s1) + (ei * c1);
                (er, ei) = (sr - ur, si - ui);
                y[put + (2 * next)] = (er * c2) - (ei * s2);
                y[put + (2 * next) + 1] = (er * s2) + (ei * c2);
                (er, ei) = (tr - vr, ti - vi);
                y[put + (3 * next)] = (er * c3) - (ei * s3);
                y[put + (3 * next) + 1] = (er * s3) + (ei * c3);
            }
        }
    }

    private static void AnyRadix(Vector256<double>[] x, Vector256<double>[] y, double[] twiddles, int radix, int m, int step)
    {
        Span<double> roots = stackalloc double[2 * MaxRadix];
        for (var k = 0; k < radix; k++)
        {
            (roots[2 * k], roots[(2 * k) + 1]) = Root(k, radix);
        }
        Span<Vector256<double>> a = stackalloc Vector256<double>[2 * MaxRadix];
        for (var p = 0; p < m; p++)
        {
            for (var q = 0; q < 2 * step; q += 2)
            {
                for (var j = 0; j < radix; j++)
                {
                    var at = (2 * step * (p + (j * m))) + q;
                    (a[2 * j], a[(2 * j) + 1]) = (x[at], x[at + 1]);
                }
                for (var k = 0; k < radix; k++)
                {
                    var (sr, si) = (a[0], a[1]);
                    for (int j = 1, turn = k; j < radix; j++, turn = turn + k >= radix ? turn + k - radix : turn + k)
                    {
                        if (k == 0)
                        {
                            // As they are, so that what is not finite stays in its part.
                            (sr, si) = (sr + a[2 * j], si + a[(2 * j) + 1]);
                            continue;
                        }
                        var (c, s) = (Vector256.Create(roots[2 * turn]), Vector256.Create(roots[(2 * turn) + 1]));
                        sr += (a[2 * j] * c) - (a[(2 * j) + 1] * s);
                        si += (a[2 * j] * s) + (a[(2 * j) + 1] * c);
                    }
                    var put = (2 * step * ((radix * p) + k)) + q;
                    if (k == 0)
                    {
                        (y[put], y[put + 1]) = (sr, si);
                        continue;
                    }
                    var w = 2 * ((p * (radix - 1)) + k - 1);
                    var (wc, ws) = (Vector256.Create(twiddles[w]), Vector256.Create(twiddles[w + 1]));
                    (y[put], y[put + 1]) = ((sr * wc) - (si * ws), (sr * ws) + (si * wc));
                }
            }
        }
    }

    // Factors in the order of the stages; null where one is too large.
    private static List<int>? Factors(int length)
    {
        var factors = new List<int>();
        while (length % 4 == 0)
        {
            factors.Add(4);
            length /= 4;
        }
        for (var radix = 2; radix <= MaxRadix; radix++)
        {
            while (length % radix == 0)
            {
                factors.Add(radix);
                length /= radix;
            }
        }
        return length == 1 ? factors : null;
    }

    /// <summary>A transform as a convolution with <c>e^(πi·k²/n)</c>, by transforms of a power of two.</summary>
    private sealed class Chirp
    {
        private readonly FourierPlan plan;
        private readonly int length;

        // e^(-πi·k²/n), and the transform of its conjugate, divided by the size.
        private readonly double[] factors;
        private readonly double[] kernel;

        public Chirp(int length)
        {
            this.length = length;
            Size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)((2 * length) - 1));
            plan = Of(Size);
            factors = new double[2 * length];
            var (data, other) = (new Vector256<double>[2 * Size], new Vector256<double>[2 * Size]);
            for (var k = 0; k < length; k++)
            {
                var (c, s) = Root((long)k * k % (2L * length), 2L * length);
                (factors[2 * k], factors[(2 * k) + 1]) = (c, s);
                data[2 * k] = Vector256.Create(c / Size);
                data[(2 * k) + 1] = Vector256.Create(-s / Size);
                if (k > 0)
                {
                    (data[2 * (Size - k)], data[(2 * (Size - k)) + 1]) = (data[2 * k], data[(2 * k) + 1]);
                }
            }
            kernel = [.. plan.Run(data, other).Select(v => v[0])];
        }

        public int Size { get; }

        public Vector256<double>[] Run(Vector256<double>[] data, Vector256<double>[] other)
        {
            Multiply(data, factors, length, mirrored: false);
            data.AsSpan(2 * length, 2 * (Size - length)).Clear();
            var result = plan.Run(data, other);
            Multiply(result, kernel, Size, mirrored: true);
            // The inverse is the conjugate of the transform of the conjugate.
            var back = plan.Run(result, result == data ? other : data);
            for (var k = 0; k < length; k++)
            {
                back[(2 * k) + 1] = -back[(2 * k) + 1];
            }
            Multiply(back, factors, length, mirrored: false);
            return back;
        }

        // By numbers, and conjugated where asked for.
        private static void Multiply(Vector256<double>[] x, double[] by, int count, bool mirrored)
        {
            for (var k = 0; k < count; k++)
            {
                var (c, s) = (Vector256.Create(by[2 * k]), Vector256.Create(by[(2 * k) + 1]));
                var (re, im) = (x[2 * k], x[(2 * k) + 1]);
                x[2 * k] = (re * c) - (im * s);
                var part = (re * s) + (im * c);
                x[(2 * k) + 1] = mirrored ? -part : part;
            }
        }
    }
}
