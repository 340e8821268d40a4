using System.Numerics;

namespace Piecewise.Llm.Templates.Values;

/// <summary>What a name or an attribute that isn't there gives: empty as text and false, an error in most other uses.</summary>
/// <param name="problem">What its use is answered with.</param>
internal sealed class UndefinedValue(string problem) : Value
{
    public override string TypeName => "Undefined";

    public override string ObjectName => "jinja2.runtime.Undefined object";

    public override bool IsTrue => false;

    /// <summary>The error of using it.</summary>
    public TemplateException Error() => new(problem);

    /// <summary>A name that nothing has.</summary>
    public static UndefinedValue Name(string name) => new($"'{name}' is undefined");
}

internal sealed class NoneValue : Value
{
    private NoneValue()
    {
    }

    public static NoneValue Instance { get; } = new();

    public override string TypeName => "NoneType";

    public override string ObjectName => "None";

    public override bool IsTrue => false;
}

/// <summary>A number: a bool is one too, as in Python.</summary>
internal abstract class NumberValue : Value
{
    /// <summary>As a floating-point number; a whole number too large for one fails.</summary>
    public abstract double AsDouble { get; }
}

internal sealed class BooleanValue : NumberValue
{
    private BooleanValue(bool value) => IsTrue = value;

    public static BooleanValue True { get; } = new(true);

    public static BooleanValue False { get; } = new(false);

    public override string TypeName => "bool";

    public override bool IsTrue { get; }

    public override double AsDouble => IsTrue ? 1 : 0;

    public static BooleanValue Of(bool value) => value ? True : False;
}

internal sealed class IntegerValue(BigInteger value) : NumberValue
{
    public BigInteger Value => value;

    public override string TypeName => "int";

    public override bool IsTrue => !value.IsZero;

    public override double AsDouble => double.IsFinite((double)value)
        ? (double)value
        : throw new TemplateException("this whole number is too large for a floating-point number");
}

internal sealed class FloatValue(double value) : NumberValue
{
    public override string TypeName => "float";

    public override bool IsTrue => value != 0;

    public override double AsDouble => value;
}
