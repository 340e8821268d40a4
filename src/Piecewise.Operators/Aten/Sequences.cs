using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Evenly spaced numbers and the identity matrix. Source: <c>torch.arange</c>, <c>torch.linspace</c>, <c>torch.logspace</c>,
/// <c>torch.eye</c>.
/// </summary>
internal sealed class Sequences : IOperatorSource
{
    private const string Options = "ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None";

    public IEnumerable<Operator> Create() =>
    [
        new ArangeOperator($"aten::arange(Scalar end, *, {Options}) -> Tensor"),
        new ArangeOperator($"aten::arange.start(Scalar start, Scalar end, *, {Options}) -> Tensor"),
        new ArangeOperator($"aten::arange.start_step(Scalar start, Scalar end, Scalar step=1, *, {Options}) -> Tensor"),
        new LinspaceOperator($"aten::linspace(Scalar start, Scalar end, int steps, *, {Options}) -> Tensor"),
        new LinspaceOperator($"aten::logspace(Scalar start, Scalar end, int steps, float base=10., *, {Options}) -> Tensor"),
        new EyeOperator($"aten::eye(SymInt n, *, {Options}) -> Tensor"),
        new EyeOperator($"aten::eye.m(SymInt n, SymInt m, *, {Options}) -> Tensor"),
    ];

    private static string Device(InferenceContext context) =>
        context["device"] is DeviceArgument { Value: var named } ? named : TensorType.Cpu;

    private sealed class ArangeOperator(string schema) : Operator(schema)
    {
        private IEnumerable<string> Numbers => Schema.Arguments.Select(a => a.Name).Where(n => n is "start" or "end" or "step");

        public override NodeType Infer(InferenceContext context)
        {
            var dtype = context.OptionalDType("dtype")
                ?? (Numbers.Any(n => context.ScalarCategory(n) == DTypeCategory.Float) ? DType.F32 : DType.I64);
            return new TensorType(dtype, [Count(context, dtype)], device: Device(context));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var type = (TensorType)Infer(context.Types());
            var count = type.Shape[0].Constant;
            var start = Schema.HasArgument("start") ? context.Scalar("start") : 0;
            var step = Schema.HasArgument("step") ? context.Scalar("step") : 1;
            if (type.DType.IsIntegral())
            {
                var integers = Tensor.Zeros(DType.I64, count);
                var (first, by) = (start.ToInt64(), step.ToInt64());
                foreach (ref var value in integers.AsSpan<long>())
                {
                    (value, first) = (first, first + by);
                }
                return Cast.To(integers, type.DType);
            }
            var floats = Tensor.Zeros(DType.F64, count);
            var values = floats.AsSpan<double>();
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = start.ToDouble() + i * step.ToDouble();
            }
            return Cast.To(floats, type.DType);
        }

        public override LoopForm? Loops(InferenceContext context)
        {
            var result = context.Result();
            var none = System.Collections.Immutable.ImmutableArray.CreateBuilder<Node>();
            var start = Schema.HasArgument("start") ? ScalarOperands.Of(context, "start", none) : new ScalarInteger(0);
            var step = Schema.HasArgument("step") ? ScalarOperands.Of(context, "step", none) : new ScalarInteger(1);
            if (start is null || step is null || result.DType.IsComplex() || !IsCounted(context))
            {
                return null;
            }
            // Integers are counted in i64, floats in f64.
            var counted = result.DType.IsIntegral() ? DType.I64 : DType.F64;
            return LoopForm.Pointwise([], result,
                (start.As(counted) + (new ScalarIndex(0).As(counted) * step.As(counted))).As(result.DType));
        }

        // Integers may be symbolic, floats that are integers too; of others only literals are known.
        private SymInt Count(InferenceContext context, DType dtype)
        {
            if (Integer(context, "start", 0) is { } start && Integer(context, "end", 0) is { } end
                && Integer(context, "step", 1) is { } step)
            {
                return Count(context, start, end, step);
            }
            if (Literal(context, "start", 0) is not { } first || Literal(context, "end", 0) is not { } last
                || Literal(context, "step", 1) is not { } by)
            {
                return context.Shapes.NewUnbacked(Interval.AtLeast(0));
            }
            return dtype == DType.I64
                ? Count(context, (long)first, (long)last, (long)by)
                : Math.Ceiling((last - first) / by) is >= 0 and <= long.MaxValue and var count ? (long)count : throw Inconsistent(context);
        }

        private static SymInt Count(InferenceContext context, SymInt start, SymInt end, SymInt step)
        {
            if (context.Shapes.Decide(SymBool.Gt(step, 0)) is not { } isUp)
            {
                return context.Shapes.NewUnbacked(Interval.AtLeast(0));
            }
            if (context.Refutes(isUp ? SymBool.Ge(end, start) : SymBool.And(SymBool.Le(end, start), SymBool.Ne(step, 0))))
            {
                throw Inconsistent(context);
            }
            return context.Shapes.Simplify(SymInt.FloorDiv(end - start + step - (isUp ? 1 : -1), step));
        }

        private SymInt? Integer(InferenceContext context, string name, long otherwise) => !Schema.HasArgument(name) ? otherwise
            : context.ScalarCategory(name) != DTypeCategory.Float ? context.SymInt(name)
            : context[name] is FloatArgument { Value: var value } && double.IsInteger(value) && Math.Abs(value) <= 1L << 53 ? (long)value
            : null;

        // Whether the count follows from the arguments' types: else whoever computes has to count.
        private bool IsCounted(InferenceContext context) =>
            Numbers.All(n => context.ScalarCategory(n) != DTypeCategory.Float || Literal(context, n, 0) is not null)
            && (Numbers.All(n => Literal(context, n, 0) is not null) || Numbers.All(n => Integer(context, n, 0) is not null));

        private double? Literal(InferenceContext context, string name, double otherwise) =>
            !Schema.HasArgument(name) ? otherwise : context[name] switch
            {
                FloatArgument a => a.Value,
                IntArgument a => a.Value,
                BoolArgument a => a.Value ? 1 : 0,
                NodeArgument { Node.Type: SymIntType { Value: var value } } when value.TryGetConstant(out var constant) => constant,
                _ => null,
            };

        private static InferenceException Inconsistent(InferenceContext context) =>
            context.Error("the end can't be reached from the start by that step.");
    }

    private sealed class LinspaceOperator(string schema) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var steps = context.SymInt("steps");
            return context.Refutes(SymBool.Ge(steps, 0))
                ? throw context.Error($"steps is {steps}; it can't be negative.")
                : new TensorType(context.OptionalDType("dtype") ?? DType.F32, [steps], device: Device(context));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var steps = context.Int("steps");
            var dtype = context.OptionalDType("dtype") ?? DType.F32;
            var (start, end) = (context.Float("start"), context.Float("end"));
            var step = steps > 1 ? (end - start) / (steps - 1) : 0;
            var result = Tensor.Zeros(DType.F64, steps);
            var values = result.AsSpan<double>();
            for (var i = 0; i < values.Length; i++)
            {
                // From the nearer end, so that both ends are exact.
                values[i] = i < steps / 2 || steps == 1 ? start + i * step : end - (steps - 1 - i) * step;
            }
            if (Schema.HasArgument("base"))
            {
                var radix = context.Float("base");
                foreach (ref var value in values)
                {
                    value = Math.Pow(radix, value);
                }
            }
            return Cast.To(result, dtype);
        }
    }

    private sealed class EyeOperator(string schema) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var rows = context.SymInt("n");
            var columns = Schema.HasArgument("m") ? context.SymInt("m") : rows;
            return new TensorType(context.OptionalDType("dtype") ?? DType.F32, [rows, columns], device: Device(context));
        }

        public override LoopForm? Loops(InferenceContext context)
        {
            var result = context.Result();
            return result.DType.IsComplex() ? null : LoopForm.Pointwise([], result,
                ScalarExpression.Call(ScalarFunction.Equal, new ScalarIndex(0), new ScalarIndex(1))
                    .Select(new ScalarInteger(1), new ScalarInteger(0)).As(result.DType));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var rows = context.Int("n");
            var columns = Schema.HasArgument("m") ? context.Int("m") : rows;
            var result = Tensor.Zeros(DType.I64, rows, columns);
            var values = result.AsSpan<long>();
            for (var i = 0; i < Math.Min(rows, columns); i++)
            {
                values[(int)(i * columns + i)] = 1;
            }
            return Cast.To(result, context.OptionalDType("dtype") ?? DType.F32);
        }
    }
}
