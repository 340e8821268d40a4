using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Syntax;

/// <summary>Reads expressions, from what binds least: conditional, or, and, not, comparison, sum, <c>~</c>, product, power, sign.</summary>
internal sealed class ExpressionParser(ParserState state)
{
    private static readonly string[] ComparisonSigns = ["==", "!=", "<", "<=", ">", ">="];
    private readonly PostfixParser postfix = new(state);

    /// <summary>An expression, or several with commas between them as a tuple.</summary>
    /// <param name="isConditionAllowed">Whether <c>if</c> belongs to the expression.</param>
    /// <param name="end">A name before which a tuple may end.</param>
    /// <param name="isEmptyAllowed">Whether there may be none, which is an empty tuple.</param>
    public Expression ReadTuple(bool isConditionAllowed = true, string? end = null, bool isEmptyAllowed = false) =>
        ReadTuple(() => Read(isConditionAllowed), end, isEmptyAllowed);

    /// <summary>What can be assigned to.</summary>
    /// <param name="end">A name before which a tuple may end.</param>
    /// <param name="isNamespaceAllowed">Whether a namespace's attribute may be.</param>
    public Expression ReadTarget(string? end = null, bool isNamespaceAllowed = false) =>
        ReadTuple(() => ReadTargetPart(isNamespaceAllowed), end, isEmptyAllowed: false);

    /// <summary>One expression.</summary>
    public Expression Read(bool isConditionAllowed = true)
    {
        state.Enter();
        var result = isConditionAllowed ? ReadConditional() : ReadOr();
        state.Leave();
        return result;
    }

    private Expression ReadTuple(Func<Expression> readOne, string? end, bool isEmptyAllowed)
    {
        int line = state.Current.Line;
        var items = new List<Expression>();
        bool isTuple = false;
        while (!IsTupleEnd(end))
        {
            items.Add(readOne());
            if (!state.TryTakeOperator(",")) break;
            isTuple = true;
        }
        if (!isTuple && items.Count == 1) return items[0];
        if (!isTuple && !isEmptyAllowed) throw state.Expected("an expression");
        return new Expression.Tuple(items, line);
    }

    private bool IsTupleEnd(string? end) => state.Current.Kind is TokenKind.PrintEnd or TokenKind.TagEnd
        || state.Current.IsOperator(")") || (end is not null && state.Current.IsName(end));

    private Expression ReadTargetPart(bool isNamespaceAllowed)
    {
        state.Enter();
        int line = state.Current.Line;
        Expression target;
        if (state.TryTakeOperator("("))
        {
            target = ReadTuple(() => ReadTargetPart(isNamespaceAllowed), null, isEmptyAllowed: true);
            state.ExpectOperator(")");
        }
        else
        {
            var name = state.ExpectName();
            if (name.Text is "true" or "false" or "none" or "True" or "False" or "None")
                throw new TemplateException($"'{name.Text}' can't be set", line);
            if (isNamespaceAllowed && state.TryTakeOperator("."))
            {
                target = new Expression.NamespaceTarget(name.Text, state.ExpectName().Text, line);
            }
            else
            {
                if (name.Text == "loop" && state.Loops > 0) throw new TemplateException("'loop' can't be set inside a loop", line);
                state.Store(name.Text);
                target = new Expression.Name(name.Text, line);
            }
        }
        state.Leave();
        return target;
    }

    private Expression ReadConditional()
    {
        int line = state.Current.Line;
        bool before = state.IsConditional;
        int unknown = state.UnknownCount;
        var value = ReadOr();
        while (state.TryTakeName("if"))
        {
            // Only here it turns out that what was read stands under a condition.
            state.ForgetUnknown(unknown);
            state.IsConditional = true;
            var test = ReadOr();
            Expression? otherwise = null;
            if (state.TryTakeName("else"))
            {
                state.Enter();
                otherwise = ReadConditional();
                state.Leave();
            }
            value = new Expression.Conditional(test, value, otherwise, line);
        }
        state.IsConditional = before;
        return value;
    }

    private Expression ReadOr()
    {
        var left = ReadAnd();
        while (state.Current.IsName("or"))
        {
            int line = state.Take().Line;
            left = new Expression.Logical(true, left, ReadAnd(), line);
        }
        return left;
    }

    private Expression ReadAnd()
    {
        var left = ReadNot();
        while (state.Current.IsName("and"))
        {
            int line = state.Take().Line;
            left = new Expression.Logical(false, left, ReadNot(), line);
        }
        return left;
    }

    private Expression ReadNot()
    {
        if (!state.Current.IsName("not")) return ReadComparison();
        int line = state.Take().Line;
        state.Enter();
        var operand = ReadNot();
        state.Leave();
        return new Expression.Unary("not", operand, line);
    }

    private Expression ReadComparison()
    {
        int line = state.Current.Line;
        var first = ReadSum();
        var rest = new List<(string, Expression)>();
        while (ComparisonSign() is { } sign) rest.Add((sign, ReadSum()));
        return rest.Count == 0 ? first : new Expression.Comparison(first, rest, line);
    }

    private string? ComparisonSign()
    {
        if (state.Current.Kind == TokenKind.Operator && ComparisonSigns.Contains(state.Current.Text)) return state.Take().Text;
        if (state.TryTakeName("in")) return "in";
        if (!state.Current.IsName("not") || !state.Next.IsName("in")) return null;
        state.Take();
        state.Take();
        return "not in";
    }

    private Expression ReadSum() => ReadBinary(ReadConcatenation, "+", "-");

    private Expression ReadConcatenation()
    {
        int line = state.Current.Line;
        var first = ReadProduct();
        if (!state.Current.IsOperator("~")) return first;
        var parts = new List<Expression> { first };
        while (state.TryTakeOperator("~")) parts.Add(ReadProduct());
        return new Expression.Concatenation(parts, line);
    }

    private Expression ReadProduct() => ReadBinary(() => ReadBinary(() => ReadUnary(), "**"), "*", "/", "//", "%");

    private Expression ReadBinary(Func<Expression> readOperand, params string[] signs)
    {
        var left = readOperand();
        while (state.Current.Kind == TokenKind.Operator && signs.Contains(state.Current.Text))
        {
            var sign = state.Take();
            left = new Expression.Binary(sign.Text, left, readOperand(), sign.Line);
        }
        return left;
    }

    private Expression ReadUnary(bool isFilterAllowed = true)
    {
        var token = state.Current;
        Expression value;
        if (token.IsOperator("-") || token.IsOperator("+"))
        {
            state.Take();
            state.Enter();
            value = new Expression.Unary(token.Text, ReadUnary(isFilterAllowed: false), token.Line);
            state.Leave();
        }
        else
        {
            value = ReadPrimary();
        }
        value = postfix.ReadPostfix(value, this);
        return isFilterAllowed ? postfix.ReadFilters(value, this) : value;
    }

    /// <summary>A name, a constant, or something in brackets.</summary>
    public Expression ReadPrimary()
    {
        var token = state.Current;
        switch (token.Kind)
        {
            case TokenKind.Name:
                state.Take();
                if (Constant(token.Text) is { } constant) return new Expression.Constant(constant, token.Line);
                state.Load(token.Text);
                return new Expression.Name(token.Text, token.Line);
            case TokenKind.String:
                var text = new System.Text.StringBuilder();
                while (state.Current.Kind == TokenKind.String) text.Append(state.Take().Text);
                return new Expression.Constant(new TextValue(text.ToString()), token.Line);
            case TokenKind.Number:
                return new Expression.Constant(state.Take().Constant!, token.Line);
            case TokenKind.Operator when token.Text == "(":
                state.Take();
                state.Enter();
                var inner = ReadTuple(isEmptyAllowed: true);
                state.Leave();
                state.ExpectOperator(")");
                return inner;
            case TokenKind.Operator when token.Text == "[":
                state.Take();
                return new Expression.List(ReadItems("]", () => Read()), token.Line);
            case TokenKind.Operator when token.Text == "{":
                state.Take();
                return new Expression.Dict(ReadItems("}", ReadPair), token.Line);
            default:
                throw state.Expected("an expression");
        }
    }

    private (Expression Key, Expression Value) ReadPair()
    {
        var key = Read();
        state.ExpectOperator(":");
        return (key, Read());
    }

    private List<T> ReadItems<T>(string end, Func<T> readOne)
    {
        var items = new List<T>();
        while (!state.TryTakeOperator(end))
        {
            if (items.Count > 0)
            {
                state.ExpectOperator(",");
                if (state.TryTakeOperator(end)) break;
            }
            items.Add(readOne());
        }
        return items;
    }

    private static Value? Constant(string name) => name switch
    {
        "true" or "True" => BooleanValue.True,
        "false" or "False" => BooleanValue.False,
        "none" or "None" => NoneValue.Instance,
        _ => null,
    };
}
