using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators;

/// <summary>
/// What operators have in common that multiply with a weight of fewer bits: what they take, and their reference, in which rows of x become
/// 8-bit integers whose sums are exact (<see cref="QuantizedLinearCall{T}"/>).
/// </summary>
internal static unsafe class QuantizedLinearRules
{
    /// <summary>The format that a call names.</summary>
    public static WeightFormat FormatOf(InferenceContext context) => context.String("format") switch
    {
        "int8" => WeightFormat.Int8,
        "int4" => WeightFormat.Int4,
        var other => throw context.Error($"format is int8 or int4, not '{other}'."),
    };

    /// <summary>Fails where operands are not what such products take.</summary>
    public static void Require(InferenceContext context, TensorType x, SymInt n, SymInt k)
    {
        _ = FormatOf(context);
        if (!KernelCalls.IsFloat(x.DType))
        {
            throw context.Error($"takes f32 and bf16, not {x.DType.TextName()}.");
        }
        if (context.Refutes(SymBool.Le(k, QuantizedLayout.LongestRow)))
        {
            throw context.Error($"rows have {k} elements; sums of more than {QuantizedLayout.LongestRow} are not exact.");
        }
        if (context.OptionalTensor("bias") is { } bias)
        {
            Products.RequireRank(context, bias, 1);
            Products.RequireSame(context, x, bias);
            if (context.Refutes(SymBool.Eq(bias.Shape[0], n)))
            {
                throw context.Error($"the bias {bias} has not {n} elements.");
            }
        }
    }

    public static QuantizedLayout Layout(EvaluationContext context, long n, long k) =>
        new(FormatOf(context.Types()), checked((nint)n), checked((nint)k));

    public static Tensor Quantize(EvaluationContext context, Tensor weight, QuantizedLayout layout)
    {
        var result = Tensor.Zeros(DType.U8, layout.Bytes);
        Quantize(
            weight, layout.Format, context.Interpreter.Service<IWorkTeam>() ?? SingleThread.Team, result);
        return result;
    }

    public static Tensor Multiply(EvaluationContext context, string input, Tensor weight, QuantizedLayout layout)
    {
        var x = context.Tensor(input);
        var result = Tensor.Zeros(x.DType, [.. x.Shape[..^1], layout.N]);
        Multiply(x, weight.Contiguous(), layout, context.OptionalTensor("bias"), result);
        return result;
    }

    /// <summary>Bytes of a quantized weight.</summary>
    public static SymInt Bytes(InferenceContext context, long n, long k)
    {
        try
        {
            return new QuantizedLayout(FormatOf(context), checked((nint)n), checked((nint)k)).Bytes;
        }
        catch (OverflowException)
        {
            throw context.Error($"a weight [{n}, {k}] has more bytes than numbers count.");
        }
    }

    /// <summary>A weight in another format.</summary>
    /// <param name="weight">[n, k]; f32 or bf16.</param>
    /// <param name="format">Of the result.</param>
    /// <param name="team">Who computes.</param>
    /// <param name="result">u8 [<see cref="QuantizedLayout.Bytes"/>], contiguous.</param>
    private static void Quantize(Tensor weight, WeightFormat format, IWorkTeam team, Tensor result)
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
    private static void Multiply(Tensor x, Tensor weight, QuantizedLayout layout, Tensor? bias, Tensor result)
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
