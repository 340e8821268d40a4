using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Floats rounded to what an integer of a scale and a zero point can hold, as models trained for quantization compute.
/// Source: <c>torch.fake_quantize_per_tensor_affine</c>.
/// </summary>
internal sealed class FakeQuantize : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new ElementwiseOperator(
            "aten::fake_quantize_per_tensor_affine(Tensor self, float scale, int zero_point, int quant_min, int quant_max) -> Tensor",
            (context, x) => Elements.Float(x[0], new Grid(
                context.Float("scale"), context.Float("zero_point"), context.Float("quant_min"), context.Float("quant_max"))),
            "self")
        {
            Accepts = DTypeSet.Float,
            Formula = (context, x) => GridOf(context) is { } grid ? grid.Of(x[0]) : null,
            Objection = (context, _) => GridOf(context)?.Objection,
        },
    ];

    // Null where a number is known only to the run.
    private static Grid? GridOf(InferenceContext context) =>
        (KernelCalls.Number(context, "scale"), KernelCalls.Number(context, "zero_point"),
            KernelCalls.Number(context, "quant_min"), KernelCalls.Number(context, "quant_max")) is ({ } scale, { } zero, { } min, { } max)
            ? new Grid(scale, zero, min, max) : null;

    /// <summary><c>(clamp(round(x / scale) + zero, min, max) - zero) · scale</c>; NaN becomes the smallest.</summary>
    private readonly struct Grid(double scale, double zero, double min, double max) : IFloatFunction, IScalarFormula
    {
        // PyTorch's kernel multiplies by the reciprocal, and has both in f32 also for f64.
        private readonly float scale = (float)scale;

        private float Reciprocal => 1 / scale;

        public string? Objection =>
            min > max ? $"quant_min is {min}, above quant_max {max}."
            : zero < min || zero > max ? $"zero_point is {zero}, not in {min} … {max}."
            : null;

        public ScalarExpression? Of(ScalarExpression x)
        {
            var level = (ScalarExpression.Call(ScalarFunction.Round, x * x.Constant(Reciprocal)) + x.Constant(zero)).As(DType.F64);
            level = ScalarExpression.Call(ScalarFunction.Greater, level, level.Constant(min)).Select(level, level.Constant(min));
            level = ScalarExpression.Call(ScalarFunction.Less, level, level.Constant(max)).Select(level, level.Constant(max));
            var steps = (level - level.Constant(zero)).As(DType.F32);
            return (steps * steps.Constant(scale)).As(x.DType);
        }

        T IFloatFunction.Invoke<T>(T x)
        {
            var level = double.CreateTruncating(
                T.Round(x * T.CreateTruncating(Reciprocal), MidpointRounding.ToEven) + T.CreateTruncating(zero));
            level = level > min ? level : min;
            level = level < max ? level : max;
            return T.CreateTruncating((float)(level - zero) * scale);
        }
    }
}
