using System.Numerics;
using System.Text;
using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Operations;

/// <summary>The operators of two values, and the signs of one.</summary>
internal static class Arithmetic
{
    /// <exception cref="TemplateException">The operator has no meaning for these values, or no result.</exception>
    public static Value Binary(string sign, Value left, Value right, Budget budget)
    {
        if (left is TextValue format && sign == "%") return PercentFormat.Apply(format, right, budget);
        if (left is UndefinedValue undefined) throw undefined.Error();
        if (right is UndefinedValue other) throw other.Error();
        return (sign, left, right) switch
        {
            (_, NumberValue a, NumberValue b) when a is FloatValue || b is FloatValue => Floats(sign, a.AsDouble, b.AsDouble),
            (_, NumberValue a, NumberValue b) => Integers(sign, Numbers.Whole(a), Numbers.Whole(b), budget),
            ("+", TextValue a, TextValue b) => Join(a, b, budget),
            ("+", ListValue a, ListValue b) => budget.List(a.Items.Concat(b.Items)),
            ("+", TupleValue a, TupleValue b) => budget.Tuple(a.Items.Concat(b.Items)),
            ("*", NumberValue and not FloatValue, TextValue or SequenceValue) => Repeat(right, Numbers.Whole((NumberValue)left), budget),
            ("*", TextValue or SequenceValue, NumberValue and not FloatValue) => Repeat(left, Numbers.Whole((NumberValue)right), budget),
            _ => throw new TemplateException($"'{sign}' has no meaning for {left.TypeName} and {right.TypeName}"),
        };
    }

    public static Value Negate(Value value, Budget budget) => value switch
    {
        UndefinedValue undefined => throw undefined.Error(),
        FloatValue number => new FloatValue(-number.AsDouble),
        NumberValue number => budget.Integer(-Numbers.Whole(number)),
        _ => throw new TemplateException($"'-' has no meaning for {value.TypeName}"),
    };

    public static Value Plus(Value value) => value switch
    {
        UndefinedValue undefined => throw undefined.Error(),
        FloatValue => value,
        NumberValue number => new IntegerValue(Numbers.Whole(number)),
        _ => throw new TemplateException($"'+' has no meaning for {value.TypeName}"),
    };

    private static TextValue Join(TextValue left, TextValue right, Budget budget)
    {
        bool isMarkup = left.IsMarkup || right.IsMarkup;
        return isMarkup
            ? budget.Text(Html.Escape(left, budget).Text + Html.Escape(right, budget).Text, isMarkup: true)
            : budget.Text(left.Text + right.Text);
    }

    private static Value Repeat(Value value, BigInteger count, Budget budget)
    {
        count = BigInteger.Max(count, 0);
        if (value is TextValue text)
        {
            budget.ChargeText(count * text.Text.Length);
            var repeated = text.Text.Length == 0 ? "" : new StringBuilder().Insert(0, text.Text, (int)count).ToString();
            return new TextValue(repeated, text.IsMarkup);
        }
        var items = ((SequenceValue)value).Items;
        budget.ChargeItems(count * items.Count);
        var all = items.Count == 0 ? [] : Enumerable.Repeat(items, (int)count).SelectMany(i => i);
        return value is ListValue ? budget.List(all) : budget.Tuple(all);
    }

    private static FloatValue Floats(string sign, double left, double right) => new(sign switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "**" => Power(left, right),
        _ when right == 0 => throw ByZero(),
        "/" => left / right,
        "//" => FloorDivide(left, right),
        _ => Remainder(left, right),
    });

    private static Value Integers(string sign, BigInteger left, BigInteger right, Budget budget) => sign switch
    {
        "+" => budget.Integer(left + right),
        "-" => budget.Integer(left - right),
        "*" => budget.Integer(left * right),
        "**" when right.Sign < 0 => new FloatValue(Power((double)left, (double)right)),
        "**" => IntegerPower(left, right, budget),
        _ when right.IsZero => throw ByZero(),
        "/" => new FloatValue((double)left / (double)right),
        "//" => new IntegerValue(FloorDivide(left, right)),
        _ => new IntegerValue(left - (FloorDivide(left, right) * right)),
    };

    private static Value IntegerPower(BigInteger left, BigInteger right, Budget budget)
    {
        if (left.IsZero || left.IsOne || left == BigInteger.MinusOne)
            return new IntegerValue(right.IsZero ? 1 : right.IsEven ? left * left : left);
        if (right * (left.GetBitLength() - 1) > budget.Limits.IntegerBits)
            throw new TemplateLimitException($"it computes a number of more than {budget.Limits.IntegerBits} bits");
        return budget.Integer(BigInteger.Pow(left, (int)right));
    }

    private static double Power(double left, double right)
    {
        if (left == 0 && right < 0) throw ByZero();
        double result = Math.Pow(left, right);
        if (double.IsNaN(result) && !double.IsNaN(left) && !double.IsNaN(right))
            throw new TemplateException("a power of a negative number with a fraction in the exponent is no real number");
        return double.IsInfinity(result) && double.IsFinite(left) && double.IsFinite(right)
            ? throw new TemplateException("the power is too large for a floating-point number")
            : result;
    }

    private static BigInteger FloorDivide(BigInteger left, BigInteger right)
    {
        var quotient = BigInteger.DivRem(left, right, out var rest);
        return rest.IsZero || rest.Sign == right.Sign ? quotient : quotient - 1;
    }

    private static double FloorDivide(double left, double right)
    {
        double quotient = (left - Remainder(left, right)) / right;
        double floor = Math.Floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : quotient == 0 ? Math.CopySign(0, left / right) : floor;
    }

    private static double Remainder(double left, double right)
    {
        double rest = left % right;
        return rest == 0 ? Math.CopySign(0, right) : rest < 0 == right < 0 ? rest : rest + right;
    }

    private static TemplateException ByZero() => new("it divides by zero");
}
