using System.Numerics;
using System.Numerics.Tensors;

namespace Piecewise.Tensors.Reference;

/// <summary>
/// Scales each row of a contiguous matrix by its own statistics. These are added up in double; the row itself is computed in its dtype.
/// </summary>
internal static class RowNormalization
{
    /// <summary><c>(x - mean) / sqrt(variance + eps)</c> of each row.</summary>
    /// <param name="rows">[rows, columns], f32 or f64.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <returns>The rows, and per row the mean and <c>1 / sqrt(variance + eps)</c>.</returns>
    public static (Tensor Rows, Tensor Mean, Tensor Scale) ByDeviation(Tensor rows, double eps)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.DType == DType.F32 ? Run<float>(rows, eps, center: true) : Run<double>(rows, eps, center: true);
    }

    /// <summary><c>x / sqrt(mean(x²) + eps)</c> of each row.</summary>
    /// <param name="rows">[rows, columns], f32 or f64.</param>
    /// <param name="eps">Added to the mean of squares.</param>
    /// <returns>The rows, and per row <c>1 / sqrt(mean(x²) + eps)</c>.</returns>
    public static (Tensor Rows, Tensor Scale) ByRootMeanSquare(Tensor rows, double eps)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var (result, _, scale) = rows.DType == DType.F32 ? Run<float>(rows, eps, center: false) : Run<double>(rows, eps, center: false);
        return (result, scale);
    }

    private static (Tensor Rows, Tensor Mean, Tensor Scale) Run<T>(Tensor rows, double eps, bool center)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (count, length) = ((int)rows.Shape[0], (int)rows.Shape[1]);
        var result = Tensor.Zeros(rows.DType, rows.Shape);
        var means = Tensor.Zeros(rows.DType, count);
        var scales = Tensor.Zeros(rows.DType, count);
        var from = rows.ReadSpan<T>();
        var to = result.AsSpan<T>();
        for (var i = 0; i < count; i++)
        {
            var row = from.Slice(i * length, length);
            var target = to.Slice(i * length, length);
            var mean = center ? Accumulate.Sum(row) / length : 0;
            var scale = T.CreateTruncating(1 / Math.Sqrt((Accumulate.SquaredDeviations(row, mean) / length) + eps));
            TensorPrimitives.Subtract(row, T.CreateTruncating(mean), target);
            TensorPrimitives.Multiply(target, scale, target);
            means.AsSpan<T>()[i] = T.CreateTruncating(mean);
            scales.AsSpan<T>()[i] = scale;
        }
        GC.KeepAlive(rows);
        return (result, means, scales);
    }
}
