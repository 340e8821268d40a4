using System.Numerics;
using Piecewise.Llm.Templates.Operations;
using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Filters;

/// <summary>The tests behind <c>is</c>, by name.</summary>
internal static class TestTable
{
    private delegate bool Test(Value input, CallArguments arguments, Budget budget);

    private static readonly Dictionary<string, Test> All = new(StringComparer.Ordinal)
    {
        ["defined"] = Plain(value => value is not UndefinedValue),
        ["undefined"] = Plain(value => value is UndefinedValue),
        ["none"] = Plain(value => value is NoneValue),
        ["boolean"] = Plain(value => value is BooleanValue),
        ["true"] = Plain(value => value == BooleanValue.True),
        ["false"] = Plain(value => value == BooleanValue.False),
        ["integer"] = Plain(value => value is IntegerValue),
        ["float"] = Plain(value => value is FloatValue),
        ["number"] = Plain(value => value is NumberValue),
        ["string"] = Plain(value => value is TextValue),
        ["mapping"] = Plain(value => value is DictValue),
        ["sequence"] = Plain(value => value is SequenceValue or TextValue or DictValue or RangeValue or UndefinedValue),
        ["callable"] = Plain(value => value is CallableValue or UndefinedValue),
        ["escaped"] = Plain(value => value is TextValue { IsMarkup: true }),
        ["iterable"] = (value, arguments, budget) => None(arguments, "iterable") && Iteration.TryOf(value, budget) is not null,
        ["lower"] = (value, arguments, budget) =>
            None(arguments, "lower") && PythonText.IsCase(Representation.Text(value, budget), upper: false),
        ["upper"] = (value, arguments, budget) =>
            None(arguments, "upper") && PythonText.IsCase(Representation.Text(value, budget), upper: true),
        ["even"] = (value, arguments, budget) => None(arguments, "even") && IsRemainder(value, 2, 0, budget),
        ["odd"] = (value, arguments, budget) => None(arguments, "odd") && IsRemainder(value, 2, 1, budget),
        ["divisibleby"] = (value, arguments, budget) =>
            Ordering.AreEqual(Arithmetic.Binary("%", value, One(arguments, "divisibleby"), budget), new IntegerValue(0), budget),
        ["sameas"] = (value, arguments, _) => IsSame(value, One(arguments, "sameas")),
        ["in"] = (value, arguments, budget) => Ordering.Contains(One(arguments, "in"), value, budget),
        ["filter"] = (value, arguments, _) =>
            None(arguments, "filter") && value is TextValue name && FilterTable.Instance.HasFilter(name.Text),
        ["test"] = (value, arguments, _) => None(arguments, "test") && value is TextValue name && Has(name.Text),
        ["=="] = Equality(true),
        ["eq"] = Equality(true),
        ["equalto"] = Equality(true),
        ["!="] = Equality(false),
        ["ne"] = Equality(false),
        [">"] = Order(">", order => order > 0),
        ["gt"] = Order(">", order => order > 0),
        ["greaterthan"] = Order(">", order => order > 0),
        [">="] = Order(">=", order => order >= 0),
        ["ge"] = Order(">=", order => order >= 0),
        ["<"] = Order("<", order => order < 0),
        ["lt"] = Order("<", order => order < 0),
        ["lessthan"] = Order("<", order => order < 0),
        ["<="] = Order("<=", order => order <= 0),
        ["le"] = Order("<=", order => order <= 0),
    };

    public static bool Has(string name) => All.ContainsKey(name);

    /// <exception cref="TemplateException">There is no such test, or it fails.</exception>
    public static bool Apply(string name, Value input, CallArguments arguments, Budget budget)
    {
        budget.Step();
        return All.TryGetValue(name, out var test)
            ? test(input, arguments, budget)
            : throw new TemplateException($"there is no test '{name}'");
    }

    private static Test Plain(Func<Value, bool> test) => (value, arguments, _) => None(arguments, "this test") && test(value);

    private static Test Equality(bool isEqual) => (value, arguments, budget) =>
        Ordering.AreEqual(value, One(arguments, "an equality test"), budget) == isEqual;

    private static Test Order(string sign, Func<int, bool> holds) => (value, arguments, budget) =>
        Ordering.Compare(value, One(arguments, $"'{sign}'"), sign, budget) is { } order && holds(order);

    private static bool None(CallArguments arguments, string callee)
    {
        arguments.Bind(callee, 0);
        return true;
    }

    private static Value One(CallArguments arguments, string callee) => arguments.Bind(callee, 1, "other")[0]!;

    private static bool IsRemainder(Value value, BigInteger by, BigInteger rest, Budget budget) =>
        Ordering.AreEqual(Arithmetic.Binary("%", value, new IntegerValue(by), budget), new IntegerValue(rest), budget);

    // Python keeps small numbers, and constants of one text, as one object each; only identity of those can be told here.
    private static bool IsSame(Value left, Value right) => ReferenceEquals(left, right)
        || (left is IntegerValue a && right is IntegerValue b && a.Value == b.Value)
        || (left is TextValue text && right is TextValue other && text.Text == other.Text);
}
