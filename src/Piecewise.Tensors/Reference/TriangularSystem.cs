using System.Numerics;

namespace Piecewise.Tensors.Reference;

/// <summary>Systems of equations by substitution, and the Cholesky factors that lead to such.</summary>
internal static class TriangularSystem
{
    /// <summary>Solves A·x = b, or with the adjoint of A, for the columns of b, in place.</summary>
    /// <param name="a">[n, n]; only one triangle is looked at.</param>
    /// <param name="n">The size.</param>
    /// <param name="b">[n, columns].</param>
    /// <param name="columns">How many.</param>
    /// <param name="upper">Which triangle.</param>
    /// <param name="unit">Whether the diagonal is taken as 1.</param>
    /// <param name="adjoint">Whether A is transposed and conjugated.</param>
    public static void Solve<T>(ReadOnlySpan<T> a, int n, Span<T> b, int columns, bool upper, bool unit, bool adjoint = false)
        where T : unmanaged, INumberBase<T>
    {
        // Of an upper triangle the last row is solved first; its adjoint is a lower one.
        var fromEnd = upper != adjoint;
        for (var step = 0; step < n; step++)
        {
            var i = fromEnd ? n - 1 - step : step;
            var row = b.Slice(i * columns, columns);
            for (var k = fromEnd ? i + 1 : 0; k < (fromEnd ? n : i); k++)
            {
                var factor = adjoint ? MatrixElement.Conjugate(a[(k * n) + i]) : a[(i * n) + k];
                LuFactorization.Subtract(row, b.Slice(k * columns, columns), factor);
            }
            if (!unit)
            {
                var divisor = adjoint ? MatrixElement.Conjugate(a[(i * n) + i]) : a[(i * n) + i];
                for (var j = 0; j < columns; j++)
                {
                    row[j] /= divisor;
                }
            }
        }
    }

    /// <summary>A = L·Lᴴ in place, from A's lower triangle; the upper one becomes 0.</summary>
    /// <returns>The order, from 1 on, of the first leading minor that is not positive; 0 where there is none.</returns>
    public static int Cholesky<T>(Span<T> a, int n) where T : unmanaged, INumberBase<T>
    {
        var info = 0;
        for (var j = 0; j < n; j++)
        {
            var rest = MatrixElement.Real(a[(j * n) + j]);
            for (var k = 0; k < j; k++)
            {
                var x = MatrixElement.Abs(a[(j * n) + k]);
                rest -= x * x;
            }
            if (!(rest > 0))
            {
                info = j + 1;
                break;
            }
            var root = Math.Sqrt(rest);
            a[(j * n) + j] = MatrixElement.Of<T>(root);
            for (var i = j + 1; i < n; i++)
            {
                var sum = a[(i * n) + j];
                for (var k = 0; k < j; k++)
                {
                    sum -= a[(i * n) + k] * MatrixElement.Conjugate(a[(j * n) + k]);
                }
                a[(i * n) + j] = sum / MatrixElement.Of<T>(root);
            }
        }
        for (var i = 0; i < n; i++)
        {
            a.Slice((i * n) + i + 1, n - i - 1).Clear();
        }
        return info;
    }
}
