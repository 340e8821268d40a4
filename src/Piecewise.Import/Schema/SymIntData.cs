namespace Piecewise.Import;

/// <summary>An integer that is a constant or a symbolic expression.</summary>
/// <param name="Expression">The expression as sympy <c>srepr</c> text; null for a constant. Equal texts are one object.</param>
/// <param name="Value">The constant, or the value the expression had in the example that was exported; null if unknown.</param>
internal readonly record struct SymIntData(string? Expression, long? Value)
{
    public bool IsConstant => Expression is null;
}
