using System.Collections.Immutable;
using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Means along dims, NaN where there is nothing; floats and complex numbers only. Source: <c>torch.mean</c>, <c>torch.nanmean</c>.
/// </summary>
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
        protected override Tensor[] Reduce(EvaluationContext context, Tensor rows) => [rows.DType == DType.C128
            ? Rows.Reduce<MeanKernel, Complex, Complex>(rows, default)
            : RowKernels.Float(rows, default(MeanKernel))];

        protected override ScalarExpression? Row(ScalarExpression x, SymInt count) =>
            (x.As(DType.F64).Reduce(RowReduction.Sum) / new ScalarSize(count).As(DType.F64)).As(x.DType);
    }

    private sealed class NanMeanOperator()
        : AverageOperator("aten::nanmean(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor")
    {
        protected override Tensor[] Reduce(EvaluationContext context, Tensor rows) => [RowKernels.Float(rows, default(NanKernel))];
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
