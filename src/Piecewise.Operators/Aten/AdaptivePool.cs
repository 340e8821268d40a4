using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Means and maxima over as many windows as asked for; window i of n covers <c>floor(i·size/n) … ceil((i+1)·size/n)</c>.
/// Source: <c>torch.nn.functional.adaptive_avg_pool1d</c> … <c>adaptive_avg_pool3d</c>, <c>adaptive_max_pool1d</c> …
/// <c>adaptive_max_pool3d</c>.
/// </summary>
internal sealed class AdaptivePool : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new AdaptivePoolOperator("aten::adaptive_avg_pool1d(Tensor self, int[1] output_size) -> Tensor", 1),
        new AdaptivePoolOperator("aten::adaptive_avg_pool2d(Tensor self, SymInt[2] output_size) -> Tensor", 2),
        new AdaptivePoolOperator("aten::_adaptive_avg_pool2d(Tensor self, SymInt[2] output_size) -> Tensor", 2),
        new AdaptivePoolOperator("aten::adaptive_avg_pool3d(Tensor self, SymInt[3] output_size) -> Tensor", 3),
        new AdaptivePoolOperator("aten::_adaptive_avg_pool3d(Tensor self, SymInt[3] output_size) -> Tensor", 3),
        new AdaptiveMaxOperator("aten::adaptive_max_pool1d(Tensor self, int[1] output_size) -> (Tensor, Tensor)", 1),
        new AdaptiveMaxOperator("aten::adaptive_max_pool2d(Tensor self, int[2] output_size) -> (Tensor, Tensor)", 2),
        new AdaptiveMaxOperator("aten::adaptive_max_pool3d(Tensor self, int[3] output_size) -> (Tensor, Tensor)", 3),
    ];

    private static TensorType TypeOf(InferenceContext context, int dims)
    {
        var self = context.Tensor("self");
        if ((self.Rank != dims + 1 && self.Rank != dims + 2) || !self.DType.IsFloat())
        {
            throw context.Error($"takes floats [C, ...] or [N, C, ...] with {dims} spatial dims, found {self}.");
        }
        if (self.Shape[^dims..].Any(s => context.Refutes(SymBool.Ge(s, 1))))
        {
            throw context.Error($"there is nothing to pool in {self}.");
        }
        var sizes = Windows.PerDim(context.SymInts("output_size"), dims, "output_size", context.Error);
        if (sizes.Any(s => context.Refutes(SymBool.Ge(s, 0))))
        {
            throw context.Error($"can't make [{string.Join(", ", sizes)}] windows.");
        }
        ImmutableArray<SymInt> shape = [.. self.Shape[..^dims], .. sizes];
        return self.WithShape(shape, ImageLayout.Strides(context, shape, self));
    }

    private sealed class AdaptiveMaxOperator(string schema, int dims) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var values = TypeOf(context, dims);
            return new TupleType([values, values.WithDType(DType.I64)]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var output = Windows.PerDim(context.Ints("output_size"), dims, "output_size", context.Error);
            long[] ones = [.. Enumerable.Repeat(1L, 3 - dims)];
            var operand = Cast.To(self, Pointwise.ComputeDType(self.DType)).Contiguous()
                .View([Layout.ElementCount(self.Shape[..^dims]), .. ones, .. self.Shape[^dims..]]);
            long[] positions = [.. ones, .. output];
            var (values, indices) = operand.DType == DType.F32 ? Pooling.AdaptiveMax<float>(operand, positions)
                : Pooling.AdaptiveMax<double>(operand, positions);
            long[] shape = [.. self.Shape[..^dims], .. output];
            return Value.List(
                ImageLayout.Match(context, Cast.To(values, self.DType).View(shape), self),
                ImageLayout.Match(context, indices.View(shape), self));
        }
    }

    private sealed class AdaptivePoolOperator(string schema, int dims) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context) => TypeOf(context, dims);

        // One window is all elements: a mean of rows.
        public override LoopForm? Loops(InferenceContext context)
        {
            var self = context.Tensor("self");
            if (!context.Result(0).Shape[^dims..].All(Shapes.IsOne))
            {
                return null;
            }
            var element = new ScalarOperand(0, self.DType).As(Pointwise.ComputeDType(self.DType));
            var count = new ScalarSize(self.Shape[^dims..].Aggregate((SymInt)1, (a, b) => a * b)).As(DType.F64);
            return new LoopForm(
                [((NodeArgument)context["self"]).Node], self.Shape, self.Rank - dims,
                [(element.As(DType.F64).Reduce(RowReduction.Sum) / count).As(element.DType).As(self.DType)]);
        }

        // As many windows as divide a dim are those of a pool.
        public override KernelCall? DirectKernel(InferenceContext context)
        {
            var (self, result) = (context.Tensor("self"), context.Result(0));
            var windows = new long[dims];
            for (var i = 0; i < dims; i++)
            {
                if (!self.Shape[^(dims - i)].TryGetConstant(out var size) || !result.Shape[^(dims - i)].TryGetConstant(out var count)
                    || count < 1 || size % count != 0)
                {
                    return null;
                }
                windows[i] = size / count;
            }
            return PoolKernelCalls.Of(
                context, new PoolWindow(windows, windows, new long[dims], [.. Enumerable.Repeat(1L, dims)]), isMean: true);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            long[] shape = [.. self.Shape[..^dims], .. Windows.PerDim(context.Ints("output_size"), dims, "output_size", context.Error)];
            if (shape.Contains(0))
            {
                return ImageLayout.Match(context, Tensor.Zeros(self.DType, shape), self);
            }
            var result = Cast.To(self, Pointwise.ComputeDType(self.DType)).Contiguous();
            // A mean over a rectangle is the mean of the means of its rows, as all of a window's rows have one length.
            for (var d = self.Rank - dims; d < self.Rank; d++)
            {
                result = Along(result, d, shape[d]);
            }
            return ImageLayout.Match(context, Cast.To(result, self.DType), self);
        }

        private static Tensor Along(Tensor x, int dim, long count)
        {
            var rows = Reductions.ToRows(x, dim);
            var means = x.DType == DType.F32 ? Means<MeanKernel, float>(rows, (int)count)
                : Means<MeanKernel, double>(rows, (int)count);
            return Reductions.FromRows(means, [.. x.Shape[..dim], count, .. x.Shape[(dim + 1)..]], dim);
        }

        // [rows, size] to [rows, count].
        private static Tensor Means<TKernel, T>(Tensor rows, int count) where TKernel : struct, IRowReduction<T, T> where T : unmanaged
        {
            var size = (int)rows.Shape[1];
            var result = Tensor.Zeros(rows.DType, rows.Shape[0], count);
            var from = rows.ReadSpan<T>();
            var to = result.AsSpan<T>();
            for (var i = 0; i < to.Length; i++)
            {
                var (row, window) = Math.DivRem(i, count);
                var (start, end) = ((int)((long)window * size / count), (int)((((long)window + 1) * size + count - 1) / count));
                to[i] = default(TKernel).Invoke(from.Slice((row * size) + start, end - start));
            }
            GC.KeepAlive(rows);
            return result;
        }
    }
}
