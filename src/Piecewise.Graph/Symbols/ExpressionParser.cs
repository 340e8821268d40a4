using System.Globalization;

namespace Piecewise.Graphs;

/// <summary>
/// Recursive-descent parser of the text form, with Python's precedence: or, and, not, comparison, + and -, then * // %,
/// unary minus, **. Every parse method returns a value in normal form.
/// </summary>
internal sealed class ExpressionParser(string text)
{
    /// <summary>Keeps hostile nesting from exhausting the stack.</summary>
    private const int MaxDepth = 200;

    private int _position;
    private int _depth;

    public SymInt ParseWholeInt()
    {
        var value = ParseSum();
        ExpectEnd();
        return value;
    }

    public SymBool ParseWholeBool()
    {
        var value = ParseOr();
        ExpectEnd();
        return value;
    }

    private SymBool ParseOr()
    {
        Enter();
        var operands = new List<SymBool> { ParseAnd() };
        while (TryWord(ExpressionSyntax.Or))
        {
            operands.Add(ParseAnd());
        }

        _depth--;
        return operands.Count == 1 ? operands[0] : SymBool.Or(operands);
    }

    private SymBool ParseAnd()
    {
        var operands = new List<SymBool> { ParseNot() };
        while (TryWord(ExpressionSyntax.And))
        {
            operands.Add(ParseNot());
        }

        return operands.Count == 1 ? operands[0] : SymBool.And(operands);
    }

    private SymBool ParseNot()
    {
        var negate = false;
        while (TryWord(ExpressionSyntax.Not))
        {
            negate = !negate;
        }

        var value = ParseCondition();
        return negate ? SymBool.Not(value) : value;
    }

    private SymBool ParseCondition()
    {
        if (TryWord(ExpressionSyntax.True))
        {
            return SymBool.True;
        }

        if (TryWord(ExpressionSyntax.False))
        {
            return SymBool.False;
        }

        if (ConditionInParentheses())
        {
            Expect("(");
            var inner = ParseOr();
            Expect(")");
            return inner;
        }

        return ParseComparison();
    }

    private SymBool ParseComparison()
    {
        var left = ParseSum();
        Func<SymInt, SymInt, SymBool> relation =
            TrySymbol("<=") ? SymBool.Le
            : TrySymbol(">=") ? SymBool.Ge
            : TrySymbol("==") ? SymBool.Eq
            : TrySymbol("!=") ? SymBool.Ne
            : TrySymbol("<") ? SymBool.Lt
            : TrySymbol(">") ? SymBool.Gt
            : throw Error("a comparison is expected");
        return relation(left, ParseSum());
    }

    private SymInt ParseSum()
    {
        Enter();
        var value = ParseProduct();
        while (true)
        {
            if (TrySymbol("+"))
            {
                value += ParseProduct();
            }
            else if (TrySymbol("-"))
            {
                value -= ParseProduct();
            }
            else
            {
                _depth--;
                return value;
            }
        }
    }

    private SymInt ParseProduct()
    {
        var value = ParseUnary();
        while (true)
        {
            if (TrySymbol("//"))
            {
                value = SymInt.FloorDiv(value, ParseUnary());
            }
            else if (TrySymbol("%"))
            {
                value = SymInt.Mod(value, ParseUnary());
            }
            else if (TrySymbol("*"))
            {
                value *= ParseUnary();
            }
            else
            {
                return value;
            }
        }
    }

    private SymInt ParseUnary()
    {
        var negate = false;
        while (TrySymbol("-"))
        {
            negate = !negate;
            // The magnitude of the smallest number is no 64-bit number itself.
            if (negate && TryNumber(negative: true, out var number))
            {
                return number;
            }
        }

        var value = ParsePower();
        return negate ? -value : value;
    }

    private SymInt ParsePower()
    {
        var value = ParsePrimary();
        if (!TrySymbol("**"))
        {
            return value;
        }

        return TryNumber(negative: false, out var exponent) && exponent <= int.MaxValue
            ? SymInt.Pow(value, (int)exponent)
            : throw Error("a constant exponent is expected");
    }

    private SymInt ParsePrimary()
    {
        if (TryNumber(negative: false, out var number))
        {
            return number;
        }

        if (TrySymbol("("))
        {
            var value = ParseSum();
            Expect(")");
            return value;
        }

        return PeekName() switch
        {
            ExpressionSyntax.Min => ParseCall(SymInt.Min),
            ExpressionSyntax.Max => ParseCall(SymInt.Max),
            ExpressionSyntax.CeilDiv => ParseCall(SymInt.CeilDiv, most: 2),
            var name when ExpressionSyntax.IsSymbolName(name) => ParseSymbol(name),
            _ => throw Error("a number, a symbol or a parenthesis is expected"),
        };
    }

    private SymInt ParseSymbol(string name)
    {
        _position += name.Length;
        return SymInt.Symbol(name);
    }

    private SymInt ParseCall(Func<SymInt, SymInt, SymInt> function, int most = int.MaxValue)
    {
        _position += PeekName().Length;
        Expect("(");
        var value = ParseSum();
        Expect(",");
        value = function(value, ParseSum());
        for (var count = 2; count < most && TrySymbol(","); count++)
        {
            value = function(value, ParseSum());
        }

        Expect(")");
        return value;
    }

    private bool TryNumber(bool negative, out long value)
    {
        SkipSpace();
        var end = _position;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        value = 0;
        if (end == _position)
        {
            return false;
        }

        // A power binds tighter than the sign before it: -2**2 is -4.
        var rest = text.AsSpan(end).TrimStart();
        if (negative && rest.StartsWith("**", StringComparison.Ordinal))
        {
            return false;
        }

        var digits = text.AsSpan(_position, end - _position);
        if (!Int128.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var wide)
            || wide > (negative ? -(Int128)long.MinValue : long.MaxValue))
        {
            throw Error("the number does not fit in 64 bits");
        }

        value = (long)(negative ? -wide : wide);
        _position = end;
        return true;
    }

    private string PeekName()
    {
        SkipSpace();
        var end = _position;
        while (end < text.Length && (end == _position ? ExpressionSyntax.IsNameStart(text[end]) : ExpressionSyntax.IsNamePart(text[end])))
        {
            end++;
        }

        return text[_position..end];
    }

    private bool TryWord(string word)
    {
        if (PeekName() != word)
        {
            return false;
        }

        _position += word.Length;
        return true;
    }

    private bool TrySymbol(string symbol)
    {
        SkipSpace();
        if (string.CompareOrdinal(text, _position, symbol, 0, symbol.Length) != 0)
        {
            return false;
        }

        // One character of a longer operator is not that operator.
        if (symbol == "*" && _position + 1 < text.Length && text[_position + 1] == '*')
        {
            return false;
        }

        _position += symbol.Length;
        return true;
    }

    /// <summary>
    /// Whether a parenthesis opens here that encloses a condition. Integer expressions hold no comparison, so one
    /// anywhere inside decides.
    /// </summary>
    private bool ConditionInParentheses()
    {
        SkipSpace();
        if (_position == text.Length || text[_position] != '(')
        {
            return false;
        }

        var open = 0;
        var end = _position;
        for (; end < text.Length; end++)
        {
            open += text[end] switch { '(' => 1, ')' => -1, _ => 0 };
            if (open == 0)
            {
                break;
            }
        }

        var inside = text.AsSpan(_position, end - _position);
        return inside.IndexOfAny("<>=!") >= 0
            || inside.Contains(ExpressionSyntax.True, StringComparison.Ordinal)
            || inside.Contains(ExpressionSyntax.False, StringComparison.Ordinal);
    }

    private void Expect(string symbol)
    {
        if (!TrySymbol(symbol))
        {
            throw Error($"'{symbol}' is expected");
        }
    }

    private void ExpectEnd()
    {
        SkipSpace();
        if (_position != text.Length)
        {
            throw Error("the end is expected");
        }
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw Error($"the expression nests deeper than {MaxDepth}");
        }
    }

    private void SkipSpace()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position]))
        {
            _position++;
        }
    }

    private FormatException Error(string problem) =>
        new($"Not an expression: {problem} at position {_position} of '{(text.Length <= 200 ? text : text[..200] + "…")}'.");
}
