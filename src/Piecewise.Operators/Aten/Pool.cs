using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Means and maxima under a moving window over the last one to three dims.
/// Source: <c>torch.nn.functional.avg_pool1d</c> … <c>avg_pool3d</c>, <c>max_pool1d</c> … <c>max_pool3d</c>.
/// </summary>
internal sealed class Pool : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new PoolOperator(
            "aten::avg_pool1d(Tensor self, int[1] kernel_size, int[1] stride=[], int[1] padding=[0], bool ceil_mode=False, "
            + "bool count_include_pad=True) -> Tensor", 1),
        new PoolOperator(
            "aten::avg_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, bool ceil_mode=False, "
            + "bool count_include_pad=True, int? divisor_override=None) -> Tensor", 2),
        new PoolOperator(
            "aten::avg_pool3d(Tensor self, int[3] kernel_size, int[3] stride=[], int[3] padding=0, bool ceil_mode=False, "
            + "bool count_include_pad=True, int? divisor_override=None) -> Tensor", 3),
        new PoolOperator(
            "aten::max_pool1d(Tensor self, int[1] kernel_size, int[1] stride=[], int[1] padding=[0], int[1] dilation=[1], "
            + "bool ceil_mode=False) -> Tensor", 1),
        new PoolOperator(
            "aten::max_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, int[2] dilation=1, "
            + "bool ceil_mode=False) -> Tensor", 2),
        new PoolOperator(
            "aten::max_pool3d(Tensor self, int[3] kernel_size, int[3] stride=[], int[3] padding=0, int[3] dilation=1, "
            + "bool ceil_mode=False) -> Tensor", 3),
        new PoolOperator(
            "aten::max_pool1d_with_indices(Tensor self, int[1] kernel_size, int[1] stride=[], int[1] padding=[0], int[1] dilation=[1], "
            + "bool ceil_mode=False) -> (Tensor, Tensor)", 1),
        new PoolOperator(
            "aten::max_pool2d_with_indices(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, int[2] dilation=1, "
            + "bool ceil_mode=False) -> (Tensor, Tensor)", 2),
        new PoolOperator(
            "aten::max_pool3d_with_indices(Tensor self, int[3] kernel_size, int[3] stride=[], int[3] padding=0, int[3] dilation=1, "
            + "bool ceil_mode=False) -> (Tensor, Tensor)", 3),
    ];

    private sealed class PoolOperator(string schema, int dims) : Operator(schema)
    {
        private bool IsMean => Schema.HasArgument("count_include_pad");

        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            if (self.Rank != dims + 1 && self.Rank != dims + 2)
            {
                throw context.Error($"takes [C, ...] or [N, C, ...] with {dims} spatial dims, found {self}.");
            }
            var (kernel, stride, padding, dilation) = Arguments(n => [.. context.Ints(n)], context.Error);
            Windows.Check(context, kernel, stride, padding, dilation);
            if (kernel.Zip(padding).Any(p => p.Second > p.First / 2))
            {
                throw context.Error("the padding must be at most half of the kernel.");
            }
            if (Schema.HasArgument("divisor_override") && context.OptionalInt("divisor_override") == 0)
            {
                throw context.Error("the divisor must not be 0.");
            }
            var shape = self.Shape.ToArray();
            for (var i = 0; i < dims; i++)
            {
                ref var size = ref shape[^(dims - i)];
                if (context.Refutes(SymBool.Ge(size, 1)))
                {
                    throw context.Error($"there is nothing to pool in {self}.");
                }
                size = Windows.PoolPositions(context, size, kernel[i], stride[i], padding[i], dilation[i], context.Bool("ceil_mode"));
                if (context.Refutes(SymBool.Ge(size, 1)))
                {
                    throw context.Error($"a window of {kernel[i]} does not fit into {self}.");
                }
            }
            ImmutableArray<SymInt> result = [.. shape];
            var values = self.WithShape(result, ImageLayout.Strides(context, result, self));
            return Schema.Results.Length == 1 ? values : new TupleType([values, values.WithDType(DType.I64)]);
        }

        public override KernelCall? DirectKernel(InferenceContext context)
        {
            if (Schema.Results.Length > 1)
            {
                return null;
            }
            var (kernel, stride, padding, dilation) = Arguments(n => [.. context.Ints(n)], context.Error);
            return PoolKernelCalls.Of(
                context, new PoolWindow(kernel, stride, padding, dilation), IsMean, IsMean && context.Bool("count_include_pad"),
                Schema.HasArgument("divisor_override") ? context.OptionalInt("divisor_override") : null);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var type = Infer(context.Types());
            var shape = ((TensorType)(type is TupleType tuple ? tuple.Items[0] : type)).Shape.Select(s => s.Constant).ToArray();
            var (kernel, stride, padding, dilation) = Arguments(context.Ints, context.Error);
            var window = new WindowDim[3];
            Array.Fill(window, new WindowDim(1, 1, 1, 1, 0, 1));
            for (var i = 0; i < dims; i++)
            {
                window[3 - dims + i] = new WindowDim(
                    self.Shape[^(dims - i)], shape[^(dims - i)], kernel[i], stride[i], padding[i], dilation[i]);
            }
            var planes = Layout.ElementCount(self.Shape[..^dims]);
            var operand = Cast.To(self, Pointwise.ComputeDType(self.DType)).Contiguous()
                .View(planes, window[0].Input, window[1].Input, window[2].Input);
            if (IsMean)
            {
                return Finish(context, Mean(context, operand, window), self, shape);
            }
            var (values, indices) = operand.DType switch
            {
                DType.F32 => Pooling.Max<float>(operand, window),
                DType.F64 => Pooling.Max<double>(operand, window),
                _ => Pooling.Max<long>(operand, window),
            };
            var largest = Finish(context, values, self, shape);
            return Schema.Results.Length == 1 ? largest : Value.List(largest, ImageLayout.Match(context, indices.View(shape), self));
        }

        private static Tensor Finish(EvaluationContext context, Tensor result, Tensor self, long[] shape) =>
            ImageLayout.Match(context, Cast.To(result, self.DType).View(shape), self);

        private Tensor Mean(EvaluationContext context, Tensor operand, WindowDim[] window)
        {
            var countPadding = context.Bool("count_include_pad");
            var divisor = Schema.HasArgument("divisor_override") ? context.OptionalInt("divisor_override") : null;
            return operand.DType switch
            {
                DType.F32 => Pooling.Mean<float>(operand, window, countPadding, divisor),
                DType.F64 => Pooling.Mean<double>(operand, window, countPadding, divisor),
                _ => Pooling.Mean<long>(operand, window, countPadding, divisor),
            };
        }

        private (long[] Kernel, long[] Stride, long[] Padding, long[] Dilation) Arguments(
            Func<string, long[]> ints, Func<string, Exception> error)
        {
            var kernel = Windows.PerDim(ints("kernel_size"), dims, "kernel_size", error);
            var stride = ints("stride");
            return (
                kernel,
                stride.Length == 0 ? kernel : Windows.PerDim(stride, dims, "stride", error),
                Windows.PerDim(ints("padding"), dims, "padding", error),
                IsMean ? [.. Enumerable.Repeat(1L, dims)] : Windows.PerDim(ints("dilation"), dims, "dilation", error));
        }
    }
}
