using System.Collections.Immutable;
using System.Globalization;

namespace Piecewise.Import;

/// <summary>
/// A sympy expression as its <c>srepr</c> text spells it, with no meaning attached: the reader of symbols gives functions
/// theirs. Printing a node gives the text back.
/// </summary>
internal abstract record SreprNode
{
    private SreprNode()
    {
    }

    /// <summary>A function of sympy or PyTorch, such as <c>Add</c>, <c>FloorDiv</c> or <c>LessThan</c> (which is ≤).</summary>
    public sealed record Call(string Function, ImmutableArray<SreprNode> Arguments) : SreprNode
    {
        public override string ToString() => $"{Function}({string.Join(", ", Arguments)})";
    }

    /// <summary>A symbol with what is assumed of it, in the order of the text.</summary>
    public sealed record Symbol(string Name, ImmutableArray<KeyValuePair<string, bool>> Assumptions) : SreprNode
    {
        public override string ToString() =>
            $"Symbol('{Name}'{string.Concat(Assumptions.Select(pair => $", {pair.Key}={pair.Value}"))})";
    }

    public sealed record Integer(long Value) : SreprNode
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Integer({Value})");
    }

    public sealed record Rational(long Numerator, long Denominator) : SreprNode
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Rational({Numerator}, {Denominator})");
    }

    /// <summary>A float; sympy states the bits of its precision, 53 for a double.</summary>
    public sealed record Float(double Value, int Precision) : SreprNode
    {
        public override string ToString()
        {
            var digits = Value.ToString("R", CultureInfo.InvariantCulture);
            // Python writes whole numbers as floats too.
            var end = digits.All(c => char.IsDigit(c) || c == '-') ? ".0" : "";
            return string.Create(CultureInfo.InvariantCulture, $"Float('{digits}{end}', precision={Precision})");
        }
    }

    public sealed record Boolean(bool Value) : SreprNode
    {
        public override string ToString() => Value ? "true" : "false";
    }

    /// <summary>Sympy's infinity (<c>oo</c>) or PyTorch's integer one (<c>int_oo</c>).</summary>
    public sealed record Infinity(bool IsNegative, bool IsInteger) : SreprNode
    {
        public override string ToString() => (IsNegative ? "-" : "") + (IsInteger ? "int_oo" : "oo");
    }
}
