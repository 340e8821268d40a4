using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
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
        public override IEnumerable<OperatorSample> Samples => Name switch
        {
            "aten::softmax.int" or "aten::special_softmax.default" =>
            [
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L)
                    .Gives(Tensor.From([0.09003057f, 0.24472848f, 0.66524094f, 0.09003057f, 0.24472848f, 0.66524094f], 2, 3)),
                OperatorSample.Of(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2).AsStrided([2, 3], [1, 2], 0), 0L)
                    .Gives(Tensor.From([0.047425874f, 0.047425874f, 0.047425874f, 0.95257413f, 0.95257413f, 0.95257413f], 2, 3)),
                OperatorSample.Of(Tensor.From([1L, 2, 3, 4, 5, 6], 2, 3), -1L, DType.F32)
                    .Gives(Tensor.From([0.09003057f, 0.24472848f, 0.66524094f, 0.09003057f, 0.24472848f, 0.66524094f], 2, 3)),
                OperatorSample.Of(
                    Tensor.From(
                        [float.NegativeInfinity, float.NegativeInfinity, float.PositiveInfinity, 1, 1e+30f, float.NegativeInfinity], 3, 2),
                    1L)
                    .Gives(Tensor.From([float.NaN, float.NaN, float.NaN, float.NaN, 1, 0], 3, 2))
                    .Showing("rows without a finite maximum are NaN"),
                OperatorSample.Of(Cast.To(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), DType.BF16), 1L)
                    .Gives(
                        Cast.To(Tensor.From([0.08984375f, 0.24511719f, 0.6640625f, 0.08984375f, 0.24511719f, 0.6640625f], 2, 3), DType.BF16)),
                OperatorSample.Of(Tensor.Scalar(2f), 0L).Gives(Tensor.Scalar(1f)),
                OperatorSample.Of(Cast.To(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), DType.F16), 1L, DType.F32)
                    .Gives(Tensor.From([0.09003057f, 0.24472848f, 0.66524094f, 0.09003057f, 0.24472848f, 0.66524094f], 2, 3)),
                OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3), 1L).Gives(Tensor.Zeros(DType.F32, 0, 3)),
            ],
            "aten::_softmax.default" =>
            [
                OperatorSample.Of(Tensor.From([1.0, 2, 3, 4, 5, 6], 2, 3), 0L, false)
                    .Gives(
                        Tensor.From(
                            [
                                0.04742587317756679, 0.04742587317756679, 0.04742587317756679, 0.9525741268224334, 0.9525741268224334,
                                0.9525741268224334
                            ], 2, 3)),
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), 1L, false)
                    .Gives(
                        Tensor.From(
                            [0.11920292f, 0.11920292f, 0.880797f, 0.880797f, 0.11920292f, 0.11920292f, 0.880797f, 0.880797f], 2, 2, 2)),
            ],
            "aten::_safe_softmax.default" =>
            [
                OperatorSample.Of(Tensor.From([float.NegativeInfinity, float.NegativeInfinity, 0, 1], 2, 2), -1L)
                    .Gives(Tensor.From([0f, 0, 0.26894143f, 0.7310586f], 2, 2)),
            ],
            "aten::log_softmax.int" =>
            [
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L)
                    .Gives(Tensor.From([-2.407606f, -1.4076059f, -0.40760595f, -2.407606f, -1.4076059f, -0.40760595f], 2, 3)),
                OperatorSample.Of(Tensor.From([float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity, 1, 90, 0], 3, 2), 1L)
                    .Gives(Tensor.From([float.NaN, float.NaN, float.NegativeInfinity, 0, 0, -90], 3, 2)),
                OperatorSample.Of(Tensor.From([1L, 2, 3, 4, 5, 6], 2, 3), 0L, DType.F64)
                    .Gives(
                        Tensor.From(
                            [
                                -3.048587351573742, -3.048587351573742, -3.048587351573742, -0.048587351573741965, -0.048587351573741965,
                                -0.048587351573741965
                            ], 2, 3)),
            ],
            "aten::special_log_softmax.default" =>
            [
                OperatorSample.Of(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2).AsStrided([2, 3], [1, 2], 0), 1L)
                    .Gives(Tensor.From([-2.407606f, -1.4076059f, -0.40760595f, -2.407606f, -1.4076059f, -0.40760595f], 2, 3)),
            ],
            _ =>
            [
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), 0L, false)
                    .Gives(
                        Tensor.From(
                            [-4.01815f, -4.01815f, -4.01815f, -4.01815f, -0.01814996f, -0.01814996f, -0.01814996f, -0.01814996f], 2, 2, 2)),
                OperatorSample.Of(Cast.To(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), DType.BF16), -1L, false)
                    .Gives(Cast.To(Tensor.From([-2.40625f, -1.40625f, -0.40625f, -2.40625f, -1.40625f, -0.40625f], 2, 3), DType.BF16)),
            ],
        };

        public override NodeType Infer(InferenceContext context)
        {
            CheckHalf(Schema.HasArgument("half_to_float") && context.Bool("half_to_float"), context.Error);
            return base.Infer(context);
        }

        protected override DType ResultDType(DType self, DType? requested, Func<string, Exception> error) =>
            (requested ?? self).IsFloat() ? requested ?? self : throw error($"takes floats, not {(requested ?? self).TextName()}; name a float dtype.");

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
                Form.Safe => ScalarExpression.Call(ScalarFunction.Equal, max, x.Constant(double.NegativeInfinity)).Select(x.Constant(0), weight / sum),
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
