using System.Collections.Immutable;
using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Piecewise.Operators.Aten;

/// <summary><c>log(sum(exp(x)))</c> without overflow; of nothing it is -inf. Source: <c>torch.logsumexp</c>.</summary>
internal sealed class LogSumExp : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new LogSumExpOperator("aten::logsumexp(Tensor self, int[1] dim, bool keepdim=False) -> Tensor"),
        new LogSumExpOperator("aten::special_logsumexp(Tensor self, int[1] dim, bool keepdim=False) -> Tensor"),
    ];

    private sealed class LogSumExpOperator(string schema) : ReductionOperator(schema)
    {
        protected override ImmutableArray<DType> ResultDTypes(DType self, DType? requested, Func<string, Exception> error) =>
            [self.IsIntegral() ? DType.F32 : self.IsComplex() ? throw error("does not take complex numbers.") : self];

        protected override ScalarExpression? Row(ScalarExpression x, SymInt count)
        {
            var wide = x.As(DType.F64);
            var max = wide.Reduce(RowReduction.Max);
            var isInfinite = ScalarExpression.Call(
                ScalarFunction.Equal, ScalarExpression.Call(ScalarFunction.Abs, max), max.Constant(double.PositiveInfinity));
            var shift = isInfinite.Select(max.Constant(0), max);
            var sum = ScalarExpression.Call(ScalarFunction.Exp, wide - shift).Reduce(RowReduction.Sum);
            return (ScalarExpression.Call(ScalarFunction.Log, sum) + shift).As(x.DType);
        }

        protected override Tensor[] Reduce(EvaluationContext context, Tensor rows) => [RowKernels.Float(rows, default(Kernel))];
    }

    /// <summary>Logarithm of the sum of exponentials of a row.</summary>
    internal readonly struct Kernel : IRowReduction<float, float>, IRowReduction<double, double>
    {
        public float Invoke(ReadOnlySpan<float> row) => (float)Run(row);

        public double Invoke(ReadOnlySpan<double> row) => Run(row);

        private static double Run<T>(ReadOnlySpan<T> row) where T : unmanaged, IFloatingPointIeee754<T>
        {
            if (row.IsEmpty)
            {
                return double.NegativeInfinity;
            }
            var max = double.CreateTruncating(TensorPrimitives.Max(row));
            // An infinite maximum would give inf - inf.
            var shift = double.IsInfinity(max) ? 0 : max;
            double sum = 0;
            foreach (var value in row)
            {
                sum += Math.Exp(double.CreateTruncating(value) - shift);
            }
            return Math.Log(sum) + shift;
        }
    }
}
