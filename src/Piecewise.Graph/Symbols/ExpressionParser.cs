namespace Piecewise.Graphs;

/// <summary>
/// Recursive-descent parser of the text form, with Python's precedence: or, and, not, comparison, + and -, then * // %,
/// unary minus, **. Every parse method returns a value in normal form.
/// </summary>
internal sealed class ExpressionParser(string text)
{
    /// <summary>Keeps hostile nesting from exhausting the stack.</summary>
    private const int MaxDepth = 200;

    private readonly ExpressionScanner scanner = new(text);
    private int depth;

    public SymInt ParseWholeInt()
    {
        var value = ParseSum();
        scanner.ExpectEnd();
        return value;
    }

    public SymBool ParseWholeBool()
    {
        var value = ParseOr();
        scanner.ExpectEnd();
        return value;
    }

    private SymBool ParseOr()
    {
        Enter();
        var operands = new List<SymBool> { ParseAnd() };
        while (scanner.TryWord(ExpressionSyntax.Or))
        {
            operands.Add(ParseAnd());
        }

        depth--;
        return operands.Count == 1 ? operands[0] : SymBool.Or(operands);
    }

    private SymBool ParseAnd()
    {
        var operands = new List<SymBool> { ParseNot() };
        while (scanner.TryWord(ExpressionSyntax.And))
        {
            operands.Add(ParseNot());
        }

        return operands.Count == 1 ? operands[0] : SymBool.And(operands);
    }

    private SymBool ParseNot()
    {
        var negate = false;
        while (scanner.TryWord(ExpressionSyntax.Not))
        {
            negate = !negate;
        }

        var value = ParseCondition();
        return negate ? SymBool.Not(value) : value;
    }

    private SymBool ParseCondition()
    {
        if (scanner.TryWord(ExpressionSyntax.True))
        {
            return SymBool.True;
        }

        if (scanner.TryWord(ExpressionSyntax.False))
        {
            return SymBool.False;
        }

        if (scanner.ConditionInParentheses())
        {
            scanner.Expect("(");
            var inner = ParseOr();
            scanner.Expect(")");
            return inner;
        }

        return ParseComparison();
    }

    private SymBool ParseComparison()
    {
        var left = ParseSum();
        Func<SymInt, SymInt, SymBool> relation =
            scanner.TrySymbol("<=") ? SymBool.Le
            : scanner.TrySymbol(">=") ? SymBool.Ge
            : scanner.TrySymbol("==") ? SymBool.Eq
            : scanner.TrySymbol("!=") ? SymBool.Ne
            : scanner.TrySymbol("<") ? SymBool.Lt
            : scanner.TrySymbol(">") ? SymBool.Gt
            : throw scanner.Error("a comparison is expected");
        return relation(left, ParseSum());
    }

    private SymInt ParseSum()
    {
        Enter();
        var value = ParseProduct();
        while (true)
        {
            if (scanner.TrySymbol("+"))
            {
                value += ParseProduct();
            }
            else if (scanner.TrySymbol("-"))
            {
                value -= ParseProduct();
            }
            else
            {
                depth--;
                return value;
            }
        }
    }

    private SymInt ParseProduct()
    {
        var value = ParseUnary();
        while (true)
        {
            if (scanner.TrySymbol("//"))
            {
                value = SymInt.FloorDiv(value, ParseUnary());
            }
            else if (scanner.TrySymbol("%"))
            {
                value = SymInt.Mod(value, ParseUnary());
            }
            else if (scanner.TrySymbol("*"))
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
        while (scanner.TrySymbol("-"))
        {
            negate = !negate;
            // The magnitude of the smallest number is no 64-bit number itself.
            if (negate && scanner.TryNumber(negative: true, out var number))
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
        if (!scanner.TrySymbol("**"))
        {
            return value;
        }

        return scanner.TryNumber(negative: false, out var exponent) && exponent <= int.MaxValue
            ? SymInt.Pow(value, (int)exponent)
            : throw scanner.Error("a constant exponent is expected");
    }

    private SymInt ParsePrimary()
    {
        if (scanner.TryNumber(negative: false, out var number))
        {
            return number;
        }

        if (scanner.TrySymbol("("))
        {
            var value = ParseSum();
            scanner.Expect(")");
            return value;
        }

        return scanner.PeekName() switch
        {
            ExpressionSyntax.Min => ParseCall(SymInt.Min),
            ExpressionSyntax.Max => ParseCall(SymInt.Max),
            ExpressionSyntax.CeilDiv => ParseCall(SymInt.CeilDiv, most: 2),
            var name when ExpressionSyntax.IsSymbolName(name) => ParseSymbol(name),
            _ => throw scanner.Error("a number, a symbol or a parenthesis is expected"),
        };
    }

    private SymInt ParseSymbol(string name)
    {
        scanner.SkipName();
        return SymInt.Symbol(name);
    }

    private SymInt ParseCall(Func<SymInt, SymInt, SymInt> function, int most = int.MaxValue)
    {
        scanner.SkipName();
        scanner.Expect("(");
        var value = ParseSum();
        scanner.Expect(",");
        value = function(value, ParseSum());
        for (var count = 2; count < most && scanner.TrySymbol(","); count++)
        {
            value = function(value, ParseSum());
        }

        scanner.Expect(")");
        return value;
    }

    private void Enter()
    {
        if (++depth > MaxDepth)
        {
            throw scanner.Error($"the expression nests deeper than {MaxDepth}");
        }
    }
}
