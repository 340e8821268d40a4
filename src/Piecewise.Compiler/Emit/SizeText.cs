using System.Globalization;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Emit;

/// <summary>Sizes as C# of type <c>nint</c>, over locals that hold the symbols.</summary>
/// <param name="nameOf">The local that holds a symbol.</param>
/// <param name="functions">Of the class that the code is in.</param>
internal sealed class SizeText(Func<string, string> nameOf, PieceFunctions functions) : ISymIntAlgebra<string>
{
    /// <summary>The expression, in brackets where it is a sum.</summary>
    public string Of(SymInt size) => size.IsConstant ? Constant(size.Constant) : size.Fold(this);

    /// <summary>A sum of sizes times names; <c>0</c> for nothing.</summary>
    public string Dot(IEnumerable<(SymInt Factor, string Name)> terms)
    {
        var parts = terms.Where(t => t.Factor != 0).Select(t => t.Factor == 1 ? t.Name : $"({t.Name} * {Of(t.Factor)})").ToList();
        return parts.Count == 0 ? "0" : string.Join(" + ", parts.Count == 1 && parts[0][0] == '(' ? [parts[0][1..^1]] : parts);
    }

    /// <summary>An operand: in brackets where an operator before it would take a part of it.</summary>
    public string Constant(long value) => value switch
    {
        // C# reads a minus after (nint) as a subtraction, so that the number is in brackets of its own.
        > int.MaxValue or < int.MinValue => $"((nint){ElementText.Long(value)})",
        < 0 => string.Create(CultureInfo.InvariantCulture, $"({value})"),
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    public string Symbol(string name) => nameOf(name);

    // Sums and products come term by term: without brackets in brackets, for which the compiler's time grows faster than their number.
    public string Add(string left, string right) => $"({ScalarWriter.Unbracketed(left)} + {right})";

    public string Multiply(string left, string right) => $"({ScalarWriter.Unbracketed(left)} * {right})";

    public string FloorDiv(string dividend, string divisor) => functions.FloorDiv(dividend, divisor);

    public string Mod(string dividend, string divisor) => functions.Mod(dividend, divisor);

    public string Min(string left, string right) => $"nint.Min({left}, {right})";

    public string Max(string left, string right) => $"nint.Max({left}, {right})";
}
