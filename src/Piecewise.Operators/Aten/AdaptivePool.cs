using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

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
        public override IEnumerable<OperatorSample> Samples => dims == 1 ?
            [
                OperatorSample.Of(
                    Tensor.From(
                        [
                            -0.75f, -0.5f, -0.25f, -0.25f, 2, -0.5f, -2, 1.75f, 1.5f, -1.75f, 0.5f, 1.25f, 1.75f, -0.5f, -2, -1.75f, 1,
                            -0.5f, -1.5f, -0.75f, 0.5f, -1.75f, 1.25f, 1.25f, -0.25f, 0.25f, 1, -1.75f, 0, 1.75f, 0.5f, -0.75f, -1, -0.75f,
                            1.75f, 1
                        ], 2, 3, 6),
                    Value.Ints(4))
                    .Gives(
                        Tensor.From(
                            [
                                -0.625f, -0.375f, 0.875f, 0.75f, -0.125f, 1.625f, -0.625f, 0.875f, 0.625f, -1.25f, -0.375f, 0.25f, -1.125f,
                                -0.125f, -0.25f, 1.25f, 0, 0.625f, -0.875f, 0.875f, -0.125f, -0.875f, 0.5f, 1.375f
                            ], 2, 3, 4)),
                OperatorSample.Of(
                    Tensor.From(
                        [-0.75f, -0.5f, -0.25f, -0.25f, 2, -0.5f, -2, 1.75f, 1.5f, -1.75f, 0.5f, 1.25f, 1.75f, -0.5f, -2, -1.75f, 1, -0.5f],
                        3, 6),
                    Value.Ints(1))
                    .Gives(Tensor.From([-0.041666668f, 0.20833333f, -0.33333334f], 3, 1)),
            ]
            :
            [
                OperatorSample.Of(
                    Tensor.From(
                        [
                            0.5f, -0.25f, 0.75f, 1.5f, 1, 0.75f, -0.5f, 0.5f, 0.25f, -1.75f, 1.5f, -0.75f, -0.5f, -1.5f, -0.25f, -0.5f,
                            0.25f, -1.25f, 1.25f, 0, 0.5f, -1.75f, -1.5f, 0.75f, -0.5f, 0.75f, 0.75f, 0.5f, 1.5f, 2, 1.25f, 0.75f, -1,
                            -1.25f, -0.5f, 0.5f, -2, 0.75f, -0.75f, -1
                        ], 1, 2, 4, 5),
                    Value.Ints(3, 2))
                    .Gives(
                        Tensor.From(
                            [
                                0.29166666f, 0.375f, 0.16666667f, -0.5416667f, -0.20833333f, -0.375f, -0.125f, 0.45833334f, 0.5f,
                                0.20833333f, 0.041666668f, -0.625f
                            ], 1, 2, 3, 2)),
                OperatorSample.Of(
                    Tensor.From(
                        [
                            0.5f, -0.25f, 0.75f, 1.5f, 1, 0.75f, -0.5f, 0.5f, 0.25f, -1.75f, 1.5f, -0.75f, -0.5f, -1.5f, -0.25f, -0.5f,
                            0.25f, -1.25f, 1.25f, 0, 0.5f, -1.75f, -1.5f, 0.75f, -0.5f, 0.75f, 0.75f, 0.5f, 1.5f, 2, 1.25f, 0.75f, -1,
                            -1.25f, -0.5f, 0.5f, -2, 0.75f, -0.75f, -1
                        ], 1, 2, 4, 5),
                    Value.Ints(1, 1))
                    .Gives(Tensor.From([0.05f, -0.0125f], 1, 2, 1, 1)),
            ];

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
            ImmutableArray<SymInt> shape = [.. self.Shape[..^dims], .. Windows.PerDim(context.SymInts("output_size"), dims, "output_size", context.Error)];
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
            for (long i = 0; i < count; i++)
            {
                var (start, end) = (i * x.Shape[dim] / count, (((i + 1) * x.Shape[dim]) + count - 1) / count);
                var window = x.AsStrided([.. x.Shape[..dim], end - start, .. x.Shape[(dim + 1)..]], x.Strides, x.Offset + (start * x.Strides[dim]));
                var mean = RowKernels.Float(Reductions.ToRows(window, dim), default(Mean.Kernel)).View([.. x.Shape[..dim], 1, .. x.Shape[(dim + 1)..]]);
                result.AsStrided([.. x.Shape[..dim], 1, .. x.Shape[(dim + 1)..]], result.Strides, i * result.Strides[dim]).CopyFrom(mean);
            }
            return result;
        }
    }
}
