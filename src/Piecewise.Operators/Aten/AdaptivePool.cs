using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Means over as many windows as asked for; window i of n covers <c>floor(i·size/n) … ceil((i+1)·size/n)</c>.
/// Source: <c>torch.nn.functional.adaptive_avg_pool1d</c>, <c>adaptive_avg_pool2d</c>.
/// </summary>
internal sealed class AdaptivePool : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new AdaptivePoolOperator("aten::adaptive_avg_pool1d(Tensor self, int[1] output_size) -> Tensor", 1),
        new AdaptivePoolOperator("aten::adaptive_avg_pool2d(Tensor self, SymInt[2] output_size) -> Tensor", 2),
        new AdaptivePoolOperator("aten::_adaptive_avg_pool2d(Tensor self, SymInt[2] output_size) -> Tensor", 2),
    ];

    private sealed class AdaptivePoolOperator(string schema, int dims) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
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
            ImmutableArray<SymInt> shape =
                [.. self.Shape[..^dims], .. Windows.PerDim(context.SymInts("output_size"), dims, "output_size", context.Error)];
            return self.WithShape(shape, ImageLayout.Strides(context, shape, self));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            long[] shape = [.. self.Shape[..^dims], .. Windows.PerDim(context.Ints("output_size"), dims, "output_size", context.Error)];
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
            var result = Tensor.Zeros(x.DType, [.. x.Shape[..dim], count, .. x.Shape[(dim + 1)..]]);
            // Of no channel, there may be any number of windows.
            for (long i = 0; result.ElementCount > 0 && i < count; i++)
            {
                var (start, end) = (i * x.Shape[dim] / count, (((i + 1) * x.Shape[dim]) + count - 1) / count);
                var window = x.AsStrided(
                    [.. x.Shape[..dim], end - start, .. x.Shape[(dim + 1)..]], x.Strides, x.Offset + (start * x.Strides[dim]));
                var mean = RowKernels.Float(Reductions.ToRows(window, dim), default(MeanKernel))
                    .View([.. x.Shape[..dim], 1, .. x.Shape[(dim + 1)..]]);
                result.AsStrided([.. x.Shape[..dim], 1, .. x.Shape[(dim + 1)..]], result.Strides, i * result.Strides[dim]).CopyFrom(mean);
            }
            return result;
        }
    }
}
