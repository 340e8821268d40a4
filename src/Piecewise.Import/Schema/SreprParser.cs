using System.Collections.Immutable;
using System.Globalization;

namespace Piecewise.Import;

/// <summary>Parses sympy <c>srepr</c> text, the form of all symbolic sizes in a file. Never evaluates anything.</summary>
internal static class SreprParser
{
    /// <summary>Characters that an expression may have. Real ones stay below a few thousand.</summary>
    public const int MaxLength = 1 << 16;

    /// <summary>Nesting that an expression may have.</summary>
    public const int MaxDepth = 128;

    /// <summary>Parses an expression.</summary>
    /// <param name="text">The text.</param>
    /// <param name="problem">Why the result is null; else empty.</param>
    /// <returns>The tree, or null.</returns>
    public static SreprNode? TryParse(string text, out string problem)
    {
        if (text.Length > MaxLength)
        {
            problem = $"the expression has {text.Length} characters, more than the {MaxLength} allowed";
            return null;
        }

        var scanner = new Scanner(text);
        SreprNode? node = scanner.Expression(0);
        if (node is not null && !scanner.AtEnd)
            node = scanner.Fail("the end");
        problem = node is null ? scanner.Problem : "";
        return node;
    }

    private ref struct Scanner(string text)
    {
        private int position;

        public string Problem { get; private set; } = "";

        public readonly bool AtEnd => position == text.Length;

        public SreprNode? Expression(int depth)
        {
            if (depth > MaxDepth)
            {
                Problem = $"the expression nests more than {MaxDepth} levels";
                return null;
            }

            bool negative = Take('-');
            int start = position;
            ReadOnlySpan<char> name = Name();
            if (name is "oo" or "int_oo")
                return new SreprNode.Infinity(negative, name is "int_oo");
            if (negative || name.IsEmpty)
                return Fail("a function or a symbol", start);
            if (name is "true" or "false")
                return new SreprNode.Boolean(name is "true");
            if (!Take('('))
                return Fail("'('");
            return name switch
            {
                "Symbol" => Symbol(),
                "Integer" => Integer(),
                "Rational" => Rational(),
                "Float" => Float(),
                _ => Call(name.ToString(), depth),
            };
        }

        public SreprNode? Fail(string expected, int? at = null)
        {
            if (Problem.Length == 0)
                Problem = $"expected {expected} at character {at ?? position} of '{Printable.Text(text)}'";
            return null;
        }

        private SreprNode? Call(string function, int depth)
        {
            var arguments = ImmutableArray.CreateBuilder<SreprNode>();
            if (!Take(')'))
            {
                do
                {
                    if (Expression(depth + 1) is not { } argument)
                        return null;
                    arguments.Add(argument);
                }
                while (Comma());
                if (!Take(')'))
                    return Fail("',' or ')'");
            }

            return new SreprNode.Call(function, arguments.DrainToImmutable());
        }

        private SreprNode? Symbol()
        {
            if (Quoted() is not { } name)
                return Fail("a name in quotes");
            var assumptions = ImmutableArray.CreateBuilder<KeyValuePair<string, bool>>();
            while (Comma())
            {
                string key = Name().ToString();
                if (key.Length == 0 || !Take('='))
                    return Fail("an assumption");
                ReadOnlySpan<char> value = Name();
                if (value is not ("True" or "False"))
                    return Fail("True or False");
                assumptions.Add(new(key, value is "True"));
            }

            return Take(')') ? new SreprNode.Symbol(name, assumptions.DrainToImmutable()) : Fail("')'");
        }

        private SreprNode? Integer() =>
            Number() is { } value && Take(')') ? new SreprNode.Integer(value) : Fail("a 64-bit integer and ')'");

        private SreprNode? Rational() =>
            Number() is { } numerator && Comma() && Number() is { } denominator and > 0 && Take(')')
                ? new SreprNode.Rational(numerator, denominator)
                : Fail("two 64-bit integers and ')'");

        private SreprNode? Float()
        {
            if (Quoted() is not { } digits
                || !double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
                return Fail("a number in quotes");
            if (!Comma())
                return Fail("','");
            return Name() is "precision" && Take('=') && Number() is { } precision and > 0 and <= 1 << 20 && Take(')')
                ? new SreprNode.Float(value, (int)precision)
                : Fail("precision=… and ')'");
        }

        private ReadOnlySpan<char> Name()
        {
            int start = position;
            while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] == '_'))
                position++;
            return start < position && char.IsAsciiDigit(text[start]) ? [] : text.AsSpan(start, position - start);
        }

        private long? Number()
        {
            int start = position;
            Take('-');
            while (position < text.Length && char.IsAsciiDigit(text[position]))
                position++;
            return long.TryParse(
                text.AsSpan(start, position - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
                ? value
                : null;
        }

        private string? Quoted()
        {
            if (position >= text.Length || text[position] is not ('\'' or '"'))
                return null;
            int end = text.IndexOf(text[position], position + 1);
            if (end < 0)
                return null;
            string content = text[(position + 1)..end];
            position = end + 1;
            // No symbol of PyTorch needs an escape, and guessing what one means helps nobody.
            return content.Contains('\\') ? null : content;
        }

        private bool Comma()
        {
            if (!Take(','))
                return false;
            while (Take(' '))
            {
            }

            return true;
        }

        private bool Take(char expected)
        {
            if (position >= text.Length || text[position] != expected)
                return false;
            position++;
            return true;
        }
    }
}
