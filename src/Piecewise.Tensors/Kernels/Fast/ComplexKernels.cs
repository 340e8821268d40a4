using System.Numerics;

namespace Piecewise.Tensors.Fast;

/// <summary>Complex numbers, which loops are not generated for: products, and what they are made of. Computed in double.</summary>
public static unsafe class ComplexKernels
{
    private interface IFunction
    {
        static abstract Complex Of(Complex x, Complex y);
    }

    /// <summary>Products of elements.</summary>
    /// <typeparam name="T">A complex type.</typeparam>
    /// <param name="workers">Who computes.</param>
    /// <param name="x">The first element.</param>
    /// <param name="xStrides">[rank], in elements; 0 repeats.</param>
    /// <param name="y">The first element.</param>
    /// <param name="yStrides">[rank], in elements; 0 repeats.</param>
    /// <param name="result">The first element; x itself, or apart from both.</param>
    /// <param name="resultStrides">[rank], in elements.</param>
    /// <param name="sizes">[rank].</param>
    /// <param name="rank">How many dims.</param>
    public static void Multiply<T>(Workers workers, T* x, nint* xStrides, T* y, nint* yStrides, T* result, nint* resultStrides, nint* sizes, nint rank)
        where T : unmanaged =>
        Run<T, T, T, Times>(workers, x, xStrides, y, yStrides, result, resultStrides, sizes, rank);

    /// <summary>Products with one number; otherwise as <see cref="Multiply{T}"/>.</summary>
    public static void Scale<T>(Workers workers, T* x, nint* xStrides, double factor, T* result, nint* resultStrides, nint* sizes, nint rank)
        where T : unmanaged
    {
        var number = new Complex(factor, 0);
        var repeated = stackalloc nint[(int)rank];
        new Span<nint>(repeated, (int)rank).Clear();
        Run<T, Complex, T, Times>(workers, x, xStrides, &number, repeated, result, resultStrides, sizes, rank);
    }

    /// <summary>Complex numbers of real and imaginary parts; otherwise as <see cref="Multiply{T}"/>.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TResult">The complex type with such parts.</typeparam>
    public static void OfParts<T, TResult>(
        Workers workers, T* real, nint* realStrides, T* imaginary, nint* imaginaryStrides, TResult* result, nint* resultStrides, nint* sizes, nint rank)
        where T : unmanaged where TResult : unmanaged =>
        Run<T, T, TResult, Cartesian>(workers, real, realStrides, imaginary, imaginaryStrides, result, resultStrides, sizes, rank);

    /// <summary>Complex numbers of magnitudes and angles; otherwise as <see cref="OfParts{T, TResult}"/>.</summary>
    public static void OfPolar<T, TResult>(
        Workers workers, T* magnitude, nint* magnitudeStrides, T* angle, nint* angleStrides, TResult* result, nint* resultStrides, nint* sizes, nint rank)
        where T : unmanaged where TResult : unmanaged =>
        Run<T, T, TResult, Polar>(workers, magnitude, magnitudeStrides, angle, angleStrides, result, resultStrides, sizes, rank);

    private static void Run<TX, TY, TResult, TFunction>(
        Workers workers, TX* x, nint* xStrides, TY* y, nint* yStrides, TResult* result, nint* resultStrides, nint* sizes, nint rank)
        where TX : unmanaged where TY : unmanaged where TResult : unmanaged where TFunction : unmanaged, IFunction
    {
        var nest = new Nest(sizes, rank);
        var rows = nest.Outer.Count;
        if (rows <= 0 || nest.Inner <= 0)
        {
            return;
        }
        Jobs.Run(workers.Tier, workers.Team, workers.Parts(rows, 32L * rows * nest.Inner), new Job<TX, TY, TResult, TFunction>
        {
            Nest = nest,
            X = x,
            XStrides = xStrides,
            Y = y,
            YStrides = yStrides,
            Result = result,
            ResultStrides = resultStrides,
        });
    }

    private struct Job<TX, TY, TResult, TFunction> : IJob
        where TX : unmanaged where TY : unmanaged where TResult : unmanaged where TFunction : unmanaged, IFunction
    {
        public Nest Nest;
        public TX* X;
        public nint* XStrides;
        public TY* Y;
        public nint* YStrides;
        public TResult* Result;
        public nint* ResultStrides;

        public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var (outer, xStep, yStep, step) = (Nest.Outer, Nest.InnerStride(XStrides), Nest.InnerStride(YStrides), Nest.InnerStride(ResultStrides));
            var share = Share.Of(outer.Count, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                var x = X + outer.Offset(row, XStrides);
                var y = Y + outer.Offset(row, YStrides);
                var result = Result + outer.Offset(row, ResultStrides);
                for (nint i = 0; i < Nest.Inner; i++)
                {
                    var value = TFunction.Of(Element.Convert<TX, Complex>(x[i * xStep]), Element.Convert<TY, Complex>(y[i * yStep]));
                    result[i * step] = Element.Convert<Complex, TResult>(value);
                }
            }
        }
    }

    private readonly struct Times : IFunction
    {
        public static Complex Of(Complex x, Complex y) => x * y;
    }

    private readonly struct Cartesian : IFunction
    {
        public static Complex Of(Complex x, Complex y) => new(x.Real, y.Real);
    }

    private readonly struct Polar : IFunction
    {
        public static Complex Of(Complex x, Complex y) => new(x.Real * Math.Cos(y.Real), x.Real * Math.Sin(y.Real));
    }
}
