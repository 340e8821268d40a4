using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// e to the power of square matrices; computed in double. Source: <c>torch.linalg.matrix_exp</c>; scaling, squaring and the rational
/// approximation of degree 13 of Higham 2005.
/// </summary>
internal sealed class MatrixExp : IOperatorSource
{
    // Up to this norm the approximation is exact in double.
    private const double LargestNorm = 5.371920351148152;

    private static readonly double[] Coefficients =
    [
        64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600, 670442572800,
        33522128640, 1323241920, 40840800, 960960, 16380, 182, 1,
    ];

    public IEnumerable<Operator> Create() =>
        new[] { "linalg_matrix_exp", "matrix_exp" }.Select(n => (Operator)new FunctionOperator(
            $"aten::{n}(Tensor self) -> Tensor", c => MatrixRules.Squares(c, "self") is var a ? a.WithShape(a.Shape) : a, c =>
            {
                var a = c.Tensor("self");
                var work = MatrixRules.Wide(a);
                return Cast.To(a.DType.IsComplex() ? Of<Complex>(work) : Of<double>(work), a.DType);
            }));

    private static Tensor Of<T>(Tensor work) where T : unmanaged, INumberBase<T>
    {
        var n = (int)work.Shape[^1];
        for (var b = 0; b < MatrixRules.Count(work); b++)
        {
            var matrix = work.AsSpan<T>().Slice(b * n * n, n * n);
            Of<T>(matrix.ToArray(), n).CopyTo(matrix);
        }
        return work;
    }

    private static T[] Of<T>(T[] a, int n) where T : unmanaged, INumberBase<T>
    {
        var norm = Enumerable.Range(0, n).Select(j => Enumerable.Range(0, n).Sum(i => MatrixElement.Abs(a[(i * n) + j])))
            .DefaultIfEmpty().Max();
        if (!double.IsFinite(norm))
        {
            return [.. Enumerable.Repeat(MatrixElement.Of<T>(double.NaN), a.Length)];
        }
        var squarings = norm > LargestNorm ? (int)Math.Ceiling(Math.Log2(norm / LargestNorm)) : 0;
        a = Scaled(a, Math.ScaleB(1, -squarings));
        var a2 = Times(a, a, n);
        var a4 = Times(a2, a2, n);
        var a6 = Times(a4, a2, n);
        var odd = Times(a, Sum(n, Times(a6, Sum(n, null, null, (a6, 13), (a4, 11), (a2, 9)), n), 1, (a6, 7), (a4, 5), (a2, 3)), n);
        var even = Sum(n, Times(a6, Sum(n, null, null, (a6, 12), (a4, 10), (a2, 8)), n), 0, (a6, 6), (a4, 4), (a2, 2));
        // (even - odd)·x = even + odd
        var (left, right) = (new T[a.Length], new T[a.Length]);
        for (var i = 0; i < a.Length; i++)
        {
            (left[i], right[i]) = (even[i] - odd[i], even[i] + odd[i]);
        }
        var pivots = new int[n];
        LuFactorization.Run(left.AsSpan(), n, n, pivots);
        LuFactorization.Solve<T>(left, n, pivots, right, n);
        for (; squarings > 0; squarings--)
        {
            right = Times(right, right, n);
        }
        return right;
    }

    // A first matrix, a coefficient on the diagonal, and matrices by coefficients.
    private static T[] Sum<T>(int n, T[]? first, int? diagonal, params (T[] Matrix, int Coefficient)[] terms)
        where T : unmanaged, INumberBase<T>
    {
        var sum = first ?? new T[n * n];
        foreach (var (matrix, coefficient) in terms)
        {
            LuFactorization.Subtract(sum, matrix, MatrixElement.Of<T>(-Coefficients[coefficient]));
        }
        for (var i = 0; diagonal is { } at && i < n; i++)
        {
            sum[(i * n) + i] += MatrixElement.Of<T>(Coefficients[at]);
        }
        return sum;
    }

    private static T[] Scaled<T>(T[] a, double by) where T : unmanaged, INumberBase<T>
    {
        var factor = MatrixElement.Of<T>(by);
        return [.. a.Select(x => x * factor)];
    }

    private static T[] Times<T>(T[] x, T[] y, int n) where T : unmanaged, INumberBase<T>
    {
        var product = new T[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < n; k++)
            {
                LuFactorization.Subtract(product.AsSpan(i * n, n), y.AsSpan(k * n, n), -x[(i * n) + k]);
            }
        }
        return product;
    }
}
