using System.Collections.Immutable;
using System.Globalization;

namespace Piecewise.Import;

/// <summary>
/// A Python expression of a program's guards, with no meaning attached. Printing a node gives Python text with explicit
/// parentheses.
/// </summary>
internal abstract record GuardNode
{
    private GuardNode()
    {
    }

    /// <summary><c>target.size()[dimension]</c>; the target is mostly <c>L['name']</c>, an input by its name.</summary>
    public sealed record Size(GuardNode Target, int Dimension) : GuardNode
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Target}.size()[{Dimension}]");
    }

    public sealed record Integer(long Value) : GuardNode
    {
        public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
    }

    public sealed record Float(double Value) : GuardNode
    {
        public override string ToString() => Value.ToString("R", CultureInfo.InvariantCulture);
    }

    public sealed record Boolean(bool Value) : GuardNode
    {
        public override string ToString() => Value ? "True" : "False";
    }

    public sealed record Text(string Value) : GuardNode
    {
        public override string ToString() => $"'{Value}'";
    }

    /// <summary>A bare name; <c>None</c> appears as one.</summary>
    public sealed record Name(string Identifier) : GuardNode
    {
        public override string ToString() => Identifier;
    }

    public sealed record Attribute(GuardNode Target, string Identifier) : GuardNode
    {
        public override string ToString() => $"{Target}.{Identifier}";
    }

    public sealed record Item(GuardNode Target, GuardNode Key) : GuardNode
    {
        public override string ToString() => $"{Target}[{Key}]";
    }

    /// <summary>A call of a function by its dotted name, such as <c>math.trunc</c>, or of a method.</summary>
    public sealed record Call(GuardNode Function, ImmutableArray<GuardNode> Arguments) : GuardNode
    {
        /// <summary>The dotted name; null for a method of a value.</summary>
        public string? FunctionName => DottedName(Function);

        public override string ToString() => $"{Function}({string.Join(", ", Arguments)})";

        private static string? DottedName(GuardNode node) => node switch
        {
            Name name => name.Identifier,
            Attribute { Target: var target, Identifier: var last } when DottedName(target) is { } start => $"{start}.{last}",
            _ => null,
        };
    }

    public sealed record Negate(GuardNode Operand) : GuardNode
    {
        public override string ToString() => $"(-{Operand})";
    }

    public sealed record Not(GuardNode Operand) : GuardNode
    {
        public override string ToString() => $"(not {Operand})";
    }

    /// <summary>Arithmetic: <c>+ - * / // % **</c>.</summary>
    public sealed record Binary(string Operator, GuardNode Left, GuardNode Right) : GuardNode
    {
        public override string ToString() => $"({Left} {Operator} {Right})";
    }

    /// <summary>
    /// <c>== != &lt; &lt;= &gt; &gt;=</c>; Python's chains <c>a &lt; b &lt; c</c> become an <see cref="Every"/> of pairs.
    /// </summary>
    public sealed record Comparison(string Operator, GuardNode Left, GuardNode Right) : GuardNode
    {
        public override string ToString() => $"({Left} {Operator} {Right})";
    }

    /// <summary>Operands joined by <c>and</c>.</summary>
    public sealed record Every(ImmutableArray<GuardNode> Operands) : GuardNode
    {
        public override string ToString() => $"({string.Join(" and ", Operands)})";
    }

    /// <summary>Operands joined by <c>or</c>.</summary>
    public sealed record Any(ImmutableArray<GuardNode> Operands) : GuardNode
    {
        public override string ToString() => $"({string.Join(" or ", Operands)})";
    }
}
