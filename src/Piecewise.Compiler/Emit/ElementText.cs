using System.Globalization;
using Piecewise.Compiler.LoopIr;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Emit;

/// <summary>Types, literals, casts and arithmetic of one element as C#.</summary>
internal static class ElementText
{
    public static string Literal(double value, DType dtype) => dtype switch
    {
        DType.Bool => value != 0 ? "true" : "false",
        DType.F64 => Double(value),
        DType.F32 => Single(value),
        _ => $"({dtype.ElementName()}){Single(value)}",
    };

    public static string Single(double value) => (float)value is var f && float.IsFinite(f)
        ? Signed(f.ToString("R", CultureInfo.InvariantCulture) + "f", float.IsNegative(f))
        : $"float.{NameOf(f)}";

    public static string Double(double value) => double.IsFinite(value)
        ? Signed(value.ToString("R", CultureInfo.InvariantCulture) + "d", double.IsNegative(value))
        : $"double.{NameOf(value)}";

    /// <summary>A literal of type <c>long</c>.</summary>
    public static string Long(long value) => Signed(value.ToString(CultureInfo.InvariantCulture) + "L", value < 0);

    public static string Cast(string value, DType from, DType to) => (from, to) switch
    {
        _ when from == to => value,
        (DType.F32 or DType.BF16 or DType.F16, DType.F64) or (DType.F64 or DType.BF16 or DType.F16, DType.F32)
            or (DType.F32, DType.BF16 or DType.F16)
            => $"({to.ElementName()}){value}",
        _ => $"Element.Convert<{from.ElementName()}, {to.ElementName()}>({value})",
    };

    /// <summary>A call, which <see cref="FormRules"/> allow, over operands that are names, literals or in brackets.</summary>
    public static string Call(ScalarFunction function, DType dtype, IReadOnlyList<string> x)
    {
        var math = dtype == DType.F32 ? "MathF" : "Math";
        var isInteger = dtype == DType.I64;
        return function switch
        {
            ScalarFunction.Add => Wrapping($"({x[0]} + {x[1]})", isInteger),
            ScalarFunction.Subtract => Wrapping($"({x[0]} - {x[1]})", isInteger),
            ScalarFunction.Multiply => Wrapping($"({x[0]} * {x[1]})", isInteger),
            ScalarFunction.Divide => isInteger ? $"IntegerDivision.Truncate({x[0]}, {x[1]})" : $"({x[0]} / {x[1]})",
            ScalarFunction.Negate => Wrapping($"(-{x[0]})", isInteger),
            // Math.Abs throws for the smallest integer.
            ScalarFunction.Abs => isInteger ? $"unchecked({x[0]} < 0 ? -{x[0]} : {x[0]})" : $"{math}.Abs({x[0]})",
            ScalarFunction.Max => $"Math.Max({x[0]}, {x[1]})",
            ScalarFunction.Min => $"Math.Min({x[0]}, {x[1]})",
            ScalarFunction.FloorDivide or ScalarFunction.FloorRemainder or ScalarFunction.TruncatedRemainder => isInteger
                ? $"IntegerDivision.{Division(function)}({x[0]}, {x[1]})"
                : $"FloatDivision.{Division(function)}({x[0]}, {x[1]})",
            ScalarFunction.Power => isInteger ? $"IntegerPower.Of({x[0]}, {x[1]})" : $"{math}.Pow({x[0]}, {x[1]})",
            ScalarFunction.ExpM1 or ScalarFunction.Log1P => $"SpecialFunctions.{function}({x[0]})",
            ScalarFunction.BitAnd => $"({x[0]} & {x[1]})",
            ScalarFunction.BitOr => $"({x[0]} | {x[1]})",
            ScalarFunction.BitXor => $"({x[0]} ^ {x[1]})",
            ScalarFunction.ShiftLeft => $"IntegerShift.Left({x[0]}, {x[1]})",
            ScalarFunction.ShiftRight => $"IntegerShift.Right({x[0]}, {x[1]})",
            ScalarFunction.Equal => $"({x[0]} == {x[1]})",
            ScalarFunction.NotEqual when x[0] == x[1] => $"{dtype.ElementName()}.IsNaN({x[0]})",
            ScalarFunction.NotEqual => $"({x[0]} != {x[1]})",
            ScalarFunction.Less => $"({x[0]} < {x[1]})",
            ScalarFunction.LessOrEqual => $"({x[0]} <= {x[1]})",
            ScalarFunction.Greater => $"({x[0]} > {x[1]})",
            ScalarFunction.GreaterOrEqual => $"({x[0]} >= {x[1]})",
            ScalarFunction.And => $"({x[0]} && {x[1]})",
            ScalarFunction.Or => $"({x[0]} || {x[1]})",
            ScalarFunction.Not => $"!{x[0]}",
            ScalarFunction.Select => $"({x[0]} ? {x[1]} : {x[2]})",
            _ => $"{math}.{function}({x[0]})",
        };
    }

    /// <summary>The method of <c>IntegerDivision</c> and <c>FloatDivision</c>.</summary>
    public static string Division(ScalarFunction function) => function switch
    {
        ScalarFunction.FloorDivide => "Floor",
        ScalarFunction.FloorRemainder => "FloorRemainder",
        _ => "TruncatedRemainder",
    };

    private static string Wrapping(string expression, bool isInteger) => isInteger ? $"unchecked{expression}" : expression;

    private static string Signed(string digits, bool isNegative) => isNegative ? $"({digits})" : digits;

    private static string NameOf(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "PositiveInfinity" : "NegativeInfinity";
}
