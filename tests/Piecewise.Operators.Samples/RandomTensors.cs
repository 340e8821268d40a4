using Piecewise.Tensors;

namespace Piecewise.Operators.Samples;

/// <summary>Random arguments for the input generators of ops.</summary>
internal static class RandomTensors
{
    /// <summary>Elements of the standard normal distribution, rounded to a dtype.</summary>
    public static Tensor Normal(Random random, DType dtype, params ReadOnlySpan<long> shape)
    {
        var count = 1L;
        foreach (var size in shape)
        {
            count *= size;
        }
        var values = new float[count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }
        return Cast.To(Tensor.From(values, shape), dtype);
    }

    /// <summary>Ints in [0, limit).</summary>
    public static Tensor Indices(Random random, int limit, long count) =>
        Tensor.From([.. Enumerable.Range(0, checked((int)count)).Select(_ => (long)random.Next(limit))], count);

    /// <summary>Rows without equal elements, in random order: their ranks survive rounding.</summary>
    public static Tensor Distinct(Random random, DType dtype, long rows, int columns)
    {
        var values = new float[rows * columns];
        for (var i = 0; i < rows; i++)
        {
            var row = values.AsSpan(i * columns, columns);
            for (var j = 0; j < columns; j++)
            {
                row[j] = (j - (columns / 2)) * 0.25f;
            }
            random.Shuffle(row);
        }
        return Cast.To(Tensor.From(values, rows, columns), dtype);
    }
}
