using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Piecewise.Operators.Aten;

/// <summary>
/// <c>exp(x) / sum(exp(x))</c> along a dim, its logarithm, and the form that gives zeros for a row of -inf.
/// Source: <c>torch.softmax</c>, <c>torch.log_softmax</c>, <c>torch._safe_softmax</c>.
/// </summary>
internal sealed class Softmax : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new SoftmaxOperator("aten::softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor", Form.Plain),
        new SoftmaxOperator("aten::special_softmax(Tensor self, int dim, ScalarType? dtype=None) -> Tensor", Form.Plain),
        new SoftmaxOperator("aten::_softmax(Tensor self, int dim, bool half_to_float) -> Tensor", Form.Plain),
        new SoftmaxOperator("aten::_safe_softmax(Tensor self, int dim, ScalarType? dtype=None) -> Tensor", Form.Safe),
        new SoftmaxOperator("aten::log_softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor", Form.Log),
        new SoftmaxOperator("aten::special_log_softmax(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor", Form.Log),
        new SoftmaxOperator("aten::_log_softmax(Tensor self, int dim, bool half_to_float) -> Tensor", Form.Log),
    ];

    private enum Form : byte { Plain, Safe, Log }

    private sealed class SoftmaxOperator(string schema, Form form) : ScanOperator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            CheckHalf(Schema.HasArgument("half_to_float") && context.Bool("half_to_float"), context.Error);
            return base.Infer(context);
        }

        protected override DType ResultDType(DType self, DType? requested, Func<string, Exception> error) =>
            (requested ?? self).IsFloat() ? requested ?? self
                : throw error($"takes floats, not {(requested ?? self).TextName()}; name a float dtype.");

        protected override Tensor Scan(Tensor rows) => form switch
        {
            Form.Plain => RowKernels.MapFloat(rows, new Kernel(safe: false)),
            Form.Safe => RowKernels.MapFloat(rows, new Kernel(safe: true)),
            _ => RowKernels.MapFloat(rows, default(LogKernel)),
        };

        protected override ScalarExpression Row(ScalarExpression x)
        {
            var max = x.Reduce(RowReduction.Max);
            var weight = ScalarExpression.Call(ScalarFunction.Exp, x - max);
            var sum = weight.Reduce(RowReduction.Sum);
            return form switch
            {
                Form.Plain => weight / sum,
                Form.Safe => ScalarExpression.Call(ScalarFunction.Equal, max, x.Constant(double.NegativeInfinity))
                    .Select(x.Constant(0), weight / sum),
                _ => x - max - ScalarExpression.Call(ScalarFunction.Log, sum),
            };
        }

        private static void CheckHalf(bool halfToFloat, Func<string, Exception> error)
        {
            if (halfToFloat)
            {
                throw error("half_to_float exists on GPUs only.");
            }
        }
    }

    /// <summary>Softmax of a row; the safe form gives zeros where every element is -inf.</summary>
    internal readonly struct Kernel(bool safe) : IRowMap<float, float>, IRowMap<double, double>
    {
        public void Invoke(ReadOnlySpan<float> row, Span<float> result) => Run(row, result);

        public void Invoke(ReadOnlySpan<double> row, Span<double> result) => Run(row, result);

        private void Run<T>(ReadOnlySpan<T> row, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>
        {
            var max = TensorPrimitives.Max(row);
            if (safe && T.IsNegativeInfinity(max))
            {
                result.Clear();
                return;
            }
            TensorPrimitives.Subtract(row, max, result);
            TensorPrimitives.Exp(result, result);
            TensorPrimitives.Divide(result, T.CreateTruncating(Accumulate.Sum<T>(result)), result);
        }
    }

    /// <summary>Logarithm of the softmax of a row.</summary>
    internal readonly struct LogKernel : IRowMap<float, float>, IRowMap<double, double>
    {
        public void Invoke(ReadOnlySpan<float> row, Span<float> result) => Run(row, result);

        public void Invoke(ReadOnlySpan<double> row, Span<double> result) => Run(row, result);

        private static void Run<T>(ReadOnlySpan<T> row, Span<T> result) where T : unmanaged, IFloatingPointIeee754<T>
        {
            var max = TensorPrimitives.Max(row);
            TensorPrimitives.Subtract(row, max, result);
            TensorPrimitives.Exp(result, result);
            var log = T.CreateTruncating(Math.Log(Accumulate.Sum<T>(result)));
            TensorPrimitives.Subtract(row, max, result);
            TensorPrimitives.Subtract(result, log, result);
        }
    }
}
