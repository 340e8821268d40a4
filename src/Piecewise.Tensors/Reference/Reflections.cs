using System.Numerics;

namespace Piecewise.Tensors.Reference;

/// <summary>
/// Householder reflections I - tau·v·vᴴ of row-major matrices, and the QR factors that they lead to. Source: LAPACK's <c>larfg</c>,
/// <c>geqr2</c>, <c>org2r</c>, whose signs these are.
/// </summary>
internal static class Reflections
{
    /// <summary>The reflection that leaves of a vector its first element alone, which becomes real.</summary>
    /// <param name="x">The vector; becomes the result's first element and v's others, of which the first is 1.</param>
    /// <param name="start">Where its first element is.</param>
    /// <param name="step">How far its elements are apart.</param>
    /// <param name="count">How many there are.</param>
    /// <returns>tau; the adjoint of the reflection is what does so.</returns>
    public static T Make<T>(Span<T> x, int start, int step, int count) where T : unmanaged, INumberBase<T>
    {
        var norm = 0.0;
        for (var i = 1; i < count; i++)
        {
            norm = double.Hypot(norm, MatrixElement.Abs(x[start + (i * step)]));
        }
        var (real, imaginary) = count > 0 ? (MatrixElement.Real(x[start]), MatrixElement.Imaginary(x[start])) : (0, 0);
        if (count < 1 || (norm == 0 && imaginary == 0))
        {
            return T.Zero;
        }
        var beta = -Math.CopySign(double.Hypot(double.Hypot(real, imaginary), norm), real);
        var scale = T.One / (x[start] - MatrixElement.Of<T>(beta));
        for (var i = 1; i < count; i++)
        {
            x[start + (i * step)] *= scale;
        }
        x[start] = MatrixElement.Of<T>(beta);
        return MatrixElement.Of<T>((beta - real) / beta, -imaginary / beta);
    }

    /// <summary>Reflects columns: a -= tau·v·(vᴴ·a).</summary>
    /// <param name="a">The matrix, from its first row and column that change on.</param>
    /// <param name="stride">From row to row.</param>
    /// <param name="rows">As many as v has elements.</param>
    /// <param name="columns">How many.</param>
    /// <param name="v">The reflection's vector, whose first element counts as 1.</param>
    /// <param name="step">How far v's elements are apart.</param>
    /// <param name="tau">Its factor.</param>
    public static void Left<T>(Span<T> a, int stride, int rows, int columns, ReadOnlySpan<T> v, int step, T tau)
        where T : unmanaged, INumberBase<T>
    {
        if (T.IsZero(tau) || columns < 1)
        {
            return;
        }
        var sums = new T[columns];
        for (var i = 0; i < rows; i++)
        {
            var factor = i == 0 ? T.One : MatrixElement.Conjugate(v[i * step]);
            for (var j = 0; j < columns; j++)
            {
                sums[j] += factor * a[(i * stride) + j];
            }
        }
        for (var i = 0; i < rows; i++)
        {
            LuFactorization.Subtract(a.Slice(i * stride, columns), sums, i == 0 ? tau : tau * v[i * step]);
        }
    }

    /// <summary>A = Q·R in place: R on and above the diagonal, v of each reflection below.</summary>
    public static T[] Qr<T>(Span<T> a, int rows, int columns) where T : unmanaged, INumberBase<T>
    {
        var taus = new T[Math.Min(rows, columns)];
        for (var i = 0; i < taus.Length; i++)
        {
            var corner = (i * columns) + i;
            taus[i] = Make(a, corner, columns, rows - i);
            if (i + 1 < columns)
            {
                // v lies in the column before those that it changes.
                Left(a[(corner + 1)..], columns, rows - i, columns - i - 1, Column(a, corner, columns, rows - i), 1,
                    MatrixElement.Conjugate(taus[i]));
            }
        }
        return taus;
    }

    /// <summary>Q·C in place, where Q is the product of reflections that <see cref="Qr"/> left below the diagonal.</summary>
    /// <param name="a">[rows, columns], as that left it.</param>
    /// <param name="rows">Rows of both.</param>
    /// <param name="columns">Columns of a.</param>
    /// <param name="taus">One for each reflection.</param>
    /// <param name="c">[rows, width].</param>
    /// <param name="width">Columns of c.</param>
    /// <param name="below">How far below the diagonal the first element of each v is.</param>
    public static void Product<T>(ReadOnlySpan<T> a, int rows, int columns, ReadOnlySpan<T> taus, Span<T> c, int width, int below = 0)
        where T : unmanaged, INumberBase<T>
    {
        for (var i = taus.Length - 1; i >= 0; i--)
        {
            var first = i + below;
            Left(c[(first * width)..], width, rows - first, width, Column(a, (first * columns) + i, columns, rows - first), 1, taus[i]);
        }
    }

    internal static T[] Column<T>(ReadOnlySpan<T> a, int start, int step, int count)
    {
        var column = new T[count];
        for (var i = 0; i < count; i++)
        {
            column[i] = a[start + (i * step)];
        }
        return column;
    }
}
