using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

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
