using System.Numerics;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators;

/// <summary>Mean of a row; NaN of an empty one.</summary>
internal readonly struct MeanKernel : IRowReduction<float, float>, IRowReduction<double, double>, IRowReduction<Complex, Complex>
{
    public float Invoke(ReadOnlySpan<float> row) => (float)(Accumulate.Sum(row) / row.Length);

    public double Invoke(ReadOnlySpan<double> row) => Accumulate.Sum(row) / row.Length;

    public Complex Invoke(ReadOnlySpan<Complex> row)
    {
        var sum = Complex.Zero;
        foreach (var value in row)
        {
            sum += value;
        }
        return sum / row.Length;
    }
}
