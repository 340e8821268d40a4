using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Piecewise.Tensors.Reference;

/// <summary>
/// Products of float matrices in small tiles of registers. A row's result has the same bits however many rows there are: every element is
/// one sum over ascending k, whatever tile it falls into.
/// </summary>
/// <remarks>Every matrix has contiguous rows; a stride is the distance between two rows, in elements.</remarks>
internal static class FloatProducts
{
    // Partial sums this long are added up separately, which keeps rounding errors from growing with k.
    private const int Chunk = 256;

    /// <summary><c>c[i, j] = sum_p a[i, p] * b[j, p]</c>: rows against rows.</summary>
    /// <param name="a">[m, k], stride <paramref name="aStride"/>.</param>
    /// <param name="aStride">Distance of rows of a.</param>
    /// <param name="b">[n, k], stride <paramref name="bStride"/>.</param>
    /// <param name="bStride">Distance of rows of b.</param>
    /// <param name="c">[m, n], stride <paramref name="cStride"/>; overwritten.</param>
    /// <param name="cStride">Distance of rows of c.</param>
    /// <param name="m">Rows of a and c.</param>
    /// <param name="k">Columns of a and b.</param>
    /// <param name="n">Rows of b, columns of c.</param>
    public static void RowsByRows(
        ReadOnlySpan<float> a, int aStride, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride, int m, int k, int n)
    {
        Check(a.Length, aStride, m, k);
        Check(b.Length, bStride, n, k);
        Check(c.Length, cStride, m, n);
        ref var x = ref MemoryMarshal.GetReference(a);
        ref var y = ref MemoryMarshal.GetReference(b);
        var tiled = m / 4 * 4;
        for (var j = 0; j < n && tiled > 0; j += 2)
        {
            ref var column = ref Unsafe.Add(ref y, (nint)j * bStride);
            for (var i = 0; i < tiled; i += 4)
            {
                ref var row = ref Unsafe.Add(ref x, (nint)i * aStride);
                if (j + 2 <= n)
                {
                    DotFourByTwo(ref row, aStride, ref column, bStride, k, c[((i * cStride) + j)..], cStride);
                    continue;
                }
                for (var r = 0; r < 4; r++)
                {
                    c[((i + r) * cStride) + j] = Dot(ref Unsafe.Add(ref row, (nint)r * aStride), ref column, k);
                }
            }
        }
        for (var i = tiled; i < m; i++)
        {
            DotRow(ref Unsafe.Add(ref x, (nint)i * aStride), ref y, bStride, c.Slice(i * cStride, n), k);
        }
    }

    /// <summary><c>c[i, j] = sum_p a[i, p] * b[p, j]</c>: rows against columns.</summary>
    /// <param name="a">[m, k], stride <paramref name="aStride"/>.</param>
    /// <param name="aStride">Distance of rows of a.</param>
    /// <param name="b">[k, n], stride <paramref name="bStride"/>.</param>
    /// <param name="bStride">Distance of rows of b.</param>
    /// <param name="c">[m, n], stride <paramref name="cStride"/>; overwritten.</param>
    /// <param name="cStride">Distance of rows of c.</param>
    /// <param name="m">Rows of a and c.</param>
    /// <param name="k">Columns of a, rows of b.</param>
    /// <param name="n">Columns of b and c.</param>
    public static void RowsByColumns(
        ReadOnlySpan<float> a, int aStride, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride, int m, int k, int n)
    {
        Check(a.Length, aStride, m, k);
        Check(b.Length, bStride, k, n);
        Check(c.Length, cStride, m, n);
        for (var i = 0; i < m; i++)
        {
            c.Slice(i * cStride, n).Clear();
        }
        for (var start = 0; start < k; start += Chunk)
        {
            var count = Math.Min(Chunk, k - start);
            var rows = b[(start * bStride)..];
            var i = 0;
            for (; i + 4 <= m; i += 4)
            {
                AddFourRows(a[((i * aStride) + start)..], aStride, rows, bStride, c[(i * cStride)..], cStride, count, n);
            }
            for (; i < m; i++)
            {
                AddRow(a.Slice((i * aStride) + start, count), rows, bStride, c.Slice(i * cStride, n));
            }
        }
    }

    private static void AddFourRows(
        ReadOnlySpan<float> a, int aStride, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride, int k, int n)
    {
        var width = Vector<float>.Count;
        ref var x = ref MemoryMarshal.GetReference(a);
        ref var y = ref MemoryMarshal.GetReference(b);
        ref var z = ref MemoryMarshal.GetReference(c);
        var j = 0;
        for (; j + width <= n; j += width)
        {
            Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (var p = 0; p < k; p++)
            {
                var column = Vector.LoadUnsafe(ref y, (nuint)((p * bStride) + j));
                s0 = Vector.MultiplyAddEstimate(new Vector<float>(Unsafe.Add(ref x, p)), column, s0);
                s1 = Vector.MultiplyAddEstimate(new Vector<float>(Unsafe.Add(ref x, aStride + p)), column, s1);
                s2 = Vector.MultiplyAddEstimate(new Vector<float>(Unsafe.Add(ref x, (2 * aStride) + p)), column, s2);
                s3 = Vector.MultiplyAddEstimate(new Vector<float>(Unsafe.Add(ref x, (3 * aStride) + p)), column, s3);
            }
            AddTo(ref z, j, s0);
            AddTo(ref z, cStride + j, s1);
            AddTo(ref z, (2 * cStride) + j, s2);
            AddTo(ref z, (3 * cStride) + j, s3);
        }
        for (var i = 0; i < 4 && j < n; i++)
        {
            AddTail(a.Slice(i * aStride, k), b, bStride, c.Slice(i * cStride, n), j);
        }
    }

    // One row: four vectors of columns at a time, so that four sums are in flight.
    private static void AddRow(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int bStride, Span<float> c)
    {
        var width = Vector<float>.Count;
        ref var y = ref MemoryMarshal.GetReference(b);
        ref var z = ref MemoryMarshal.GetReference(c);
        var j = 0;
        for (; j + (4 * width) <= c.Length; j += 4 * width)
        {
            Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (var p = 0; p < a.Length; p++)
            {
                var (factor, at) = (new Vector<float>(a[p]), (nuint)((p * bStride) + j));
                s0 = Vector.MultiplyAddEstimate(factor, Vector.LoadUnsafe(ref y, at), s0);
                s1 = Vector.MultiplyAddEstimate(factor, Vector.LoadUnsafe(ref y, at + (nuint)width), s1);
                s2 = Vector.MultiplyAddEstimate(factor, Vector.LoadUnsafe(ref y, at + (2 * (nuint)width)), s2);
                s3 = Vector.MultiplyAddEstimate(factor, Vector.LoadUnsafe(ref y, at + (3 * (nuint)width)), s3);
            }
            AddTo(ref z, j, s0);
            AddTo(ref z, j + width, s1);
            AddTo(ref z, j + (2 * width), s2);
            AddTo(ref z, j + (3 * width), s3);
        }
        for (; j + width <= c.Length; j += width)
        {
            var sum = Vector<float>.Zero;
            for (var p = 0; p < a.Length; p++)
            {
                sum = Vector.MultiplyAddEstimate(new Vector<float>(a[p]), Vector.LoadUnsafe(ref y, (nuint)((p * bStride) + j)), sum);
            }
            AddTo(ref z, j, sum);
        }
        AddTail(a, b, bStride, c, j);
    }

    private static void AddTail(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int bStride, Span<float> c, int from)
    {
        for (var j = from; j < c.Length; j++)
        {
            float sum = 0;
            for (var p = 0; p < a.Length; p++)
            {
                sum = float.MultiplyAddEstimate(a[p], b[(p * bStride) + j], sum);
            }
            c[j] += sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(ref float target, int offset, Vector<float> value) =>
        (Vector.LoadUnsafe(ref target, (nuint)offset) + value).StoreUnsafe(ref target, (nuint)offset);

    private static float Dot(ref float x, ref float y, int k)
    {
        var sum = Vector<float>.Zero;
        var p = 0;
        for (; p + Vector<float>.Count <= k; p += Vector<float>.Count)
        {
            sum = Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref x, (nuint)p), Vector.LoadUnsafe(ref y, (nuint)p), sum);
        }
        return Vector.Sum(sum) + Tail(ref x, ref y, p, k);
    }

    // One row against all: four sums in flight hide the latency of a multiply-add.
    private static void DotRow(ref float x, ref float y, int yStride, Span<float> c, int k)
    {
        var j = 0;
        for (; j + 4 <= c.Length; j += 4)
        {
            Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
            ref var y0 = ref Unsafe.Add(ref y, (nint)j * yStride);
            ref var y1 = ref Unsafe.Add(ref y0, yStride);
            ref var y2 = ref Unsafe.Add(ref y1, yStride);
            ref var y3 = ref Unsafe.Add(ref y2, yStride);
            var p = 0;
            for (; p + Vector<float>.Count <= k; p += Vector<float>.Count)
            {
                var a = Vector.LoadUnsafe(ref x, (nuint)p);
                s0 = Vector.MultiplyAddEstimate(a, Vector.LoadUnsafe(ref y0, (nuint)p), s0);
                s1 = Vector.MultiplyAddEstimate(a, Vector.LoadUnsafe(ref y1, (nuint)p), s1);
                s2 = Vector.MultiplyAddEstimate(a, Vector.LoadUnsafe(ref y2, (nuint)p), s2);
                s3 = Vector.MultiplyAddEstimate(a, Vector.LoadUnsafe(ref y3, (nuint)p), s3);
            }
            c[j] = Vector.Sum(s0) + Tail(ref x, ref y0, p, k);
            c[j + 1] = Vector.Sum(s1) + Tail(ref x, ref y1, p, k);
            c[j + 2] = Vector.Sum(s2) + Tail(ref x, ref y2, p, k);
            c[j + 3] = Vector.Sum(s3) + Tail(ref x, ref y3, p, k);
        }
        for (; j < c.Length; j++)
        {
            c[j] = Dot(ref x, ref Unsafe.Add(ref y, (nint)j * yStride), k);
        }
    }

    // Four rows against two: eight sums in flight.
    private static void DotFourByTwo(ref float x, int xStride, ref float y, int yStride, int k, Span<float> c, int cStride)
    {
        Vector<float> s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default,
            s31 = default;
        ref var x1 = ref Unsafe.Add(ref x, xStride);
        ref var x2 = ref Unsafe.Add(ref x1, xStride);
        ref var x3 = ref Unsafe.Add(ref x2, xStride);
        ref var y1 = ref Unsafe.Add(ref y, yStride);
        var p = 0;
        for (; p + Vector<float>.Count <= k; p += Vector<float>.Count)
        {
            var (b0, b1) = (Vector.LoadUnsafe(ref y, (nuint)p), Vector.LoadUnsafe(ref y1, (nuint)p));
            var a = Vector.LoadUnsafe(ref x, (nuint)p);
            s00 = Vector.MultiplyAddEstimate(a, b0, s00);
            s01 = Vector.MultiplyAddEstimate(a, b1, s01);
            a = Vector.LoadUnsafe(ref x1, (nuint)p);
            s10 = Vector.MultiplyAddEstimate(a, b0, s10);
            s11 = Vector.MultiplyAddEstimate(a, b1, s11);
            a = Vector.LoadUnsafe(ref x2, (nuint)p);
            s20 = Vector.MultiplyAddEstimate(a, b0, s20);
            s21 = Vector.MultiplyAddEstimate(a, b1, s21);
            a = Vector.LoadUnsafe(ref x3, (nuint)p);
            s30 = Vector.MultiplyAddEstimate(a, b0, s30);
            s31 = Vector.MultiplyAddEstimate(a, b1, s31);
        }
        c[0] = Vector.Sum(s00) + Tail(ref x, ref y, p, k);
        c[1] = Vector.Sum(s01) + Tail(ref x, ref y1, p, k);
        c[cStride] = Vector.Sum(s10) + Tail(ref x1, ref y, p, k);
        c[cStride + 1] = Vector.Sum(s11) + Tail(ref x1, ref y1, p, k);
        c[2 * cStride] = Vector.Sum(s20) + Tail(ref x2, ref y, p, k);
        c[2 * cStride + 1] = Vector.Sum(s21) + Tail(ref x2, ref y1, p, k);
        c[3 * cStride] = Vector.Sum(s30) + Tail(ref x3, ref y, p, k);
        c[3 * cStride + 1] = Vector.Sum(s31) + Tail(ref x3, ref y1, p, k);
    }

    private static float Tail(ref float x, ref float y, int from, int k)
    {
        float sum = 0;
        for (var p = from; p < k; p++)
        {
            sum = float.MultiplyAddEstimate(Unsafe.Add(ref x, p), Unsafe.Add(ref y, p), sum);
        }
        return sum;
    }

    private static void Check(int length, int stride, int rows, int columns)
    {
        if (rows < 0 || columns < 0 || stride < columns || (rows > 0 && length < (long)(rows - 1) * stride + columns))
        {
            throw new ArgumentException($"{rows} rows of {columns} at a distance of {stride} do not fit {length} elements.");
        }
    }
}
