using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Variance and standard deviation, <c>sum((x - mean)²) / max(0, n - correction)</c>, alone or with the mean.
/// Source: <c>torch.var</c>, <c>torch.std</c>, <c>torch.var_mean</c>, <c>torch.std_mean</c>.
/// </summary>
internal sealed class Variance : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        foreach (var name in new[] { "var", "std", "var_mean", "std_mean" })
        {
            var result = name.EndsWith("_mean", StringComparison.Ordinal) ? "(Tensor, Tensor)" : "Tensor";
            yield return new VarianceOperator($"aten::{name}(Tensor self, bool unbiased=True) -> {result}");
            yield return new VarianceOperator(
                $"aten::{name}.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> {result}");
            yield return new VarianceOperator(
                $"aten::{name}.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False) -> {result}");
        }
    }

    private sealed class VarianceOperator(string schema) : ReductionOperator(schema)
    {
        private bool TakesRoot => Schema.BaseName.StartsWith("std", StringComparison.Ordinal);

        protected override ImmutableArray<DType> ResultDTypes(DType self, DType? requested, Func<string, Exception> error) =>
            !self.IsFloat() ? throw error($"takes floats, not {self.TextName()}.") : Schema.Results.Length == 1 ? [self] : [self, self];

        protected override ScalarExpression[] RowResults(InferenceContext context, ScalarExpression x, SymInt count)
        {
            if (Correction(context) is not { } correction)
            {
                return [];
            }
            var (wide, number) = (x.As(DType.F64), new ScalarSize(count).As(DType.F64));
            var mean = wide.Reduce(RowReduction.Sum) / number;
            var distance = wide - mean;
            var free = ScalarExpression.Call(ScalarFunction.Max, number - number.Constant(correction), number.Constant(0));
            var variance = (distance * distance).Reduce(RowReduction.Sum) / free;
            var spread = (TakesRoot ? ScalarExpression.Call(ScalarFunction.Sqrt, variance) : variance).As(x.DType);
            return Schema.Results.Length == 1 ? [spread] : [spread, mean.As(x.DType)];
        }

        private double? Correction(InferenceContext context) => Schema.Overload != "correction" ? (context.Bool("unbiased") ? 1 : 0)
            : context.IsNone("correction") ? 1 : KernelCalls.Number(context, "correction");

        protected override Tensor[] Reduce(EvaluationContext context, Tensor rows)
        {
            var correction = Schema.Overload == "correction" ? context.OptionalFloat("correction") ?? 1 : context.Bool("unbiased") ? 1 : 0;
            var spread = RowKernels.Float(rows, new Kernel(correction, TakesRoot));
            return Schema.Results.Length == 1 ? [spread] : [spread, RowKernels.Float(rows, default(MeanKernel))];
        }
    }

    private readonly struct Kernel(double correction, bool root) : IRowReduction<float, float>, IRowReduction<double, double>
    {
        public float Invoke(ReadOnlySpan<float> row) =>
            (float)Finish(Accumulate.SquaredDeviations(row, Accumulate.Sum(row) / row.Length), row.Length);

        public double Invoke(ReadOnlySpan<double> row) =>
            Finish(Accumulate.SquaredDeviations(row, Accumulate.Sum(row) / row.Length), row.Length);

        private double Finish(double sum, int count)
        {
            var variance = sum / Math.Max(0, count - correction);
            return root ? Math.Sqrt(variance) : variance;
        }
    }
}
