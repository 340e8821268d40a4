using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Verification;

/// <summary>
/// How far an output may be from PyTorch's: a fraction of the largest magnitude of the output; integers and bools are exact, but for levels
/// of a program that rounds values to 8 bits.
/// </summary>
internal static class OutputComparison
{
    // Two of 127 levels. PyTorch's sums in f32 are not exact: now and then a value lies on the other side of the middle between two levels.
    private const double Levels = 2.0 / 127;

    /// <summary>
    /// What the whole program is computed in: the dtype of the coarsest float weight, or i8 where values are rounded to 8 bits. Null where
    /// all are 32 bits or more.
    /// </summary>
    public static DType? Coarsest(ExportedProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return program.State.Values.Select(t => t.DType).Where(d => d.IsFloat() && d.Size() < 4).Select(d => (DType?)d).FirstOrDefault()
            ?? (program.Graph.Nodes.Any(n => n.Operator is { Name: var name } && KnownOps.IsQuantization(name)) ? DType.I8 : null);
    }

    /// <summary>1e-4 for f32, 1e-6 for f64, 3e-2 for 16-bit floats, 0.25 for shorter ones, 0 for everything exact.</summary>
    public static double ToleranceOf(DType dtype) => dtype switch
    {
        DType.F64 or DType.C128 => 1e-6,
        DType.F32 or DType.C64 => 1e-4,
        DType.F16 or DType.BF16 => 3e-2,
        _ when dtype.IsFloat() => 0.25,
        _ => 0,
    };

    /// <summary>Null where the value is close enough, else what is wrong.</summary>
    /// <param name="expected">PyTorch's output; 16-bit floats may be recorded as f32.</param>
    /// <param name="actual">Ours.</param>
    /// <param name="coarsest">What the program is computed in, where that is coarser than the output's dtype.</param>
    /// <param name="error">Largest difference, relative to the largest magnitude of <paramref name="expected"/>.</param>
    public static string? Compare(Tensor expected, Value actual, DType? coarsest, out double error)
    {
        ArgumentNullException.ThrowIfNull(expected);
        error = double.NaN;
        if (!actual.IsTensor)
        {
            if (!actual.IsScalar || expected.Rank > 0)
            {
                return $"expected {expected}, got {actual}.";
            }
            actual = actual.Scalar.IsFloat ? Tensor.Scalar(actual.Scalar.ToDouble()) : Tensor.Scalar(actual.Scalar.ToInt64());
            expected = Cast.To(expected, actual.Tensor.DType);
        }
        var tensor = actual.Tensor;
        var recordedWider = expected.DType == DType.F32 && tensor.DType.IsFloat() && tensor.DType.Size() < DType.F32.Size();
        if (tensor.DType != expected.DType && !recordedWider)
        {
            return $"expected {expected}, got {tensor}.";
        }
        if (!tensor.Shape.SequenceEqual(expected.Shape))
        {
            return $"expected {expected}, got {tensor}.";
        }
        var tolerance = ToleranceOf(tensor.DType);
        if (coarsest == DType.I8 ? tensor.DType.IsFloat() || tensor.DType is DType.I8 or DType.U8 : tensor.DType.IsFloat())
        {
            tolerance = Math.Max(tolerance, coarsest is { } c ? c == DType.I8 ? Levels : ToleranceOf(c) : 0);
        }
        error = RelativeError(expected, tensor);
        return error <= tolerance ? null : $"differs by {error:E2} of the largest value; {tolerance:E0} is allowed.";
    }

    private static double RelativeError(Tensor expected, Tensor actual)
    {
        var wanted = Cast.To(expected, DType.C128).ToArray<Complex>();
        var found = Cast.To(actual, DType.C128).ToArray<Complex>();
        double largest = 0, difference = 0;
        for (var i = 0; i < wanted.Length; i++)
        {
            if (IsSame(wanted[i].Real, found[i].Real) && IsSame(wanted[i].Imaginary, found[i].Imaginary))
            {
                largest = Math.Max(largest, Finite(wanted[i]));
                continue;
            }
            var distance = Complex.Abs(wanted[i] - found[i]);
            if (!double.IsFinite(distance))
            {
                return double.PositiveInfinity;
            }
            largest = Math.Max(largest, Finite(wanted[i]));
            difference = Math.Max(difference, distance);
        }
        return difference == 0 ? 0 : largest == 0 ? difference : difference / largest;
    }

    private static bool IsSame(double a, double b) => a == b || (double.IsNaN(a) && double.IsNaN(b));

    private static double Finite(Complex value) => double.IsFinite(value.Real) && double.IsFinite(value.Imaginary) ? Complex.Abs(value) : 0;
}
