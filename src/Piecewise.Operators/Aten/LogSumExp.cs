using System.Collections.Immutable;
using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
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
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(1)).Gives(Tensor.From([3.407606f, 6.407606f], 2)),
            OperatorSample.Of(
                Tensor.From(
                    [
                        1000f, 1000, float.NegativeInfinity, float.NegativeInfinity, float.PositiveInfinity, 1, float.PositiveInfinity,
                        float.NegativeInfinity
                    ], 4, 2),
                Value.Ints(1), true)
                .Gives(Tensor.From([1000.6932f, float.NegativeInfinity, float.PositiveInfinity, float.PositiveInfinity], 4, 1))
                .Showing("no overflow; infinities"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), Value.Ints(0, -1))
                .Gives(Tensor.From([6.3314114f, 8.331411f], 2)),
            OperatorSample.Of(Tensor.From([1L, 2, 3, 4, 5, 6], 2, 3), Value.Ints(0))
                .Gives(Tensor.From([4.0485873f, 5.0485873f, 6.0485873f], 3)).Showing("integers become f32"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3), Value.Ints(0))
                .Gives(Tensor.From([float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity], 3)),
            OperatorSample.Of(Tensor.Scalar(2f), Value.Ints(0)).Gives(Tensor.Scalar(2f)),
        ];

        protected override ImmutableArray<DType> ResultDTypes(DType self, DType? requested, Func<string, Exception> error) =>
            [self.IsIntegral() ? DType.F32 : self.IsComplex() ? throw error("does not take complex numbers.") : self];

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
