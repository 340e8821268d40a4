using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors.Reference;

/// <summary>
/// <c>x · weightᵀ + bias</c> with a weight of fewer bits, as <see cref="QuantizedLinearCall{T}"/> defines it: rows of x become 8-bit integers, whose
/// sums are exact.
/// </summary>
internal static unsafe class QuantizedProducts
{
    /// <summary>A weight in another format.</summary>
    /// <param name="weight">[n, k]; f32 or bf16.</param>
    /// <param name="format">Of the result.</param>
    /// <param name="team">Who computes.</param>
    /// <param name="result">u8 [<see cref="QuantizedLayout.Bytes"/>], contiguous.</param>
    public static void Quantize(Tensor weight, WeightFormat format, IWorkTeam team, Tensor result)
    {
        var (rows, layout) = (weight.Contiguous(), new QuantizedLayout(format, (nint)weight.Shape[0], (nint)weight.Shape[1]));
        var workers = new Workers(InstructionTier.Best, team);
        if (weight.DType == DType.F32)
        {
            WeightQuantization.Run(workers, (float*)rows.Pointer, layout.K, layout, result.Pointer);
        }
        else
        {
            WeightQuantization.Run(workers, (BFloat16*)rows.Pointer, layout.K, layout, result.Pointer);
        }
        GC.KeepAlive(rows);
        GC.KeepAlive(result);
    }

    /// <param name="x">[…, k]; f32 or bf16.</param>
    /// <param name="weight">u8 [<see cref="QuantizedLayout.Bytes"/>], contiguous.</param>
    /// <param name="layout">Of the weight.</param>
    /// <param name="bias">[n], or null.</param>
    /// <param name="result">[…, n], contiguous, of x's dtype.</param>
    public static void Multiply(Tensor x, Tensor weight, QuantizedLayout layout, Tensor? bias, Tensor result)
    {
        var (rows, target) = (new FloatRows(x), new FloatRows(result));
        var (values, integers, sums) = (new float[layout.K], new byte[layout.Columns], new float[layout.N]);
        var added = bias is null ? null : new FloatRows(bias).Read(0, new float[layout.N]).ToArray();
        var columns = Integers(weight, layout);
        var scales = (float*)(weight.Pointer + layout.Scales);
        for (long row = 0; row < rows.Count && layout.N > 0; row++)
        {
            var own = rows.Read(row, values);
            var scale = QuantizedRow.ScaleOf(QuantizedRow.Largest(own), 127);
            fixed (float* source = own)
            fixed (byte* rounded = integers)
            {
                QuantizedRow.Round(source, own.Length, scale, rounded, 0);
            }
            for (nint column = 0; column < layout.N; column++)
            {
                var sum = 0;
                for (nint i = 0; i < layout.K; i++)
                {
                    sum += (sbyte)integers[i] * columns[(column * layout.Columns) + i];
                }
                sums[column] = (sum * (scale * scales[column])) + (added is null ? 0 : added[column]);
            }
            target.Write(row, sums);
        }
        GC.KeepAlive(x);
        GC.KeepAlive(weight);
        GC.KeepAlive(result);
    }

    private static sbyte[] Integers(Tensor weight, QuantizedLayout layout)
    {
        var integers = new sbyte[layout.N * layout.Columns];
        fixed (sbyte* target = integers)
        {
            if (layout.Format == WeightFormat.Int8)
            {
                Buffer.MemoryCopy(weight.Pointer, target, integers.Length, integers.Length);
            }
            else
            {
                FourBitLevels.Expand<int>(weight.Pointer, layout, layout.N, target);
            }
        }
        return integers;
    }
}
