using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Fast;

/// <summary>Normalization and softmax of rows whose elements are neighbours. A row's result depends on nothing but the row.</summary>
public static unsafe class RowNorms
{
    /// <summary><c>x / sqrt(mean(x²) + epsilon) · (offset + weight)</c>, where x is a row of <c>x + residual</c> rounded to its dtype.</summary>
    /// <param name="workers">Who computes.</param>
    /// <param name="x">[rows, width], f32 or bf16.</param>
    /// <param name="xStride">Distance of two rows, in elements.</param>
    /// <param name="residual">[rows, width], contiguous: added to x, and overwritten with the sum. Null for none.</param>
    /// <param name="weight">[width], or null.</param>
    /// <param name="rule">Epsilon and how the weight is applied.</param>
    /// <param name="result">[rows, width]; may be x.</param>
    /// <param name="resultStride">Distance of two rows, in elements.</param>
    /// <param name="rows">How many.</param>
    /// <param name="width">Elements of a row.</param>
    public static void ByRootMeanSquare<T, TWeight>(
        Workers workers, T* x, nint xStride, T* residual, TWeight* weight, RmsNormRule rule, T* result, nint resultStride, int rows, int width)
        where T : unmanaged where TWeight : unmanaged =>
        Jobs.Run(workers.Tier, workers.Team, workers.Parts(rows, 16L * rows * width),
            new RootMeanSquare<T, TWeight>(x, xStride, residual, weight, rule, result, resultStride, rows, width));

    /// <summary><c>(x - mean) / sqrt(variance + epsilon) · weight + bias</c> of each row.</summary>
    /// <param name="workers">Who computes.</param>
    /// <param name="x">[rows, width], f32 or bf16.</param>
    /// <param name="xStride">Distance of two rows, in elements.</param>
    /// <param name="weight">[width], or null.</param>
    /// <param name="bias">[width], or null.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="result">[rows, width]; may be x.</param>
    /// <param name="resultStride">Distance of two rows, in elements.</param>
    /// <param name="rows">How many.</param>
    /// <param name="width">Elements of a row.</param>
    public static void ByDeviation<T, TWeight>(
        Workers workers, T* x, nint xStride, TWeight* weight, TWeight* bias, float epsilon, T* result, nint resultStride, int rows, int width)
        where T : unmanaged where TWeight : unmanaged =>
        Jobs.Run(workers.Tier, workers.Team, workers.Parts(rows, 16L * rows * width),
            new Deviation<T, TWeight>(x, xStride, weight, bias, epsilon, result, resultStride, rows, width));

    /// <summary><c>e^(x - max) / sum(e^(x - max))</c> of each row; a row of nothing but -inf gives NaN, as in PyTorch.</summary>
    /// <param name="workers">Who computes.</param>
    /// <param name="x">[rows, width], f32 or bf16.</param>
    /// <param name="xStride">Distance of two rows, in elements.</param>
    /// <param name="result">[rows, width]; may be x.</param>
    /// <param name="resultStride">Distance of two rows, in elements.</param>
    /// <param name="rows">How many.</param>
    /// <param name="width">Elements of a row.</param>
    public static void Softmax<T>(Workers workers, T* x, nint xStride, T* result, nint resultStride, int rows, int width) where T : unmanaged =>
        Jobs.Run(workers.Tier, workers.Team, workers.Parts(rows, 64L * rows * width),
            new SoftmaxJob<T>(x, xStride, result, resultStride, rows, width));

    private readonly struct RootMeanSquare<T, TWeight>(
        T* x, nint xStride, T* residual, TWeight* weight, RmsNormRule rule, T* result, nint resultStride, int rows, int width) : IJob
        where T : unmanaged where TWeight : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var share = Share.Of(rows, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                var from = x + (row * xStride);
                if (residual is not null)
                {
                    var sum = residual + (row * width);
                    for (nint i = 0; i < width; i += TLanes.Width)
                    {
                        var total = TLanes.Add(
                            Elements.Load<TLanes, TVector, T>(from + i, width - i), Elements.Load<TLanes, TVector, T>(sum + i, width - i));
                        Elements.Store<TLanes, TVector, T>(sum + i, total, width - i);
                    }
                    from = sum;
                }
                var meanSquare = RowSums.OfSquares<TLanes, TVector, T>(from, width, 0) / width;
                Scale<TLanes, TVector>(from, 1 / MathF.Sqrt(meanSquare + (float)rule.Epsilon), result + (row * resultStride));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Scale<TLanes, TVector>(T* from, float scale, T* to) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var factor = TLanes.Broadcast(scale);
            var offset = TLanes.Broadcast((float)rule.WeightOffset);
            for (nint i = 0; i < width; i += TLanes.Width)
            {
                var value = TLanes.Multiply(Elements.Load<TLanes, TVector, T>(from + i, width - i), factor);
                if (weight is not null)
                {
                    var w = TLanes.Add(offset, Elements.Load<TLanes, TVector, TWeight>(weight + i, width - i));
                    value = rule.RoundBeforeWeight
                        ? TLanes.Multiply(Elements.Round<TLanes, TVector, T>(value), Elements.Round<TLanes, TVector, TWeight>(w))
                        : TLanes.Multiply(value, w);
                }
                Elements.Store<TLanes, TVector, T>(to + i, value, width - i);
            }
        }
    }

    private readonly struct Deviation<T, TWeight>(
        T* x, nint xStride, TWeight* weight, TWeight* bias, float epsilon, T* result, nint resultStride, int rows, int width) : IJob
        where T : unmanaged where TWeight : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var share = Share.Of(rows, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                T* from = x + (row * xStride), to = result + (row * resultStride);
                var mean = RowSums.Of<TLanes, TVector, T>(from, width) / width;
                var variance = RowSums.OfSquares<TLanes, TVector, T>(from, width, mean) / width;
                var (center, factor) = (TLanes.Broadcast(mean), TLanes.Broadcast(1 / MathF.Sqrt(variance + epsilon)));
                for (nint i = 0; i < width; i += TLanes.Width)
                {
                    var count = width - i;
                    var value = TLanes.Multiply(TLanes.Subtract(Elements.Load<TLanes, TVector, T>(from + i, count), center), factor);
                    value = weight is null ? value : TLanes.Multiply(value, Elements.Load<TLanes, TVector, TWeight>(weight + i, count));
                    value = bias is null ? value : TLanes.Add(value, Elements.Load<TLanes, TVector, TWeight>(bias + i, count));
                    Elements.Store<TLanes, TVector, T>(to + i, value, count);
                }
            }
        }
    }

    private readonly struct SoftmaxJob<T>(T* x, nint xStride, T* result, nint resultStride, int rows, int width) : IJob where T : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var share = Share.Of(rows, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                var from = x + (row * xStride);
                var max = TLanes.Broadcast(RowSums.Max<TLanes, TVector, T>(from, width));
                // e^x is computed twice rather than kept: it costs less than f32 scratch memory, which bf16 results would need.
                var sum = TLanes.Zero;
                nint i = 0;
                for (; i + TLanes.Width <= width; i += TLanes.Width)
                {
                    sum = TLanes.Add(sum, VectorMath.Exp<TLanes, TVector>(TLanes.Subtract(Elements.Load<TLanes, TVector, T>(from + i), max)));
                }
                var total = TLanes.Sum(sum);
                if (i < width)
                {
                    var rest = VectorMath.Exp<TLanes, TVector>(TLanes.Subtract(Elements.Load<TLanes, TVector, T>(from + i, width - i), max));
                    total += RowSums.OfFirst<TLanes, TVector>(rest, width - i);
                }
                var divisor = TLanes.Broadcast(total);
                for (i = 0; i < width; i += TLanes.Width)
                {
                    var value = VectorMath.Exp<TLanes, TVector>(TLanes.Subtract(Elements.Load<TLanes, TVector, T>(from + i, width - i), max));
                    Elements.Store<TLanes, TVector, T>(result + (row * resultStride) + i, TLanes.Divide(value, divisor), width - i);
                }
            }
        }
    }
}
