using System.Numerics;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators;

/// <summary>Sums of rows, for every operator that adds up: floats in double, integers wrapping.</summary>
internal static class Sums
{
    /// <summary>The sum over dims in the tensor's own dtype, row-major.</summary>
    public static Tensor Over(Tensor x, IReadOnlyCollection<int> dims, bool keep)
    {
        var rows = Reductions.ToRows(Cast.To(x, Pointwise.ComputeDType(x.DType)), dims);
        return Cast.To(OfRows(rows), x.DType).View(Reductions.ResultShape(x, dims, keep));
    }

    /// <summary>One sum per row of a contiguous [rows, columns] of a compute dtype.</summary>
    public static Tensor OfRows(Tensor rows) => RowKernels.Any(rows, default(Kernel));

    private readonly struct Kernel
        : IRowReduction<float, float>, IRowReduction<double, double>, IRowReduction<long, long>, IRowReduction<Complex, Complex>
    {
        public float Invoke(ReadOnlySpan<float> row) => (float)Accumulate.Sum(row);

        public double Invoke(ReadOnlySpan<double> row) => Accumulate.Sum(row);

        public long Invoke(ReadOnlySpan<long> row)
        {
            long sum = 0;
            foreach (var value in row)
            {
                sum = unchecked(sum + value);
            }
            return sum;
        }

        public Complex Invoke(ReadOnlySpan<Complex> row)
        {
            var sum = Complex.Zero;
            foreach (var value in row)
            {
                sum += value;
            }
            return sum;
        }
    }
}
