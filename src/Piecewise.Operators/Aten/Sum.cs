using System.Collections.Immutable;
using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>Sums along dims; integers and bools add up in i64. Source: <c>torch.sum</c>, <c>torch.nansum</c>.</summary>
internal sealed class Sum : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new SumOperator("aten::sum(Tensor self, *, ScalarType? dtype=None) -> Tensor"),
        new SumOperator("aten::sum.dim_IntList(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor"),
        new NanSumOperator(),
    ];

    private static ImmutableArray<DType> SumDType(DType self, DType? requested) => [requested ?? (self.IsIntegral() ? DType.I64 : self)];

    private sealed class SumOperator(string schema) : ReductionOperator(schema)
    {
        protected override ImmutableArray<DType> ResultDTypes(DType self, DType? requested, Func<string, Exception> error) =>
            SumDType(self, requested);

        protected override Tensor[] Reduce(EvaluationContext context, Tensor rows) => [Sums.OfRows(rows)];

        protected override ScalarExpression? Row(ScalarExpression x, SymInt count) =>
            x.DType == DType.I64 ? x.Reduce(RowReduction.Sum) : x.As(DType.F64).Reduce(RowReduction.Sum).As(x.DType);
    }

    private sealed class NanSumOperator()
        : ReductionOperator("aten::nansum(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor")
    {
        protected override ImmutableArray<DType> ResultDTypes(DType self, DType? requested, Func<string, Exception> error) =>
            SumDType(self, requested);

        protected override Tensor[] Reduce(EvaluationContext context, Tensor rows) =>
            [rows.DType == DType.I64 ? Sums.OfRows(rows) : RowKernels.Float(rows, default(NanKernel))];
    }

    private readonly struct NanKernel : IRowReduction<float, float>, IRowReduction<double, double>
    {
        public float Invoke(ReadOnlySpan<float> row) => (float)Accumulate.Sum<float>(WithoutNaN(row));

        public double Invoke(ReadOnlySpan<double> row) => Accumulate.Sum<double>(WithoutNaN(row));

        private static T[] WithoutNaN<T>(ReadOnlySpan<T> row) where T : INumber<T>
        {
            var result = row.ToArray();
            foreach (ref var value in result.AsSpan())
            {
                value = T.IsNaN(value) ? T.Zero : value;
            }
            return result;
        }
    }
}
