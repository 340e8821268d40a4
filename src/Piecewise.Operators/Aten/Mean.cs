using System.Collections.Immutable;
using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>Means along dims, NaN where there is nothing; floats and complex numbers only. Source: <c>torch.mean</c>, <c>torch.nanmean</c>.</summary>
internal sealed class Mean : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new MeanOperator("aten::mean(Tensor self, *, ScalarType? dtype=None) -> Tensor"),
        new MeanOperator("aten::mean.dim(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor"),
        new NanMeanOperator(),
    ];

    private abstract class AverageOperator(string schema) : ReductionOperator(schema)
    {
        protected override ImmutableArray<DType> ResultDTypes(DType self, DType? requested, Func<string, Exception> error)
        {
            var dtype = requested ?? self;
            return dtype.IsIntegral() ? throw error($"has no result of dtype {dtype.TextName()}; name a float dtype.") : [dtype];
        }
    }

    private sealed class MeanOperator(string schema) : AverageOperator(schema)
    {
        public override IEnumerable<OperatorSample> Samples => Schema.Overload switch
        {
            "default" =>
            [
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.Scalar(3.5f)),
                OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3)).Gives(Tensor.Scalar(float.NaN)).Showing("of nothing"),
                OperatorSample.Of(Tensor.From([1L, 2, 3, 4, 5, 6], 2, 3)).With("dtype", DType.F64).Gives(Tensor.Scalar(3.5)),
                OperatorSample.Of(Tensor.From([new Complex64(1f, 2f), new Complex64(3f, 0f)], 2))
                    .Gives(Tensor.Scalar(new Complex64(2f, 1f))),
            ],
            _ =>
            [
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), Value.Ints(-1), true)
                    .Gives(Tensor.From([1.5f, 3.5f, 5.5f, 7.5f], 2, 2, 1)),
                OperatorSample.Of(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2).AsStrided([2, 3], [1, 2], 0), Value.Ints(0))
                    .Gives(Tensor.From([2.5f, 3.5f, 4.5f], 3)),
                OperatorSample.Of(Cast.To(Tensor.From([1f, 2, 4], 1, 3), DType.BF16), Value.Ints(1))
                    .Gives(Cast.To(Tensor.From([2.328125f], 1), DType.BF16)),
                OperatorSample.Of(Tensor.Scalar(2f), Value.Ints(0)).Gives(Tensor.Scalar(2f)),
                OperatorSample.Of(Tensor.Zeros(DType.F32, 2, 0), Value.Ints(1)).Gives(Tensor.From([float.NaN, float.NaN], 2)),
            ],
        };

        protected override Tensor[] Reduce(EvaluationContext context, Tensor rows) => [rows.DType == DType.C128
            ? Rows.Reduce<Kernel, Complex, Complex>(rows, default)
            : RowKernels.Float(rows, default(Kernel))];

        protected override ScalarExpression? Row(ScalarExpression x, SymInt count) =>
            (x.As(DType.F64).Reduce(RowReduction.Sum) / new ScalarSize(count).As(DType.F64)).As(x.DType);
    }

    private sealed class NanMeanOperator()
        : AverageOperator("aten::nanmean(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, 3, float.NaN, float.NaN, float.NaN], 2, 3), Value.Ints(1))
                .Gives(Tensor.From([2f, float.NaN], 2)),
        ];

        protected override Tensor[] Reduce(EvaluationContext context, Tensor rows) => [RowKernels.Float(rows, default(NanKernel))];
    }

    /// <summary>Mean of a row; NaN of an empty one.</summary>
    internal readonly struct Kernel : IRowReduction<float, float>, IRowReduction<double, double>, IRowReduction<Complex, Complex>
    {
        public float Invoke(ReadOnlySpan<float> row) => (float)(Accumulate.Sum(row) / row.Length);

        public double Invoke(ReadOnlySpan<double> row) => Accumulate.Sum(row) / row.Length;

        public Complex Invoke(ReadOnlySpan<Complex> row)
        {
            var sum = Complex.Zero;
            foreach (var value in row)
            {
                sum += value;
            }
            return sum / row.Length;
        }
    }

    private readonly struct NanKernel : IRowReduction<float, float>, IRowReduction<double, double>
    {
        public float Invoke(ReadOnlySpan<float> row) => (float)Average(row);

        public double Invoke(ReadOnlySpan<double> row) => Average(row);

        private static double Average<T>(ReadOnlySpan<T> row) where T : unmanaged, INumber<T>
        {
            var (sum, count) = (0.0, 0L);
            foreach (var value in row)
            {
                if (!T.IsNaN(value))
                {
                    sum += double.CreateTruncating(value);
                    count++;
                }
            }
            return sum / count;
        }
    }
}
