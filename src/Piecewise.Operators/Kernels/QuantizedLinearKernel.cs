using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Kernels;

/// <summary>
/// <c>piecewise::quantized_linear</c> in two: a weight in fewer bits, as the bytes of <see cref="QuantizedLayout"/>, which is made once where the
/// weight is constant; and the product with it.
/// </summary>
internal sealed unsafe class QuantizedLinearKernel : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new QuantizeWeightOperator(), new QuantizedLinearOperator()];

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

    internal static QuantizedLayout Layout(EvaluationContext context, long n, long k) =>
        new(FormatOf(context.Types()), checked((nint)n), checked((nint)k));

    internal static Tensor Quantize(EvaluationContext context, Tensor weight, QuantizedLayout layout)
    {
        var result = Tensor.Zeros(DType.U8, layout.Bytes);
        QuantizedProducts.Quantize(
            weight, layout.Format, context.Interpreter.Service<IWorkTeam>() ?? SingleThread.Team, result);
        return result;
    }

    internal static Tensor Multiply(EvaluationContext context, string input, Tensor weight, QuantizedLayout layout)
    {
        var x = context.Tensor(input);
        var result = Tensor.Zeros(x.DType, [.. x.Shape[..^1], layout.N]);
        QuantizedProducts.Multiply(x, weight.Contiguous(), layout, context.OptionalTensor("bias"), result);
        return result;
    }

    private sealed class QuantizeWeightOperator() : Operator($"{KernelOperator.Namespace}::quantize_weight(Tensor weight, str format) -> Tensor")
    {
        public override bool IsForLoad => true;

        public override NodeType Infer(InferenceContext context)
        {
            var weight = context.Tensor("weight");
            if (weight.Rank != 2 || !weight.Shape[0].TryGetConstant(out var n) || !weight.Shape[1].TryGetConstant(out var k)
                || !KernelCalls.IsFloat(weight.DType) || k > QuantizedLayout.LongestRow)
            {
                throw context.Error(
                    $"takes [out, in] of f32 or bf16, of certain sizes, with rows of up to {QuantizedLayout.LongestRow} elements, found {weight}.");
            }
            return new TensorType(DType.U8, [Bytes(context, n, k)], device: weight.Device);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var weight = context.Tensor("weight");
            return Quantize(context, weight, Layout(context, weight.Shape[0], weight.Shape[1]));
        }
    }

    private sealed class QuantizedLinearOperator() : Operator(
        $"{KernelOperator.Namespace}::quantized_linear(Tensor x, Tensor weight, Tensor? bias, int n, int k, str format) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (x, weight, n, k) = (context.Tensor("x"), context.Tensor("weight"), context.Int("n"), context.Int("k"));
            Require(context, x, n, k);
            Products.RequireRank(context, weight, 1);
            if (x.Rank == 0 || n < 0 || k < 0 || weight.DType != DType.U8 || context.Refutes(SymBool.Eq(weight.Shape[0], Bytes(context, n, k)))
                || context.Refutes(SymBool.Eq(x.Shape[^1], k)))
            {
                throw context.Error($"takes [..., {k}] and the bytes of a weight [{n}, {k}], found {x} and {weight}.");
            }
            return new TensorType(x.DType, [.. x.Shape[..^1], n], device: x.Device);
        }

        public override RowRule? RowWise(InferenceContext call, int dim) =>
            dim < call.Tensor("x").Rank - 1 ? RowRule.Of(call, "x", dim) : null;

        public override KernelCall? DirectKernel(InferenceContext context)
        {
            var (x, weight, bias) = (context.Tensor("x"), context.Tensor("weight"), context.OptionalTensor("bias"));
            var (n, k) = (context.Int("n"), context.Int("k"));
            if (!KernelCalls.HasDenseRows(context, x) || !KernelCalls.HasDenseRows(context, weight)
                || (bias is not null && !KernelCalls.HasDenseRows(context, bias))
                || MergedDims.Of(context, x.Shape[..^1], 1, x.Strides[..^1]) is not { } rows || context.RowMajorResult() is not { } result)
            {
                return null;
            }
            var call = new KernelCallBuilder(context, x.DType);
            return call.Of(new QuantizedLinearCall<DType0>
            {
                X = call.Pointer<DType0>("x"),
                XRow = call.Size(rows.Strides[0][0]),
                Weight = call.Pointer<byte>("weight"),
                Bias = call.Pointer<DType0>("bias"),
                Result = call.Pointer<DType0>(result),
                ResultRow = call.Size(n),
                M = call.Size(rows.Count),
                N = call.Size(n),
                K = call.Size(k),
                Next = call.Next(),
                NextState = call.NextState(),
                Format = FormatOf(context),
            });
        }

        public override Value Evaluate(EvaluationContext context) =>
            Multiply(context, "x", context.Tensor("weight"), Layout(context, context.Int("n"), context.Int("k")));
    }

    private static SymInt Bytes(InferenceContext context, long n, long k)
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
}
