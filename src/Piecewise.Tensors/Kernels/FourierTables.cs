using System.Numerics;
using System.Runtime.CompilerServices;
using Piecewise.Tensors.Reference;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// The discrete Fourier transform of one length, <c>X[k] = Σ x[j]·e^(-2πi·jk/n)</c>, of several rows at once: n·log n for any length, by
/// factors up to <see cref="MaxRadix"/>, else as a convolution. In double. Its tables are in memory that the caller takes. Source:
/// Stockham's self-sorting form of Cooley and Tukey 1965; Bluestein 1970.
/// </summary>
internal unsafe struct FourierTables
{
    private const int MaxRadix = 31;

    private readonly nint length;
    private readonly nint joints;
    private readonly int stages;

    // More than 3 can be a factor of FourierPlan.MaxLength, and 4 of the convolution's size.
    private fixed byte radices[32];

    // [Size], e^(-2πi·k/Size); [length], e^(-πi·k²/length), and [Size], the transform of its conjugate, divided by the size.
    private double* roots;
    private double* chirp;
    private double* kernel;

    /// <param name="length">Of the transform, 1 … <see cref="FourierPlan.MaxLength"/>.</param>
    /// <param name="joints">How many <see cref="Joints"/> there are.</param>
    public FourierTables(nint length, nint joints)
    {
        (this.length, this.joints) = (length, joints);
        stages = Factor(length);
        Size = length;
        if (stages < 0)
        {
            Size = (nint)BitOperations.RoundUpToPowerOf2((nuint)((2 * length) - 1));
            stages = Factor(Size);
        }
    }

    /// <summary>Complex numbers of each row that each of the two memories of <see cref="Run"/> holds.</summary>
    public nint Size { get; }

    /// <summary>How many doubles the tables are.</summary>
    public readonly nint Doubles => checked(2 * (Size + joints + (IsConvolution ? length + Size : 0)));

    /// <summary>Pairs: <c>e^(-2πi·k/2n)</c>, which join two transforms of this length to one of twice that.</summary>
    public double* Joints { get; private set; }

    private readonly bool IsConvolution => Size != length;

    /// <summary>Computes the tables.</summary>
    /// <param name="memory"><see cref="Doubles"/> of them.</param>
    /// <param name="work">4·<see cref="Size"/> more, for the time of the call.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(double* memory, double* work)
    {
        roots = memory;
        Joints = roots + (2 * Size);
        chirp = Joints + (2 * joints);
        kernel = chirp + (2 * length);
        for (nint k = 0; k < Size; k++)
        {
            (roots[2 * k], roots[(2 * k) + 1]) = FourierPlan.Root(k, Size);
        }
        for (nint k = 0; k < joints; k++)
        {
            (Joints[2 * k], Joints[(2 * k) + 1]) = FourierPlan.Root(k, 2 * length);
        }
        if (IsConvolution)
        {
            FillChirp(work);
        }
    }

    /// <summary>Transforms rows.</summary>
    /// <param name="data">[<see cref="Size"/>, lanes], of which the transform's length is given; overwritten.</param>
    /// <param name="other">As much memory.</param>
    /// <param name="lanes">How many rows.</param>
    /// <returns>Which of the two holds the result.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly ComplexPlanes Run(ComplexPlanes data, ComplexPlanes other, nint lanes)
    {
        if (!IsConvolution)
        {
            return Staged(data, other, lanes);
        }
        Multiply(data, chirp, length, lanes, mirrored: false);
        Clear(data, length, Size, lanes);
        var result = Staged(data, other, lanes);
        Multiply(result, kernel, Size, lanes, mirrored: true);
        // The inverse is the conjugate of the transform of the conjugate.
        var back = Staged(result, result.Real == data.Real ? other : data, lanes);
        for (nint i = 0; i < length * lanes; i++)
        {
            back.Imaginary[i] = -back.Imaginary[i];
        }
        Multiply(back, chirp, length, lanes, mirrored: false);
        return back;
    }

    /// <summary>Puts zeros where numbers of rows are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Clear(ComplexPlanes x, nint start, nint end, nint lanes)
    {
        for (var i = start * lanes; i < end * lanes; i++)
        {
            (x.Real[i], x.Imaginary[i]) = (0, 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillChirp(double* work)
    {
        var (data, other) = (new ComplexPlanes(work, work + Size), new ComplexPlanes(work + (2 * Size), work + (3 * Size)));
        Clear(data, 0, Size, 1);
        for (nint k = 0; k < length; k++)
        {
            var (c, s) = FourierPlan.Root((long)k * k % (2L * length), 2L * length);
            (chirp[2 * k], chirp[(2 * k) + 1]) = (c, s);
            (data.Real[k], data.Imaginary[k]) = (c / Size, -s / Size);
            if (k > 0)
            {
                (data.Real[Size - k], data.Imaginary[Size - k]) = (data.Real[k], data.Imaginary[k]);
            }
        }
        var result = Staged(data, other, 1);
        for (nint k = 0; k < Size; k++)
        {
            (kernel[2 * k], kernel[(2 * k) + 1]) = (result.Real[k], result.Imaginary[k]);
        }
    }

    // The stages' radices; -1 where a factor is too large.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Factor(nint rest)
    {
        var count = 0;
        for (; rest % 4 == 0; rest /= 4)
        {
            radices[count++] = 4;
        }
        for (byte radix = 2; radix <= MaxRadix && rest > 1; radix++)
        {
            for (; rest % radix == 0; rest /= radix)
            {
                radices[count++] = radix;
            }
        }
        return rest == 1 ? count : -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly ComplexPlanes Staged(ComplexPlanes x, ComplexPlanes y, nint lanes)
    {
        var (rest, step) = (Size, (nint)1);
        for (var i = 0; i < stages; i++)
        {
            int radix = radices[i];
            var stage = new Stage { From = x, To = y, Roots = roots, Turn = step, M = rest / radix, Count = step * lanes };
            var whole = stage.Count - (stage.Count % FourDoubles.Width);
            if (whole > 0)
            {
                stage.Run<FourDoubles>(radix, 0, whole);
            }
            if (whole < stage.Count)
            {
                stage.Run<OneDouble>(radix, whole, stage.Count);
            }
            (x, y) = (y, x);
            (rest, step) = (rest / radix, step * radix);
        }
        return x;
    }

    // By numbers, and conjugated where asked for.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(ComplexPlanes x, double* by, nint count, nint lanes, bool mirrored)
    {
        var whole = lanes - (lanes % FourDoubles.Width);
        for (nint k = 0; k < count; k++)
        {
            var row = new ComplexPlanes(x.Real + (k * lanes), x.Imaginary + (k * lanes));
            Multiply<FourDoubles>(row, by + (2 * k), 0, whole, mirrored);
            Multiply<OneDouble>(row, by + (2 * k), whole, lanes, mirrored);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<TDoubles>(ComplexPlanes x, double* by, nint start, nint end, bool mirrored)
        where TDoubles : unmanaged, IDoubles<TDoubles>
    {
        var (c, s) = (TDoubles.Spread(by[0]), TDoubles.Spread(by[1]));
        for (var q = start; q < end; q += TDoubles.Width)
        {
            var (re, im) = (TDoubles.Load(x.Real + q), TDoubles.Load(x.Imaginary + q));
            ((re * c) - (im * s)).Store(x.Real + q);
            var part = (re * s) + (im * c);
            (mirrored ? -part : part).Store(x.Imaginary + q);
        }
    }

    /// <summary>
    /// One stage: numbers [radix, M, Count] become numbers [M, radix, Count]; transforms of radix, turned by powers of a root.
    /// </summary>
    private struct Stage
    {
        public ComplexPlanes From;
        public ComplexPlanes To;
        public double* Roots;

        // How many roots of the whole are one of this stage.
        public nint Turn;
        public nint M;
        public nint Count;

        // Of Count, those from start to end, which are a multiple of the width.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<TDoubles>(int radix, nint start, nint end) where TDoubles : unmanaged, IDoubles<TDoubles>
        {
            switch (radix)
            {
                case 2:
                    Two<TDoubles>(start, end);
                    break;
                case 4:
                    Four<TDoubles>(start, end);
                    break;
                default:
                    Odd<TDoubles>(radix, start, end);
                    break;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Two<TDoubles>(nint start, nint end) where TDoubles : unmanaged, IDoubles<TDoubles>
        {
            var (apart, next) = (Count * M, Count);
            for (nint p = 0; p < M; p++)
            {
                var w = Roots + (2 * p * Turn);
                var (c, s) = (TDoubles.Spread(w[0]), TDoubles.Spread(w[1]));
                double* fr = From.Real + (Count * p), fi = From.Imaginary + (Count * p);
                double* tr = To.Real + (2 * Count * p), ti = To.Imaginary + (2 * Count * p);
                for (var q = start; q < end; q += TDoubles.Width)
                {
                    var (ar, ai) = (TDoubles.Load(fr + q), TDoubles.Load(fi + q));
                    var (br, bi) = (TDoubles.Load(fr + apart + q), TDoubles.Load(fi + apart + q));
                    (ar + br).Store(tr + q);
                    (ai + bi).Store(ti + q);
                    var (dr, di) = (ar - br, ai - bi);
                    ((dr * c) - (di * s)).Store(tr + next + q);
                    ((dr * s) + (di * c)).Store(ti + next + q);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Four<TDoubles>(nint start, nint end) where TDoubles : unmanaged, IDoubles<TDoubles>
        {
            var (apart, next) = (Count * M, Count);
            for (nint p = 0; p < M; p++)
            {
                double* w1 = Roots + (2 * p * Turn), w2 = Roots + (4 * p * Turn), w3 = Roots + (6 * p * Turn);
                var (c1, s1) = (TDoubles.Spread(w1[0]), TDoubles.Spread(w1[1]));
                var (c2, s2) = (TDoubles.Spread(w2[0]), TDoubles.Spread(w2[1]));
                var (c3, s3) = (TDoubles.Spread(w3[0]), TDoubles.Spread(w3[1]));
                double* fr = From.Real + (Count * p), fi = From.Imaginary + (Count * p);
                double* tr = To.Real + (4 * Count * p), ti = To.Imaginary + (4 * Count * p);
                for (var q = start; q < end; q += TDoubles.Width)
                {
                    var (ar, ai) = (TDoubles.Load(fr + q), TDoubles.Load(fi + q));
                    var (br, bi) = (TDoubles.Load(fr + apart + q), TDoubles.Load(fi + apart + q));
                    var (cr, ci) = (TDoubles.Load(fr + (2 * apart) + q), TDoubles.Load(fi + (2 * apart) + q));
                    var (dr, di) = (TDoubles.Load(fr + (3 * apart) + q), TDoubles.Load(fi + (3 * apart) + q));
                    var (sr, si) = (ar + cr, ai + ci);
                    var (er, ei) = (ar - cr, ai - ci);
                    var (ur, ui) = (br + dr, bi + di);
                    // -i·(b - d)
                    var (vr, vi) = (bi - di, dr - br);
                    (sr + ur).Store(tr + q);
                    (si + ui).Store(ti + q);
                    var (gr, gi) = (er + vr, ei + vi);
                    ((gr * c1) - (gi * s1)).Store(tr + next + q);
                    ((gr * s1) + (gi * c1)).Store(ti + next + q);
                    (gr, gi) = (sr - ur, si - ui);
                    ((gr * c2) - (gi * s2)).Store(tr + (2 * next) + q);
                    ((gr * s2) + (gi * c2)).Store(ti + (2 * next) + q);
                    (gr, gi) = (er - vr, ei - vi);
                    ((gr * c3) - (gi * s3)).Store(tr + (3 * next) + q);
                    ((gr * s3) + (gi * c3)).Store(ti + (3 * next) + q);
                }
            }
        }

        // Of a[j] and a[radix-j] the sums meet the cosines and the differences the sines, for X[k] and X[radix-k] alike.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Odd<TDoubles>(int radix, nint start, nint end) where TDoubles : unmanaged, IDoubles<TDoubles>
        {
            const int most = MaxRadix / 2;
            var half = radix / 2;
            double* cosines = stackalloc double[MaxRadix], sines = stackalloc double[MaxRadix];
            for (var k = 0; k < radix; k++)
            {
                var root = Roots + (2 * k * M * Turn);
                (cosines[k], sines[k]) = (root[0], -root[1]);
            }
            TDoubles* sumsReal = stackalloc TDoubles[most], sumsImaginary = stackalloc TDoubles[most];
            TDoubles* apartReal = stackalloc TDoubles[most], apartImaginary = stackalloc TDoubles[most];
            var (apart, next) = (Count * M, Count);
            for (nint p = 0; p < M; p++)
            {
                for (var q = start; q < end; q += TDoubles.Width)
                {
                    var at = (Count * p) + q;
                    var to = (radix * Count * p) + q;
                    var (ar, ai) = (TDoubles.Load(From.Real + at), TDoubles.Load(From.Imaginary + at));
                    var (totalReal, totalImaginary) = (ar, ai);
                    for (var j = 1; j <= half; j++)
                    {
                        var (low, high) = (at + (j * apart), at + ((radix - j) * apart));
                        var (lr, li) = (TDoubles.Load(From.Real + low), TDoubles.Load(From.Imaginary + low));
                        var (hr, hi) = (TDoubles.Load(From.Real + high), TDoubles.Load(From.Imaginary + high));
                        (sumsReal[j - 1], sumsImaginary[j - 1]) = (lr + hr, li + hi);
                        (apartReal[j - 1], apartImaginary[j - 1]) = (lr - hr, li - hi);
                        totalReal += sumsReal[j - 1];
                        totalImaginary += sumsImaginary[j - 1];
                    }
                    totalReal.Store(To.Real + to);
                    totalImaginary.Store(To.Imaginary + to);
                    for (var k = 1; k <= half; k++)
                    {
                        var (cr, ci) = (ar, ai);
                        var (sr, si) = (TDoubles.Spread(0), TDoubles.Spread(0));
                        for (int j = 0, turn = k; j < half; j++, turn = turn + k >= radix ? turn + k - radix : turn + k)
                        {
                            var (cosine, sine) = (TDoubles.Spread(cosines[turn]), TDoubles.Spread(sines[turn]));
                            cr += sumsReal[j] * cosine;
                            ci += sumsImaginary[j] * cosine;
                            sr += apartReal[j] * sine;
                            si += apartImaginary[j] * sine;
                        }
                        // c - i·s and c + i·s
                        Put(To, to + (k * next), cr + si, ci - sr, Roots + (2 * p * k * Turn));
                        Put(To, to + ((radix - k) * next), cr - si, ci + sr, Roots + (2 * p * (radix - k) * Turn));
                    }
                }
            }
        }

        private static void Put<TDoubles>(ComplexPlanes to, nint at, TDoubles real, TDoubles imaginary, double* root)
            where TDoubles : unmanaged, IDoubles<TDoubles>
        {
            var (c, s) = (TDoubles.Spread(root[0]), TDoubles.Spread(root[1]));
            ((real * c) - (imaginary * s)).Store(to.Real + at);
            ((real * s) + (imaginary * c)).Store(to.Imaginary + at);
        }
    }
}
