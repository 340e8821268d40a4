using System.Numerics;

namespace Piecewise.Tensors.Reference;

/// <summary>
/// Plain matrix products for the interpreter. Sums run in the compute type (float for 16-bit floats), each element's sum over
/// ascending k, so that a row's result does not depend on how many rows there are.
/// </summary>
internal static class MatMul
{
    /// <summary>
    /// <c>out[b, m, n] = sum_k x[b, m, k] * y[b, k, n]</c>; both have one dtype, which the result has too; batch dimensions broadcast.
    /// </summary>
    /// <param name="x">[…, m, k].</param>
    /// <param name="y">[…, k, n].</param>
    public static Tensor Batched(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Cast.To(Unrounded(x, y), x.DType);
    }

    /// <summary><see cref="Batched"/> in the compute type, before it is rounded to the operands' dtype: f32, f64, i64 or c128.</summary>
    public static Tensor Unrounded(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var (m, k, n) = (x.Shape[^2], x.Shape[^1], y.Shape[^1]);
        if (x.DType != y.DType || y.Shape[^2] != k)
        {
            throw new ArgumentException(
                $"{x} and {y} can't be multiplied: {x.DType.TextName()} with {k} columns "
                + $"against {y.DType.TextName()} with {y.Shape[^2]} rows.");
        }
        var batch = Layout.Broadcast(x.Shape[..^2], y.Shape[..^2]);
        var compute = Pointwise.ComputeDType(x.DType);
        var left = Cast.To(x, compute).Broadcast([.. batch, m, k]);
        var right = Cast.To(y, compute).Broadcast([.. batch, k, n]);
        var result = Tensor.Zeros(compute, [.. batch, m, n]);
        if (result.ElementCount > 0 && k > 0)
        {
            switch (compute)
            {
                case DType.F32: RunSingle(left, right, result, batch, (int)m, (int)k, (int)n); break;
                case DType.F64: Run<double>(left, right, result, batch, (int)m, (int)k, (int)n); break;
                case DType.I64: Run<long>(left, right, result, batch, (int)m, (int)k, (int)n); break;
                default: Run<Complex>(left, right, result, batch, (int)m, (int)k, (int)n); break;
            }
        }
        return result;
    }

    private static void RunSingle(Tensor x, Tensor y, Tensor result, long[] batch, int m, int k, int n)
    {
        ForEachBatch(batch, index =>
        {
            var rows = Matrix(x, index).Contiguous();
            var columns = Matrix(y, index);
            var to = result.AsSpan<float>().Slice(checked((int)(Linear(batch, index) * m * n)), m * n);
            // A transposed weight lies along k already; anything else is walked row by row.
            if (columns.Strides[0] == 1 && columns.Strides[1] >= k && k > 1)
            {
                var stride = (int)columns.Strides[1];
                var lying = columns.Storage.ReadSpan<float>(columns.Offset * sizeof(float), (long)(n - 1) * stride + k);
                FloatProducts.RowsByRows(rows.ReadSpan<float>(), k, lying, stride, to, n, m, k, n);
            }
            else
            {
                columns = columns.Contiguous();
                FloatProducts.RowsByColumns(rows.ReadSpan<float>(), k, columns.ReadSpan<float>(), n, to, n, m, k, n);
            }
            GC.KeepAlive(rows);
            GC.KeepAlive(columns);
        });
        GC.KeepAlive(x);
        GC.KeepAlive(y);
    }

    private static void Run<T>(Tensor x, Tensor y, Tensor result, long[] batch, int m, int k, int n) where T : unmanaged, INumberBase<T>
    {
        ForEachBatch(batch, index =>
        {
            var (rows, columns) = (Matrix(x, index).Contiguous(), Matrix(y, index).Contiguous());
            var a = rows.ReadSpan<T>();
            var b = columns.ReadSpan<T>();
            var to = result.AsSpan<T>().Slice(checked((int)(Linear(batch, index) * m * n)), m * n);
            for (var i = 0; i < m; i++)
            {
                for (var p = 0; p < k; p++)
                {
                    var factor = a[i * k + p];
                    for (var j = 0; j < n; j++)
                    {
                        to[i * n + j] += factor * b[p * n + j];
                    }
                }
            }
            GC.KeepAlive(rows);
            GC.KeepAlive(columns);
        });
        GC.KeepAlive(x);
        GC.KeepAlive(y);
    }

    private static void ForEachBatch(long[] batch, Action<long[]> body)
    {
        var index = new long[batch.Length];
        while (true)
        {
            body(index);
            var dim = batch.Length - 1;
            for (; dim >= 0 && ++index[dim] == batch[dim]; dim--)
            {
                index[dim] = 0;
            }
            if (dim < 0)
            {
                return;
            }
        }
    }

    private static long Linear(long[] batch, long[] index)
    {
        long linear = 0;
        for (var i = 0; i < batch.Length; i++)
        {
            linear = linear * batch[i] + index[i];
        }
        return linear;
    }

    private static Tensor Matrix(Tensor tensor, long[] index)
    {
        var offset = tensor.Offset;
        for (var i = 0; i < index.Length; i++)
        {
            offset += index[i] * tensor.Strides[i];
        }
        return tensor.AsStrided(tensor.Shape[^2..], tensor.Strides[^2..], offset);
    }
}
