using System.Collections.Immutable;
using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

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
        public override IEnumerable<OperatorSample> Samples => Schema.Overload switch
        {
            "default" =>
            [
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.Scalar(21f)),
                OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3)).Gives(Tensor.Scalar(4L))
                    .Showing("bools are counted in i64"),
                OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3)).Gives(Tensor.Scalar(0f)).Showing("of nothing"),
                OperatorSample.Of(Tensor.From([1.5f, 2.5f], 2)).With("dtype", DType.I64).Gives(Tensor.Scalar(3L))
                    .Showing("cast before adding"),
                OperatorSample.Of(Cast.To(Tensor.From([1f, 256, 1, 1, 1, 1], 6), DType.BF16))
                    .Gives(Cast.To(Tensor.Scalar(260f), DType.BF16)).Showing("16-bit floats add up in f32"),
            ],
            _ =>
            [
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), Value.Ints(0, -1)).Gives(Tensor.From([14f, 22], 2)),
                OperatorSample.Of(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2).AsStrided([2, 3], [1, 2], 0), Value.Ints(1), true)
                    .Gives(Tensor.From([6f, 15], 2, 1)).Showing("row-major whatever the operand is"),
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints()).Gives(Tensor.Scalar(21f))
                    .Showing("an empty list is all dims"),
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.None).With("dtype", DType.F64).Gives(Tensor.Scalar(21.0)),
                OperatorSample.Of(Tensor.Scalar(2f), Value.Ints(-1)).Gives(Tensor.Scalar(2f)).Showing("rank 0 has one dim to name"),
                OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3), Value.Ints(0)).Gives(Tensor.Zeros(DType.F32, 3)),
                OperatorSample.Of(Cast.To(Tensor.From([200, 100, 1, 2], 2, 2), DType.U8), Value.Ints(1)).Gives(Tensor.From([300L, 3], 2)),
            ],
        };

        protected override ImmutableArray<DType> ResultDTypes(DType self, DType? requested, Func<string, Exception> error) => SumDType(self, requested);

        protected override Tensor[] Reduce(EvaluationContext context, Tensor rows) => [Sums.OfRows(rows)];

        protected override ScalarExpression? Row(ScalarExpression x, SymInt count) =>
            x.DType == DType.I64 ? x.Reduce(RowReduction.Sum) : x.As(DType.F64).Reduce(RowReduction.Sum).As(x.DType);
    }

    private sealed class NanSumOperator()
        : ReductionOperator("aten::nansum(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, float.NaN, float.NaN], 2, 2), Value.Ints(1)).Gives(Tensor.From([1f, 0], 2)),
            OperatorSample.Of(Tensor.From([1L, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.Scalar(21L)),
        ];

        protected override ImmutableArray<DType> ResultDTypes(DType self, DType? requested, Func<string, Exception> error) => SumDType(self, requested);

        protected override Tensor[] Reduce(EvaluationContext context, Tensor rows) => [rows.DType == DType.I64 ? Sums.OfRows(rows) : RowKernels.Float(rows, default(NanKernel))];
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
