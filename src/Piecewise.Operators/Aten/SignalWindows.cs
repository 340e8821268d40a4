using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Windows for frames of a signal. Source: <c>torch.hann_window</c>, <c>hamming_window</c>, <c>blackman_window</c>, <c>bartlett_window</c>,
/// <c>kaiser_window</c>.
/// </summary>
internal sealed class SignalWindows : IOperatorSource
{
    private const string Options = "*, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor";

    public IEnumerable<Operator> Create() =>
    [
        .. Window("hann", (_, x) => 0.5 - (0.5 * Math.Cos(x * 2 * Math.PI))),
        .. Window("hamming", (c, x) => Number(c, "alpha", 0.54) - (Number(c, "beta", 0.46) * Math.Cos(x * 2 * Math.PI)),
            ".periodic_alpha", "float alpha", ".periodic_alpha_beta", "float alpha, float beta"),
        .. Window("blackman", (_, x) => 0.42 - (0.5 * Math.Cos(x * 2 * Math.PI)) + (0.08 * Math.Cos(x * 4 * Math.PI))),
        .. Window("bartlett", (_, x) => 1 - Math.Abs((2 * x) - 1)),
        .. Window("kaiser", Kaiser, ".beta", "float beta"),
    ];

    private static double Number(EvaluationContext context, string name, double otherwise) =>
        context.Operator.Schema.HasArgument(name) ? context.Float(name) : otherwise;

    private static double Kaiser(EvaluationContext context, double x)
    {
        var beta = Number(context, "beta", 12);
        var from = (2 * x) - 1;
        return SpecialFunctions.BesselI0(beta * Math.Sqrt(Math.Max(1 - (from * from), 0))) / SpecialFunctions.BesselI0(beta);
    }

    // The plain form, that with "periodic", and those with more arguments.
    private static IEnumerable<Operator> Window(string name, Func<EvaluationContext, double, double> value, params string[] more)
    {
        yield return new WindowOperator($"aten::{name}_window(int window_length, {Options}", value);
        yield return new WindowOperator($"aten::{name}_window.periodic(int window_length, bool periodic, {Options}", value);
        for (var i = 0; i + 1 < more.Length; i += 2)
        {
            yield return new WindowOperator(
                $"aten::{name}_window{more[i]}(int window_length, bool periodic, {more[i + 1]}, {Options}", value);
        }
    }

    /// <param name="schema">PyTorch's schema.</param>
    /// <param name="value">By the position within the window, from 0 to 1.</param>
    private sealed class WindowOperator(string schema, Func<EvaluationContext, double, double> value) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (length, dtype) = (context.Int("window_length"), context.OptionalDType("dtype") ?? DType.F32);
            return length < 0 || !dtype.IsFloat()
                ? throw context.Error($"makes windows of floats and of at least no elements, not {length} of {dtype.TextName()}.")
                : new TensorType(dtype, [length],
                    device: context["device"] is DeviceArgument { Value: var named } ? named : TensorType.Cpu);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var length = context.Int("window_length");
            // A periodic window is the beginning of one that is longer by 1.
            var last = length == 1 ? 0 : !Schema.HasArgument("periodic") || context.Bool("periodic") ? length : length - 1;
            var result = Tensor.Zeros(DType.F64, length);
            var elements = result.AsSpan<double>();
            for (var i = 0; i < elements.Length; i++)
            {
                elements[i] = last == 0 ? 1 : value(context, (double)i / last);
            }
            return Cast.To(result, context.OptionalDType("dtype") ?? DType.F32);
        }
    }
}
