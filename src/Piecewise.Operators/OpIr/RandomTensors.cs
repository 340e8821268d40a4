using Piecewise.Tensors;

namespace Piecewise.Operators.OpIr;

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
}
