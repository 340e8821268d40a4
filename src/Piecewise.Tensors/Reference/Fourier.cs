using System.Numerics;
using System.Runtime.Intrinsics;

namespace Piecewise.Tensors.Reference;

/// <summary>Fourier transforms of tensors along one dim; in double. Sources are cut, or filled up with zeros, to the length.</summary>
internal static class Fourier
{
    private const int Lanes = 4;

    // Between a lane of vectors and a row of a tensor, whose first element is told.
    private delegate void OneRow(Vector256<double>[] vectors, int lane, int at);

    /// <summary>Complex numbers to complex numbers.</summary>
    /// <param name="x">c128.</param>
    /// <param name="dim">The dim.</param>
    /// <param name="length">How many numbers are transformed.</param>
    /// <param name="inverse">Whether the sign of the exponent is plus; nothing is divided.</param>
    public static Tensor Complex(Tensor x, int dim, int length, bool inverse)
    {
        var walk = new Walk(x, dim, length, DType.C128);
        var given = (int)Math.Min(length, x.Shape[dim]);
        return Transform(
            walk, FourierPlan.Of(length),
            (data, lane, at) =>
            {
                var from = walk.Source.ReadSpan<Complex>();
                for (var k = 0; k < given; k++, at += walk.Step)
                {
                    Put(data, 2 * k, lane, from[at].Real);
                    Put(data, (2 * k) + 1, lane, inverse ? -from[at].Imaginary : from[at].Imaginary);
                }
            },
            (result, lane, at) =>
            {
                var to = walk.Result.AsSpan<Complex>();
                for (var k = 0; k < length; k++, at += walk.Step)
                {
                    var imaginary = Get(result, (2 * k) + 1, lane);
                    to[at] = new Complex(Get(result, 2 * k, lane), inverse ? -imaginary : imaginary);
                }
            });
    }

    /// <summary>Real numbers to the first half of their transform, <c>length / 2 + 1</c> numbers.</summary>
    /// <param name="x">f64.</param>
    /// <param name="dim">The dim.</param>
    /// <param name="length">How many numbers are transformed.</param>
    public static Tensor Real(Tensor x, int dim, int length)
    {
        // Pairs of neighbours as one complex number: their transform of half the length holds that of both.
        var half = length % 2 == 0 ? length / 2 : 0;
        var walk = new Walk(x, dim, (length / 2) + 1, DType.C128);
        var roots = half > 0 ? Roots(length, half) : [];
        var given = (int)Math.Min(length, x.Shape[dim]);
        return Transform(
            walk, FourierPlan.Of(half > 0 ? half : length),
            (data, lane, at) =>
            {
                var from = walk.Source.ReadSpan<double>();
                for (var k = 0; k < given; k++, at += walk.Step)
                {
                    Put(data, half > 0 ? k : 2 * k, lane, from[at]);
                }
            },
            (result, lane, at) =>
            {
                var to = walk.Result.AsSpan<Complex>();
                for (var k = 0; k <= length / 2; k++, at += walk.Step)
                {
                    to[at] = half == 0 ? new Complex(Get(result, 2 * k, lane), k == 0 ? 0 : Get(result, (2 * k) + 1, lane))
                        : Joined(result, k, half, roots, lane);
                }
            });
    }

    /// <summary>
    /// The first half of the transform of real numbers back to these, times <paramref name="length"/>. The imaginary part of the first
    /// number, and of the last one where the length is even, is not looked at.
    /// </summary>
    /// <param name="x">c128.</param>
    /// <param name="dim">The dim.</param>
    /// <param name="length">How many real numbers there are.</param>
    public static Tensor RealInverse(Tensor x, int dim, int length)
    {
        var half = length % 2 == 0 ? length / 2 : 0;
        var walk = new Walk(x, dim, length, DType.F64);
        var roots = half > 0 ? Roots(length, half) : [];
        var spectrum = new Complex[(length / 2) + 1];
        var given = (int)Math.Min(spectrum.Length, x.Shape[dim]);
        return Transform(
            walk, FourierPlan.Of(half > 0 ? half : length),
            (data, lane, at) =>
            {
                var from = walk.Source.ReadSpan<Complex>();
                for (var k = 0; k < given; k++, at += walk.Step)
                {
                    spectrum[k] = from[at];
                }
                spectrum[0] = spectrum[0].Real;
                if (half > 0)
                {
                    spectrum[half] = spectrum[half].Real;
                }
                Split(spectrum, data, length, half, roots, lane);
            },
            (result, lane, at) =>
            {
                var to = walk.Result.AsSpan<double>();
                for (var k = 0; k < length; k++, at += walk.Step)
                {
                    // The transform of the conjugate is the conjugate of the inverse; of pairs, the second has the other sign.
                    to[at] = half == 0 ? Get(result, 2 * k, lane) : k % 2 == 0 ? Get(result, k, lane) : -Get(result, k, lane);
                }
            });
    }

    // Transforms as many rows at once as a vector has lanes.
    private static Tensor Transform(Walk walk, FourierPlan plan, OneRow load, OneRow store)
    {
        var (data, other) = (new Vector256<double>[plan.WorkLength], new Vector256<double>[plan.WorkLength]);
        for (long row = 0; row < walk.Rows; row += Lanes)
        {
            var lanes = (int)Math.Min(Lanes, walk.Rows - row);
            data.AsSpan().Clear();
            for (var lane = 0; lane < lanes; lane++)
            {
                load(data, lane, walk.SourceAt(row + lane));
            }
            var result = plan.Run(data, other);
            for (var lane = 0; lane < lanes; lane++)
            {
                store(result, lane, walk.ResultAt(row + lane));
            }
        }
        GC.KeepAlive(walk.Source);
        return walk.Result;
    }

    // X[k] = (Z[k] + Z*[h-k]) / 2 - i/2·w^k·(Z[k] - Z*[h-k])
    private static Complex Joined(Vector256<double>[] z, int k, int half, Complex[] roots, int lane)
    {
        var (a, b) = (k == half ? 0 : k, k == 0 ? 0 : half - k);
        var (ar, ai) = (Get(z, 2 * a, lane), Get(z, (2 * a) + 1, lane));
        var (br, bi) = (Get(z, 2 * b, lane), -Get(z, (2 * b) + 1, lane));
        var (c, s) = (roots[k].Real, roots[k].Imaginary);
        var (dr, di) = ((ai - bi) / 2, (br - ar) / 2);
        var real = ((ar + br) / 2) + ((dr * c) - (di * s));
        return new Complex(real, k == 0 || k == half ? 0 : ((ai + bi) / 2) + ((dr * s) + (di * c)));
    }

    private static void Split(Complex[] x, Vector256<double>[] data, int length, int half, Complex[] roots, int lane)
    {
        if (half == 0)
        {
            for (var k = 0; k < length; k++)
            {
                var value = k < x.Length ? x[k] : System.Numerics.Complex.Conjugate(x[length - k]);
                Put(data, 2 * k, lane, value.Real);
                Put(data, (2 * k) + 1, lane, -value.Imaginary);
            }
            return;
        }
        for (var k = 0; k < half; k++)
        {
            var other = x[half - k];
            var (er, ei) = (x[k].Real + other.Real, x[k].Imaginary - other.Imaginary);
            var (dr, di) = (x[k].Real - other.Real, x[k].Imaginary + other.Imaginary);
            // i·w^-k·d
            var (c, s) = (roots[k].Real, -roots[k].Imaginary);
            var (or, oi) = (-((dr * s) + (di * c)), (dr * c) - (di * s));
            Put(data, 2 * k, lane, er + or);
            Put(data, (2 * k) + 1, lane, -(ei + oi));
        }
    }

    private static Complex[] Roots(int length, int half)
    {
        var roots = new Complex[half + 1];
        for (var k = 0; k <= half; k++)
        {
            var (cos, minusSin) = FourierPlan.Root(k, length);
            roots[k] = new Complex(cos, minusSin);
        }
        return roots;
    }

    private static void Put(Vector256<double>[] data, int at, int lane, double value) =>
        System.Runtime.InteropServices.MemoryMarshal.Cast<Vector256<double>, double>(data.AsSpan(at, 1))[lane] = value;

    private static double Get(Vector256<double>[] data, int at, int lane) =>
        System.Runtime.InteropServices.MemoryMarshal.Cast<Vector256<double>, double>(data.AsSpan(at, 1))[lane];

    /// <summary>Rows along a dim of a row-major source and of a row-major result of another size there.</summary>
    private readonly struct Walk
    {
        private readonly long sourceSize;
        private readonly long resultSize;

        public Walk(Tensor x, int dim, int size, DType dtype)
        {
            long[] shape = [.. x.Shape];
            shape[dim] = size;
            Source = x.Contiguous();
            Result = Tensor.Zeros(dtype, shape);
            (sourceSize, resultSize) = (x.Shape[dim], size);
            Step = checked((int)Layout.ElementCount(x.Shape[(dim + 1)..]));
            Rows = checked(Layout.ElementCount(x.Shape[..dim]) * Step);
        }

        public Tensor Source { get; }

        public Tensor Result { get; }

        public int Step { get; }

        public long Rows { get; }

        public int SourceAt(long row) => checked((int)((row / Step * sourceSize * Step) + (row % Step)));

        public int ResultAt(long row) => checked((int)((row / Step * resultSize * Step) + (row % Step)));
    }
}
