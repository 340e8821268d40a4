using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Sym;

/// <summary>
/// Comparisons and logic over symbolic numbers; a condition on ints is kept as one. Source: Python's <c>operator</c>;
/// <c>torch.sym_not</c>, <c>torch.sym_ite</c>.
/// </summary>
internal sealed class SymConditions : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new Comparison("_operator::eq", SymBool.Eq, order => order == 0),
        new Comparison("_operator::ne", SymBool.Ne, order => order != 0),
        new Comparison("_operator::lt", SymBool.Lt, order => order < 0),
        new Comparison("_operator::le", SymBool.Le, order => order <= 0),
        new Comparison("_operator::gt", SymBool.Gt, order => order > 0),
        new Comparison("_operator::ge", SymBool.Ge, order => order >= 0),
        new Connective("_operator::and_", (a, b) => SymBool.And(a, b), (a, b) => a & b),
        new Connective("_operator::or_", (a, b) => SymBool.Or(a, b), (a, b) => a | b),
        new Negation(),
        new Choice(),
    ];

    private sealed class Comparison(string name, Func<SymInt, SymInt, SymBool> symbols, Func<int?, bool> holds)
        : Operator(name + "(Scalar a, Scalar b) -> bool")
    {
        public override NodeType Infer(InferenceContext context) => new SymBoolType(
            SymNumbers.AsInt(SymNumbers.TypeOf(context, "a")) is { } a && SymNumbers.AsInt(SymNumbers.TypeOf(context, "b")) is { } b
                ? symbols(a, b) : null);

        public override Value Evaluate(EvaluationContext context) => holds(Order(context.Scalar("a"), context.Scalar("b")));

        // NaN stands in no order to anything.
        private static int? Order(Scalar a, Scalar b) => !a.IsFloat && !b.IsFloat ? a.ToInt64().CompareTo(b.ToInt64())
            : double.IsNaN(a.ToDouble()) || double.IsNaN(b.ToDouble()) ? null
            : a.ToDouble().CompareTo(b.ToDouble());
    }

    private sealed class Connective(
        string name, Func<SymBool, SymBool, SymBool> symbols, Func<long, long, long> integers)
        : Operator(name + "(Scalar a, Scalar b) -> Scalar")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (a, b) = (SymNumbers.TypeOf(context, "a"), SymNumbers.TypeOf(context, "b"));
            return (a, b) switch
            {
                (SymBoolType { Value: { } x }, SymBoolType { Value: { } y }) => new SymBoolType(symbols(x, y)),
                (SymBoolType, SymBoolType) => new SymBoolType(),
                (SymFloatType, _) or (_, SymFloatType) => throw context.Error("takes truth values or ints."),
                _ => SymNumbers.Integer(context, SymNumbers.AsInt(a) is { IsConstant: true } x
                    && SymNumbers.AsInt(b) is { IsConstant: true } y
                    ? integers(x.Constant, y.Constant)
                    : null),
            };
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (a, b) = (context.Scalar("a"), context.Scalar("b"));
            var result = integers(a.ToInt64(), b.ToInt64());
            return a.IsBool && b.IsBool ? result != 0 : result;
        }
    }

    private sealed class Negation() : Operator("torch::sym_not(bool a) -> bool")
    {
        public override NodeType Infer(InferenceContext context) =>
            new SymBoolType(SymNumbers.TypeOf(context, "a") is SymBoolType { Value: { } value } ? SymBool.Not(value) : null);

        public override Value Evaluate(EvaluationContext context) => !context.Bool("a");
    }

    /// <summary>One of two numbers, by a condition.</summary>
    private sealed class Choice() : Operator("torch::sym_ite(bool b, Scalar t, Scalar f) -> Scalar")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (t, f) = (SymNumbers.TypeOf(context, "t"), SymNumbers.TypeOf(context, "f"));
            var decided = SymNumbers.TypeOf(context, "b") is SymBoolType { Value: { } condition } ? context.Shapes.Decide(condition) : null;
            if (decided is { } known)
            {
                return known ? t : f;
            }
            if (t is SymIntType { Value: var x } && f is SymIntType { Value: var y })
            {
                var (first, second) = (context.Shapes.BoundsOf(x), context.Shapes.BoundsOf(y));
                var hull = new Interval(
                    first.Min is { } a && second.Min is { } b ? Math.Min(a, b) : null, first.Max is { } c && second.Max is { } d
                        ? Math.Max(c, d) : null);
                return x == y ? t : new SymIntType(context.Shapes.NewUnbacked(hull));
            }
            return t is SymBoolType && f is SymBoolType ? new SymBoolType()
                : t is SymFloatType && f is SymFloatType ? t
                : throw context.Error($"chooses between {t} and {f}.");
        }

        public override Value Evaluate(EvaluationContext context) => context.Bool("b") ? context["t"] : context["f"];
    }
}
