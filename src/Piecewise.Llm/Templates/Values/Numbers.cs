using System.Numerics;

namespace Piecewise.Llm.Templates.Values;

/// <summary>Reading numbers out of values.</summary>
internal static class Numbers
{
    /// <summary>A whole number or a bool as a whole number.</summary>
    public static BigInteger Whole(NumberValue value) => value is IntegerValue number ? number.Value : value.IsTrue ? 1 : 0;

    /// <summary>The whole number that an argument must be.</summary>
    /// <exception cref="TemplateException">It is something else, or far from any size that makes sense.</exception>
    public static int Integer(Value value, string what) => value switch
    {
        UndefinedValue undefined => throw undefined.Error(),
        NumberValue number and not FloatValue when BigInteger.Abs(Whole(number)) <= int.MaxValue => (int)Whole(number),
        NumberValue and not FloatValue => throw new TemplateException($"{what} is too large a number"),
        _ => throw new TemplateException($"{what} must be a whole number, and is {value.TypeName}"),
    };

    /// <summary>The same, where the argument was given.</summary>
    public static int Integer(Value? value, int missing, string what) => value is null ? missing : Integer(value, what);
}
