using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators;

/// <summary>
/// A product of 8-bit integers with a constant matrix, in two: the matrix packed once, and <c>(x - zero) · weightᵀ</c>, whose sums are
/// exact, as numbers by scales and a bias, as levels again, or as they are (docs/design/quantized-programs.md).
/// </summary>
internal sealed unsafe class IntegerLinear : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new PackOperator(), new LinearOperator()];

    private static QuantizedLayout Layout(InferenceContext context, long n, long k)
    {
        if (!IntegerSums.Fit(n, k))
        {
            throw context.Error($"takes a matrix of up to 2^31 elements with rows of up to {IntegerSums.LongestRow}, found [{n}, {k}].");
        }
        return new QuantizedLayout(WeightFormat.Int8, (nint)n, (nint)k);
    }

    private sealed class PackOperator() : Operator("piecewise::pack_integer_matrix(Tensor weight, Tensor? scales, float scale) -> Tensor")
    {
        public override bool IsForLoad => true;

        public override NodeType Infer(InferenceContext context)
        {
            var weight = context.Tensor("weight");
            if (weight.Rank != 2 || weight.DType != DType.I8
                || !weight.Shape[0].TryGetConstant(out var n) || !weight.Shape[1].TryGetConstant(out var k))
            {
                throw context.Error($"takes [out, in] of i8, of certain sizes, found {weight}.");
            }
            IntegerRules.RequireScales(context, n);
            return new TensorType(DType.U8, [(long)Layout(context, n, k).Bytes], device: weight.Device);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var weight = context.Tensor("weight");
            var layout = Layout(context.Types(), weight.Shape[0], weight.Shape[1]);
            var result = Tensor.Zeros(DType.U8, layout.Bytes);
            IntegerPacking.Matrix(weight.Contiguous().ToArray<sbyte>(), IntegerRules.Scales(context), layout, result.Pointer);
            GC.KeepAlive(result);
            return result;
        }
    }

    private sealed class LinearOperator() : Operator(
        "piecewise::integer_linear(Tensor x, Tensor weight, Tensor? bias, Tensor? x_scales, Tensor? x_zeros, float x_scale, int x_zero, "
        + $"int n, int k, {IntegerRules.ResultArguments}) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (x, n, k) = (context.Tensor("x"), context.Int("n"), context.Int("k"));
            IntegerRules.Require(context, n);
            IntegerRules.RequireBytes(context, "weight", Layout(context, n, k).Bytes);
            if (x.Rank == 0 || context.Refutes(SymBool.Eq(x.Shape[^1], k)))
            {
                throw context.Error($"takes [..., {k}], found {x}.");
            }
            RequireOfRows(context, "x_scales", DType.F32);
            RequireOfRows(context, "x_zeros", DType.I32);
            return new TensorType(context.DType("dtype"), [.. x.Shape[..^1], n], device: x.Device);
        }

        public override RowRule? RowWise(InferenceContext call, int dim)
        {
            if (dim >= call.Tensor("x").Rank - 1)
            {
                return null;
            }
            var rule = RowRule.Of(call, "x", dim);
            foreach (var name in new[] { "x_scales", "x_zeros" })
            {
                if (call.OptionalTensor(name) is { } values && !IsOne(values))
                {
                    rule = rule with { Dims = rule.Dims.SetItem(call.Operator.Schema.IndexOf(name), dim) };
                }
            }
            return rule;
        }

        public override KernelCall? DirectKernel(InferenceContext context)
        {
            var (x, weight, bias) = (context.Tensor("x"), context.Tensor("weight"), context.OptionalTensor("bias"));
            var (scales, zeros) = (context.OptionalTensor("x_scales"), context.OptionalTensor("x_zeros"));
            if (!KernelCalls.HasDenseRows(context, x) || !KernelCalls.HasDenseRows(context, weight)
                || (bias is not null && !KernelCalls.HasDenseRows(context, bias))
                || !(scales ?? weight).IsRowMajor || !(zeros ?? weight).IsRowMajor
                || MergedDims.Of(context, x.Shape[..^1], 1, x.Strides[..^1]) is not { } rows || context.RowMajorResult() is not { } result)
            {
                return null;
            }
            var call = new KernelCallBuilder(context);
            return call.Of(new IntegerLinearCall
            {
                X = call.Pointer(KernelCalls.Pointer(context, "x")),
                XRow = call.Size(rows.Strides[0][0]),
                IsSigned = x.DType == DType.I8,
                Weight = call.Pointer<byte>("weight"),
                Bias = call.Pointer<float>("bias"),
                XScales = call.Pointer<float>("x_scales"),
                XScaleRow = scales is null || IsOne(scales) ? 0 : 1,
                XScale = KernelCalls.Number(context, "x_scale")!.Value,
                XZeros = call.Pointer<int>("x_zeros"),
                XZeroRow = zeros is null || IsOne(zeros) ? 0 : 1,
                XZero = (nint)context.Int("x_zero"),
                Result = call.Pointer(result),
                ResultRow = (nint)context.Int("n"),
                Kind = IntegerRules.KindOf(context),
                Range = IntegerRules.RangeOf(context),
                M = call.Size(rows.Count),
                N = (nint)context.Int("n"),
                K = (nint)context.Int("k"),
                Next = call.Next(),
                NextState = call.NextState(),
            });
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var x = context.Tensor("x");
            var layout = Layout(context.Types(), context.Int("n"), context.Int("k"));
            var (n, k, integers) = ((int)layout.N, (int)layout.K, IntegerRules.Integers(x));
            var bytes = context.Tensor("weight").Contiguous().ToArray<byte>();
            var factors = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes.AsSpan((int)layout.Scales));
            var bias = context.OptionalTensor("bias")?.Contiguous().ToArray<float>();
            var scales = context.OptionalTensor("x_scales")?.Contiguous().ToArray<float>() ?? [(float)context.Float("x_scale")];
            var zeros = context.OptionalTensor("x_zeros")?.Contiguous().ToArray<int>() ?? [(int)context.Int("x_zero")];
            var rows = (int)Piecewise.Tensors.Layout.ElementCount(x.Shape[..^1]);
            var (sums, numbers) = (new int[rows * n], new float[rows * n]);
            for (var i = 0; i < sums.Length; i++)
            {
                var (row, column) = (i / n, i % n);
                var zero = zeros[zeros.Length == 1 ? 0 : row];
                for (var p = 0; p < k; p++)
                {
                    sums[i] = unchecked(sums[i] + ((integers[(row * k) + p] - zero) * (sbyte)bytes[(column * (int)layout.RowBytes) + p]));
                }
                numbers[i] = ((float)sums[i] * (scales[scales.Length == 1 ? 0 : row] * factors[column])) + (bias?[column] ?? 0);
            }
            long[] shape = [.. x.Shape[..^1], n];
            return context.DType("dtype") == DType.I32 ? Tensor.From(sums, shape) : IntegerRules.Result(context, numbers, shape);
        }

        // One for all rows of x, or one for each.
        private static void RequireOfRows(InferenceContext context, string name, DType dtype)
        {
            if (context.OptionalTensor(name) is not { } values)
            {
                return;
            }
            var x = context.Tensor("x");
            var isOfRows = values.Rank == x.Rank && Shapes.IsOne(values.Shape[^1])
                && values.Shape[..^1].Zip(x.Shape[..^1]).All(s => !context.Refutes(SymBool.Eq(s.First, s.Second)));
            if (values.DType != dtype || !(IsOne(values) || isOfRows))
            {
                throw context.Error($"takes one '{name}' of {dtype.TextName()} for each row of {x} or for all, found {values}.");
            }
        }

        private static bool IsOne(TensorType values) => values.Shape.All(Shapes.IsOne);
    }
}
