using System.Numerics.Tensors;

namespace Piecewise.Tensors.Reference;

/// <summary>
/// Normalization of the last dim in one pass over memory. Statistics are added up in double, the rest is computed in f32. Results may be
/// the operands' own memory, element for element.
/// </summary>
internal static class FusedNormalization
{
    /// <summary><c>x / sqrt(mean(x²) + epsilon) · (weightOffset + weight)</c> of each row of <c>x + residual</c>.</summary>
    /// <param name="x">[…, width]; f32, f16 or bf16.</param>
    /// <param name="residual">Added to x, and overwritten with the sum, which is rounded to x's dtype first: as x, or null.</param>
    /// <param name="sum">Where the sum goes; null where there is no residual.</param>
    /// <param name="weight">[width], or null.</param>
    /// <param name="rule">Epsilon and how the weight is applied.</param>
    /// <param name="result">Of x's shape and dtype.</param>
    public static void ByRootMeanSquare(Tensor x, Tensor? residual, Tensor? sum, Tensor? weight, RmsNormRule rule, Tensor result)
    {
        var (source, target) = (new FloatRows(x), new FloatRows(result));
        var (buffer, work, total) = (new float[source.Width], new float[source.Width], new float[source.Width]);
        var factor = Factor(weight, rule);
        FloatRows? added = residual is null ? null : new FloatRows(residual);
        FloatRows? kept = sum is null ? null : new FloatRows(sum);
        for (long row = 0; row < source.Count && source.Width > 0; row++)
        {
            var values = source.Read(row, buffer);
            if (added is { } other)
            {
                TensorPrimitives.Add(values, other.Read(row, work), total);
                FloatConversion.Round(total, source.DType);
                values = total;
                kept?.Write(row, values);
            }
            var output = target.Target(row, work);
            var meanSquare = (float)(Accumulate.SquaredDeviations(values, 0) / values.Length);
            TensorPrimitives.Multiply(values, 1 / MathF.Sqrt(meanSquare + (float)rule.Epsilon), output);
            if (factor is not null)
            {
                if (rule.RoundBeforeWeight)
                {
                    FloatConversion.Round(output, source.DType);
                }
                TensorPrimitives.Multiply(output, factor, output);
            }
            target.Write(row, output);
        }
        GC.KeepAlive(x);
        GC.KeepAlive(residual);
        GC.KeepAlive(result);
    }

    /// <summary><c>(x - mean) / sqrt(variance + epsilon) · weight + bias</c> of each row.</summary>
    /// <param name="x">[…, width]; f32, f16 or bf16.</param>
    /// <param name="weight">[width], or null.</param>
    /// <param name="bias">[width], or null.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="result">Of x's shape and dtype.</param>
    public static void ByDeviation(Tensor x, Tensor? weight, Tensor? bias, double epsilon, Tensor result)
    {
        var (source, target) = (new FloatRows(x), new FloatRows(result));
        var (buffer, work) = (new float[source.Width], new float[source.Width]);
        var (factor, term) = (Vector(weight), Vector(bias));
        for (long row = 0; row < source.Count && source.Width > 0; row++)
        {
            var values = source.Read(row, buffer);
            var output = target.Target(row, work);
            var mean = Accumulate.Sum(values) / values.Length;
            var scale = (float)(1 / Math.Sqrt((Accumulate.SquaredDeviations(values, mean) / values.Length) + epsilon));
            TensorPrimitives.Subtract(values, (float)mean, output);
            TensorPrimitives.Multiply(output, scale, output);
            if (factor is not null)
            {
                TensorPrimitives.Multiply(output, factor, output);
            }
            if (term is not null)
            {
                TensorPrimitives.Add(output, term, output);
            }
            target.Write(row, output);
        }
        GC.KeepAlive(x);
        GC.KeepAlive(result);
    }

    private static float[]? Factor(Tensor? weight, RmsNormRule rule)
    {
        var factor = Vector(weight);
        if (factor is not null && rule.WeightOffset != 0)
        {
            TensorPrimitives.Add(factor, (float)rule.WeightOffset, factor);
            if (rule.RoundBeforeWeight)
            {
                FloatConversion.Round(factor, weight!.DType);
            }
        }
        return factor;
    }

    private static float[]? Vector(Tensor? vector)
    {
        if (vector is null)
        {
            return null;
        }
        var values = new float[vector.ElementCount];
        new FloatRows(vector).Read(0, values).CopyTo(values);
        return values;
    }
}
