using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Sym;

/// <summary>
/// Python's arithmetic over symbolic numbers. Integers keep their expressions; what has none (an unknown power, a rounded float) becomes a
/// new symbol. Source: Python's <c>operator</c> and <c>math</c>; <c>torch.sym_max</c>, <c>torch.sym_min</c>, <c>torch.sym_sum</c>,
/// <c>torch.sym_int</c>, <c>torch.sym_float</c>, <c>torch.sym_sqrt</c>.
/// </summary>
internal sealed class SymArithmetic : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new Binary("_operator::add", (_, a, b) => a + b, (a, b) => checked(a + b), (a, b) => a + b),
        new Binary("_operator::sub", (_, a, b) => a - b, (a, b) => checked(a - b), (a, b) => a - b),
        new Binary("_operator::mul", (_, a, b) => a * b, (a, b) => checked(a * b), (a, b) => a * b),
        new Binary("_operator::floordiv", FloorDiv, IntegerDivision.Floor, (a, b) => Math.Floor(a / b)),
        new Binary("_operator::mod", Mod, IntegerDivision.FloorRemainder, (a, b) => a - Math.Floor(a / b) * b),
        new Binary("_operator::pow", Pow, Pow, Math.Pow),
        new Binary("_operator::lshift", LeftShift, LeftShift, null),
        new Binary("_operator::rshift", RightShift, (a, b) => a >> (int)Math.Min(Bits(b), 63), null),
        new Binary("torch::sym_max", (_, a, b) => SymInt.Max(a, b), Math.Max, Math.Max),
        new Binary("torch::sym_min", (_, a, b) => SymInt.Min(a, b), Math.Min, Math.Min),
        new Quotient(),
        new Unary("_operator::neg(Scalar a) -> Scalar", a => -a, a => checked(-a), a => -a),
        new Unary("_operator::pos(Scalar a) -> Scalar", a => a, a => a, a => a),
        new ToInteger("math::trunc(Scalar x) -> int", Math.Truncate),
        new ToInteger("math::ceil(Scalar x) -> int", Math.Ceiling),
        new ToInteger("math::floor(Scalar x) -> int", Math.Floor),
        new ToInteger("torch::sym_int(Scalar a) -> int", Math.Truncate),
        new ToFloat("torch::sym_float(Scalar a) -> float", a => a),
        new ToFloat("torch::sym_sqrt(Scalar a) -> float", Math.Sqrt),
        new ToFloat("torch::_sym_sqrt(Scalar a) -> float", Math.Sqrt),
        new Sum(),
    ];

    private static SymInt? FloorDiv(InferenceContext context, SymInt a, SymInt b) =>
        b == 0 ? throw context.Error("division by zero.") : SymInt.FloorDiv(a, b);

    private static SymInt? Mod(InferenceContext context, SymInt a, SymInt b) =>
        b == 0 ? throw context.Error("division by zero.") : SymInt.Mod(a, b);

    private static SymInt? Pow(InferenceContext context, SymInt a, SymInt b) =>
        b.TryGetConstant(out var exponent) && exponent is >= 0 and <= 64 ? SymInt.Pow(a, (int)exponent)
        : context.Refutes(SymBool.Ge(b, 0))
            ? throw context.Error("a negative power of an int is a float; make it one first.")
        : null;

    private static long Pow(long a, long b)
    {
        if (b < 0)
        {
            throw new EvaluationException("a negative power of an int is a float; make it one first.");
        }
        long result = 1;
        for (; b > 0; b--)
        {
            result = checked(result * a);
        }
        return result;
    }

    private static SymInt? LeftShift(InferenceContext context, SymInt a, SymInt b) =>
        Bits(context, b).TryGetConstant(out var bits) && bits < 63 ? a * (1L << (int)bits) : null;

    private static SymInt? RightShift(InferenceContext context, SymInt a, SymInt b) =>
        Bits(context, b).TryGetConstant(out var bits) && bits < 63 ? SymInt.FloorDiv(a, 1L << (int)bits) : null;

    private static long LeftShift(long a, long b) => Bits(b) < 63 ? checked(a * (1L << (int)b))
        : a == 0 ? 0
        : throw new OverflowException($"{a} << {b} is beyond 64 bits.");

    private static SymInt Bits(InferenceContext context, SymInt count) =>
        context.Refutes(SymBool.Ge(count, 0)) ? throw context.Error($"a number can't be shifted by {count} bits.") : count;

    private static long Bits(long count) =>
        count >= 0 ? count : throw new ArithmeticException($"a number can't be shifted by {count} bits.");

    /// <summary>A function of two numbers: of ints where both are, else of floats.</summary>
    private sealed class Binary(
        string name, Func<InferenceContext, SymInt, SymInt, SymInt?> symbols, Func<long, long, long> integers,
        Func<double, double, double>? floats) : Operator(name + "(Scalar a, Scalar b) -> Scalar")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (a, b) = (SymNumbers.TypeOf(context, "a"), SymNumbers.TypeOf(context, "b"));
            return a is SymFloatType || b is SymFloatType
                ? floats is null ? throw context.Error("takes ints.") : SymFloatType.Instance
                : SymNumbers.Integer(context, SymNumbers.AsInt(a) is { } x && SymNumbers.AsInt(b) is { } y ? symbols(context, x, y) : null);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (a, b) = (context.Scalar("a"), context.Scalar("b"));
            return !a.IsFloat && !b.IsFloat ? (Value)integers(a.ToInt64(), b.ToInt64())
                : floats is null ? throw context.Error("takes ints.")
                : floats(a.ToDouble(), b.ToDouble());
        }
    }

    /// <summary>True division: always a float.</summary>
    private sealed class Quotient() : Operator("_operator::truediv(Scalar a, Scalar b) -> float")
    {
        public override NodeType Infer(InferenceContext context) => SymFloatType.Instance;

        public override Value Evaluate(EvaluationContext context) => context.Float("b") == 0
            ? throw context.Error("division by zero.")
            : context.Float("a") / context.Float("b");
    }

    private sealed class Unary(
        string schema, Func<SymInt, SymInt> symbols, Func<long, long> integers, Func<double, double> floats)
        : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context) => SymNumbers.TypeOf(context, "a") is var a && a is SymFloatType
            ? a
            : SymNumbers.Integer(context, SymNumbers.AsInt(a) is { } x ? symbols(x) : null);

        public override Value Evaluate(EvaluationContext context) =>
            context.Scalar("a") is { IsFloat: true } a ? floats(a.ToDouble()) : (Value)integers(context.Int("a"));
    }

    /// <summary>A float rounded to an int; an int stays as it is.</summary>
    private sealed class ToInteger(string schema, Func<double, double> round) : Operator(schema)
    {
        private string Argument => Schema.Arguments[0].Name;

        public override NodeType Infer(InferenceContext context) =>
            SymNumbers.Integer(context, SymNumbers.AsInt(SymNumbers.TypeOf(context, Argument)));

        public override Value Evaluate(EvaluationContext context) =>
            context.Scalar(Argument) is { IsFloat: true } a ? checked((long)round(a.ToDouble())) : context.Int(Argument);
    }

    private sealed class ToFloat(string schema, Func<double, double> function) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context) => SymFloatType.Instance;

        public override Value Evaluate(EvaluationContext context) => function(context.Float("a"));
    }

    private sealed class Sum() : Operator("torch::sym_sum(Scalar[] args) -> Scalar")
    {
        public override NodeType Infer(InferenceContext context)
        {
            NodeType[] types = context["args"] is ListArgument { Items: var items } ? [.. items.Select(context.TypeOf)] : [];
            if (Array.Exists(types, t => t is SymFloatType))
            {
                return SymFloatType.Instance;
            }
            SymInt? sum = 0;
            foreach (var type in types)
            {
                sum = sum is not null && SymNumbers.AsInt(type) is { } value ? sum + value : null;
            }
            return SymNumbers.Integer(context, sum);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var items = context["args"].Items;
            return items.Any(i => i.Scalar.IsFloat) ? items.Sum(i => i.Scalar.ToDouble()) : (Value)items.Sum(i => i.Scalar.ToInt64());
        }
    }
}
