using System.Numerics;
using Piecewise.Llm.Templates.Operations;
using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Filters;

/// <summary>Filters that make or combine numbers.</summary>
internal static class NumberFilters
{
    public static IReadOnlyDictionary<string, Filter> All { get; } = new Dictionary<string, Filter>(StringComparer.Ordinal)
    {
        ["int"] = ToInteger,
        ["float"] = ToFloat,
        ["abs"] = Absolute,
        ["round"] = Round,
        ["sum"] = Sum,
        ["length"] = Length,
        ["count"] = Length,
    };

    private static Value ToInteger(Value input, CallArguments arguments, Budget budget)
    {
        var given = arguments.Bind("int", 0, "default", "base");
        var missing = given[0] ?? new IntegerValue(0);
        int radix = Numbers.Integer(given[1], 10, "a base");
        switch (input)
        {
            case UndefinedValue undefined:
                throw undefined.Error();
            case TextValue text:
                if (radix is not (0 or (>= 2 and <= 36))) return missing;
                if (PythonNumber.ParseInteger(text.Text, radix) is { } whole) return budget.Integer(whole);
                return PythonNumber.ParseFloat(text.Text) is { } value && double.IsFinite(value)
                    ? new IntegerValue(new BigInteger(value))
                    : missing;
            case FloatValue number when double.IsInfinity(number.AsDouble):
                throw new TemplateException("infinity is no whole number");
            case FloatValue number:
                return double.IsNaN(number.AsDouble) ? missing : new IntegerValue(new BigInteger(number.AsDouble));
            case NumberValue number:
                return new IntegerValue(Numbers.Whole(number));
            default:
                return missing;
        }
    }

    private static Value ToFloat(Value input, CallArguments arguments, Budget budget)
    {
        var missing = arguments.Bind("float", 0, "default")[0] ?? new FloatValue(0);
        return input switch
        {
            UndefinedValue undefined => throw undefined.Error(),
            NumberValue number => new FloatValue(number.AsDouble),
            TextValue text => PythonNumber.ParseFloat(text.Text) is { } value ? new FloatValue(value) : missing,
            _ => missing,
        };
    }

    private static Value Absolute(Value input, CallArguments arguments, Budget budget)
    {
        arguments.Bind("abs", 0);
        return input switch
        {
            FloatValue number => new FloatValue(Math.Abs(number.AsDouble)),
            NumberValue number => new IntegerValue(BigInteger.Abs(Numbers.Whole(number))),
            _ => throw new TemplateException($"abs takes a number, and was given {Iteration.Described(input)}"),
        };
    }

    private static Value Round(Value input, CallArguments arguments, Budget budget)
    {
        var given = arguments.Bind("round", 0, "precision", "method");
        int digits = Math.Clamp(Numbers.Integer(given[0], 0, "a precision"), -400, 400);
        var method = given[1] is null ? "common" : TextMethods.Text(given[1]!, "round");
        if (method is not ("common" or "ceil" or "floor")) throw new TemplateException("round knows the methods common, ceil and floor");
        if (input is UndefinedValue undefined) throw undefined.Error();
        var number = input as NumberValue
            ?? throw new TemplateException($"round takes a number, and was given {Iteration.Described(input)}");
        if (method == "common")
            return number is FloatValue ? new FloatValue(Rounded(number.AsDouble, digits)) : RoundedWhole(number, digits);
        double scale = Math.Pow(10, digits);
        double scaled = number.AsDouble * scale;
        if (!double.IsFinite(scaled)) throw new TemplateException("infinity has no whole number above or below it");
        return new FloatValue((method == "ceil" ? Math.Ceiling(scaled) : Math.Floor(scaled)) / scale);
    }

    private static double Rounded(double value, int digits)
    {
        if (!double.IsFinite(value) || value == 0) return value;
        var scaled = PythonNumber.Scaled(value, digits);
        var text = $"{scaled}e{-digits}";
        double result = double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        return result == 0 ? Math.CopySign(0, value) : result;
    }

    private static IntegerValue RoundedWhole(NumberValue number, int digits)
    {
        var value = Numbers.Whole(number);
        if (digits >= 0) return new IntegerValue(value);
        var unit = BigInteger.Pow(10, -digits);
        var quotient = BigInteger.DivRem(BigInteger.Abs(value), unit, out var rest);
        int half = (rest * 2).CompareTo(unit);
        if (half > 0 || (half == 0 && !quotient.IsEven)) quotient += 1;
        return new IntegerValue(quotient * unit * value.Sign);
    }

    private static Value Sum(Value input, CallArguments arguments, Budget budget)
    {
        var given = arguments.Bind("sum", 0, "attribute", "start");
        var attribute = AttributePath.Of(given[0]);
        var total = given[1] ?? new IntegerValue(0);
        if (total is TextValue) throw new TemplateException("sum adds no texts; use join");
        foreach (var item in Iteration.Of(input, budget)) total = Arithmetic.Binary("+", total, attribute.Of(item, budget), budget);
        return total;
    }

    private static IntegerValue Length(Value input, CallArguments arguments, Budget budget)
    {
        arguments.Bind("length", 0);
        return Iteration.Length(input) is { } length
            ? new IntegerValue(length)
            : throw new TemplateException($"{Iteration.Described(input)} has no length");
    }
}
