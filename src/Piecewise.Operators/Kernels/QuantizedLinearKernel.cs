using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators.Kernels;

/// <summary>
/// <c>piecewise::quantized_linear</c> in two: a weight in fewer bits, as the bytes of <see cref="QuantizedLayout"/>, which is made once
/// where the weight is constant; and the product with it.
/// </summary>
internal sealed unsafe class QuantizedLinearKernel : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new QuantizeWeightOperator(), new QuantizedLinearOperator()];

    private sealed class QuantizeWeightOperator()
        : Operator($"{KernelOperator.Namespace}::quantize_weight(Tensor weight, str format) -> Tensor")
    {
        public override bool IsForLoad => true;

        public override NodeType Infer(InferenceContext context)
        {
            var weight = context.Tensor("weight");
            if (weight.Rank != 2 || !weight.Shape[0].TryGetConstant(out var n) || !weight.Shape[1].TryGetConstant(out var k)
                || !KernelCalls.IsFloat(weight.DType) || k > QuantizedLayout.LongestRow)
            {
                throw context.Error(
                    $"takes [out, in] of f32 or bf16, of certain sizes, with rows of up to {QuantizedLayout.LongestRow} elements, "
                    + $"found {weight}.");
            }
            return new TensorType(DType.U8, [QuantizedLinearRules.Bytes(context, n, k)], device: weight.Device);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var weight = context.Tensor("weight");
            return QuantizedLinearRules.Quantize(context, weight, QuantizedLinearRules.Layout(context, weight.Shape[0], weight.Shape[1]));
        }
    }

    private sealed class QuantizedLinearOperator() : Operator(
        $"{KernelOperator.Namespace}::quantized_linear(Tensor x, Tensor weight, Tensor? bias, int n, int k, str format) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (x, weight, n, k) = (context.Tensor("x"), context.Tensor("weight"), context.Int("n"), context.Int("k"));
            QuantizedLinearRules.Require(context, x, n, k);
            Products.RequireRank(context, weight, 1);
            if (x.Rank == 0 || n < 0 || k < 0 || weight.DType != DType.U8
                || context.Refutes(SymBool.Eq(weight.Shape[0], QuantizedLinearRules.Bytes(context, n, k)))
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
                Format = QuantizedLinearRules.FormatOf(context),
            });
        }

        public override Value Evaluate(EvaluationContext context) => QuantizedLinearRules.Multiply(
            context, "x", context.Tensor("weight"), QuantizedLinearRules.Layout(context, context.Int("n"), context.Int("k")));
    }
}
