namespace Piecewise.Graphs;

/// <summary>
/// Recursive-descent parser of the text form, with Python's precedence: or, and, not, comparison, + and -, then * // %,
/// unary minus, **. Every parse method returns a value in normal form.
/// </summary>
internal sealed class ExpressionParser(string text)
{
    /// <summary>Keeps hostile nesting from exhausting the stack.</summary>
    private const int MaxDepth = 200;

    private readonly ExpressionScanner _scanner = new(text);
    private int _depth;

    public SymInt ParseWholeInt()
    {
        var value = ParseSum();
        _scanner.ExpectEnd();
        return value;
    }

    public SymBool ParseWholeBool()
    {
        var value = ParseOr();
        _scanner.ExpectEnd();
        return value;
    }

    private SymBool ParseOr()
    {
        Enter();
        var operands = new List<SymBool> { ParseAnd() };
        while (_scanner.TryWord(ExpressionSyntax.Or))
        {
            operands.Add(ParseAnd());
        }

        _depth--;
        return operands.Count == 1 ? operands[0] : SymBool.Or(operands);
    }

    private SymBool ParseAnd()
    {
        var operands = new List<SymBool> { ParseNot() };
        while (_scanner.TryWord(ExpressionSyntax.And))
        {
            operands.Add(ParseNot());
        }

        return operands.Count == 1 ? operands[0] : SymBool.And(operands);
    }

    private SymBool ParseNot()
    {
        var negate = false;
        while (_scanner.TryWord(ExpressionSyntax.Not))
        {
            negate = !negate;
        }

        var value = ParseCondition();
        return negate ? SymBool.Not(value) : value;
    }

    private SymBool ParseCondition()
    {
        if (_scanner.TryWord(ExpressionSyntax.True))
        {
            return SymBool.True;
        }

        if (_scanner.TryWord(ExpressionSyntax.False))
        {
            return SymBool.False;
        }

        if (_scanner.ConditionInParentheses())
        {
            _scanner.Expect("(");
            var inner = ParseOr();
            _scanner.Expect(")");
            return inner;
        }

        return ParseComparison();
    }

    private SymBool ParseComparison()
    {
        var left = ParseSum();
        Func<SymInt, SymInt, SymBool> relation =
            _scanner.TrySymbol("<=") ? SymBool.Le
            : _scanner.TrySymbol(">=") ? SymBool.Ge
            : _scanner.TrySymbol("==") ? SymBool.Eq
            : _scanner.TrySymbol("!=") ? SymBool.Ne
            : _scanner.TrySymbol("<") ? SymBool.Lt
            : _scanner.TrySymbol(">") ? SymBool.Gt
            : throw _scanner.Error("a comparison is expected");
        return relation(left, ParseSum());
    }

    private SymInt ParseSum()
    {
        Enter();
        var value = ParseProduct();
        while (true)
        {
            if (_scanner.TrySymbol("+"))
            {
                value += ParseProduct();
            }
            else if (_scanner.TrySymbol("-"))
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
            if (_scanner.TrySymbol("//"))
            {
                value = SymInt.FloorDiv(value, ParseUnary());
            }
            else if (_scanner.TrySymbol("%"))
            {
                value = SymInt.Mod(value, ParseUnary());
            }
            else if (_scanner.TrySymbol("*"))
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
        while (_scanner.TrySymbol("-"))
        {
            negate = !negate;
            // The magnitude of the smallest number is no 64-bit number itself.
            if (negate && _scanner.TryNumber(negative: true, out var number))
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
        if (!_scanner.TrySymbol("**"))
        {
            return value;
        }

        return _scanner.TryNumber(negative: false, out var exponent) && exponent <= int.MaxValue
            ? SymInt.Pow(value, (int)exponent)
            : throw _scanner.Error("a constant exponent is expected");
    }

    private SymInt ParsePrimary()
    {
        if (_scanner.TryNumber(negative: false, out var number))
        {
            return number;
        }

        if (_scanner.TrySymbol("("))
        {
            var value = ParseSum();
            _scanner.Expect(")");
            return value;
        }

        return _scanner.PeekName() switch
        {
            ExpressionSyntax.Min => ParseCall(SymInt.Min),
            ExpressionSyntax.Max => ParseCall(SymInt.Max),
            ExpressionSyntax.CeilDiv => ParseCall(SymInt.CeilDiv, most: 2),
            var name when ExpressionSyntax.IsSymbolName(name) => ParseSymbol(name),
            _ => throw _scanner.Error("a number, a symbol or a parenthesis is expected"),
        };
    }

    private SymInt ParseSymbol(string name)
    {
        _scanner.SkipName();
        return SymInt.Symbol(name);
    }

    private SymInt ParseCall(Func<SymInt, SymInt, SymInt> function, int most = int.MaxValue)
    {
        _scanner.SkipName();
        _scanner.Expect("(");
        var value = ParseSum();
        _scanner.Expect(",");
        value = function(value, ParseSum());
        for (var count = 2; count < most && _scanner.TrySymbol(","); count++)
        {
            value = function(value, ParseSum());
        }

        _scanner.Expect(")");
        return value;
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw _scanner.Error($"the expression nests deeper than {MaxDepth}");
        }
    }
}
