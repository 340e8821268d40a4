using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Running maxima and minima along a dim, with where each was found last; once a NaN is met it stays.
/// Source: <c>torch.cummax</c>, <c>torch.cummin</c>.
/// </summary>
internal sealed class CumulativeExtremum : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new CumulativeExtremumOperator("aten::cummax(Tensor self, int dim) -> (Tensor values, Tensor indices)", largest: true),
        new CumulativeExtremumOperator("aten::cummin(Tensor self, int dim) -> (Tensor values, Tensor indices)", largest: false),
    ];

    private sealed class CumulativeExtremumOperator(string schema, bool largest) : Operator(schema)
    {
        public override IEnumerable<OperatorSample> Samples => Schema.BaseName switch
        {
            "cummax" =>
            [
                OperatorSample.Of(Tensor.From([1f, 3, 2, 3, float.NaN, 9], 6), 0L)
                    .Gives(Value.List(Tensor.From([1f, 3, 3, 3, float.NaN, float.NaN], 6), Tensor.From([0L, 1, 1, 3, 4, 4], 6))),
                OperatorSample.Of(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2).AsStrided([2, 3], [1, 2], 0), 0L)
                    .Gives(Value.List(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Tensor.From([0L, 0, 0, 1, 1, 1], 2, 3))),
                OperatorSample.Of(Tensor.Scalar(2f), 0L).Gives(Value.List(Tensor.Scalar(2f), Tensor.Scalar(0L))),
            ],
            _ =>
            [
                OperatorSample.Of(Tensor.From([4f, 3, 3, 5, 1, 2, 0, 0], 2, 4), 1L)
                    .Gives(Value.List(Tensor.From([4f, 3, 3, 3, 1, 1, 0, 0], 2, 4), Tensor.From([0L, 1, 2, 2, 0, 0, 2, 3], 2, 4))),
                OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3), 0L)
                    .Gives(Value.List(Tensor.From([false, false, true, false, false, true], 2, 3), Tensor.From([0L, 0, 0, 0, 0, 1], 2, 3))),
            ],
        };

        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            context.NormalizeDim(context.Int("dim"), self.Rank);
            return new TupleType([self.WithShape(self.Shape), new TensorType(DType.I64, self.Shape, device: self.Device)]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var dim = context.NormalizeDim(context.Int("dim"), self.Rank);
            var rows = Reductions.ToRows(Cast.To(self, Pointwise.ComputeDType(self.DType)), dim);
            var indices = RowKernels.MapIndex(rows, new Kernel(largest));
            var values = Cast.To(RowKernels.Pick(rows, indices), self.DType);
            return Value.List(Reductions.FromRows(values, self.Shape, dim), Reductions.FromRows(indices, self.Shape, dim));
        }
    }

    private readonly struct Kernel(bool largest) : IRowMap<float, long>, IRowMap<double, long>, IRowMap<long, long>
    {
        public void Invoke(ReadOnlySpan<float> row, Span<long> result) => Run(row, result);

        public void Invoke(ReadOnlySpan<double> row, Span<long> result) => Run(row, result);

        public void Invoke(ReadOnlySpan<long> row, Span<long> result) => Run(row, result);

        private void Run<T>(ReadOnlySpan<T> row, Span<long> result) where T : INumber<T>
        {
            var best = 0;
            for (var i = 0; i < row.Length; i++)
            {
                if (T.IsNaN(row[i]) || (!T.IsNaN(row[best]) && (largest ? row[i] >= row[best] : row[i] <= row[best])))
                {
                    best = i;
                }
                result[i] = best;
            }
        }
    }
}
