using System.Numerics;

namespace Piecewise.Tensors.Reference;

/// <summary>A = P·L·U of row-major matrices, by Gaussian elimination with partial pivoting. Source: LAPACK's <c>getrf</c>.</summary>
internal static class LuFactorization
{
    /// <summary>Factors in place: U on and above the diagonal, L below it, whose diagonal is 1.</summary>
    /// <param name="a">[rows, columns].</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="pivots">[min(rows, columns)]: the row, from 1 on, that was exchanged with each.</param>
    /// <param name="exchange">Whether rows are exchanged at all.</param>
    /// <returns>The first column, from 1 on, whose pivot is 0; 0 where there is none.</returns>
    public static int Run<T>(Span<T> a, int rows, int columns, Span<int> pivots, bool exchange = true) where T : unmanaged, INumberBase<T>
    {
        var info = 0;
        for (var k = 0; k < Math.Min(rows, columns); k++)
        {
            var best = k;
            for (var i = k + 1; exchange && i < rows; i++)
            {
                // A NaN is as large as any.
                if (!(MatrixElement.Size(a[(i * columns) + k]) <= MatrixElement.Size(a[(best * columns) + k]))
                    && !double.IsNaN(MatrixElement.Size(a[(best * columns) + k])))
                {
                    best = i;
                }
            }
            pivots[k] = best + 1;
            if (best != k)
            {
                for (var j = 0; j < columns; j++)
                {
                    (a[(k * columns) + j], a[(best * columns) + j]) = (a[(best * columns) + j], a[(k * columns) + j]);
                }
            }
            var pivot = a[(k * columns) + k];
            if (T.IsZero(pivot))
            {
                info = info == 0 ? k + 1 : info;
                continue;
            }
            var row = a.Slice((k * columns) + k + 1, columns - k - 1);
            for (var i = k + 1; i < rows; i++)
            {
                var factor = a[(i * columns) + k] / pivot;
                a[(i * columns) + k] = factor;
                Subtract(a.Slice((i * columns) + k + 1, columns - k - 1), row, factor);
            }
        }
        return info;
    }

    /// <summary>Solves A·x = b, or with the adjoint of A, for the columns of b, in place.</summary>
    /// <param name="lu">[n, n], factored.</param>
    /// <param name="n">The size.</param>
    /// <param name="pivots">[n].</param>
    /// <param name="b">[n, columns].</param>
    /// <param name="columns">How many.</param>
    /// <param name="adjoint">Whether A is transposed and conjugated.</param>
    public static void Solve<T>(ReadOnlySpan<T> lu, int n, ReadOnlySpan<int> pivots, Span<T> b, int columns, bool adjoint = false)
        where T : unmanaged, INumberBase<T>
    {
        if (!adjoint)
        {
            for (var k = 0; k < n; k++)
            {
                Exchange(b, columns, k, pivots[k] - 1);
            }
            TriangularSystem.Solve(lu, n, b, columns, upper: false, unit: true);
            TriangularSystem.Solve(lu, n, b, columns, upper: true, unit: false);
            return;
        }
        TriangularSystem.Solve(lu, n, b, columns, upper: true, unit: false, adjoint: true);
        TriangularSystem.Solve(lu, n, b, columns, upper: false, unit: true, adjoint: true);
        for (var k = n - 1; k >= 0; k--)
        {
            Exchange(b, columns, k, pivots[k] - 1);
        }
    }

    /// <summary>Where each row of P·x is in x.</summary>
    public static int[] Order(ReadOnlySpan<int> pivots, int rows)
    {
        int[] order = [.. Enumerable.Range(0, rows)];
        for (var k = 0; k < pivots.Length; k++)
        {
            (order[k], order[pivots[k] - 1]) = (order[pivots[k] - 1], order[k]);
        }
        return order;
    }

    internal static void Subtract<T>(Span<T> from, ReadOnlySpan<T> row, T factor) where T : unmanaged, INumberBase<T>
    {
        for (var j = 0; j < from.Length; j++)
        {
            from[j] -= factor * row[j];
        }
    }

    private static void Exchange<T>(Span<T> b, int columns, int x, int y)
    {
        for (var j = 0; x != y && j < columns; j++)
        {
            (b[(x * columns) + j], b[(y * columns) + j]) = (b[(y * columns) + j], b[(x * columns) + j]);
        }
    }
}
