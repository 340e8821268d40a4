using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Syntax;

/// <summary>Reads what follows a value: attributes, items, calls, filters and tests.</summary>
internal sealed class PostfixParser(ParserState state)
{
    /// <summary>Attributes, items and calls.</summary>
    public Expression ReadPostfix(Expression value, ExpressionParser expressions)
    {
        while (state.Current is { Kind: TokenKind.Operator, Text: "." or "[" or "(" } token)
        {
            value = token.Text switch
            {
                "." => ReadAttribute(value),
                "[" => ReadItem(value, expressions),
                _ => ReadCall(value, expressions),
            };
        }
        return value;
    }

    /// <summary>Filters, tests, and calls of what they give.</summary>
    public Expression ReadFilters(Expression value, ExpressionParser expressions)
    {
        while (true)
        {
            if (state.TryTakeOperator("|")) value = ReadFilter(value, expressions);
            else if (state.Current.IsName("is")) value = ReadTest(value, expressions);
            else if (state.Current.IsOperator("(")) value = ReadCall(value, expressions);
            else return value;
        }
    }

    /// <summary>A filter behind its <c>|</c>, or at the beginning of a filter block.</summary>
    public Expression.Filter ReadFilter(Expression? input, ExpressionParser expressions)
    {
        var name = ReadDottedName();
        state.CheckFilter(name);
        var arguments = state.Current.IsOperator("(") ? ReadArguments(expressions) : ArgumentList.None;
        return new Expression.Filter(input, name.Text, arguments, name.Line);
    }

    /// <summary>A call's arguments, with their parentheses.</summary>
    public ArgumentList ReadArguments(ExpressionParser expressions)
    {
        state.ExpectOperator("(");
        var positional = new List<Expression>();
        var named = new List<(string, Expression)>();
        Expression? morePositional = null;
        Expression? moreNamed = null;
        for (bool isFirst = true; !state.TryTakeOperator(")"); isFirst = false)
        {
            if (!isFirst)
            {
                state.ExpectOperator(",");
                if (state.TryTakeOperator(")")) break;
            }
            if (moreNamed is not null) throw state.Error("no argument can come behind **");
            if (state.TryTakeOperator("**")) moreNamed = expressions.Read();
            else if (state.Current.IsOperator("*"))
            {
                if (morePositional is not null) throw state.Error("there is a second * in this call");
                state.Take();
                morePositional = expressions.Read();
            }
            else if (state.Current.Kind == TokenKind.Name && state.Next.IsOperator("="))
            {
                var name = state.Take().Text;
                state.Take();
                named.Add((name, expressions.Read()));
            }
            else
            {
                if (named.Count > 0 || morePositional is not null)
                    throw state.Error("an argument without a name comes behind one with a name");
                positional.Add(expressions.Read());
            }
        }
        return new ArgumentList(positional, named, morePositional, moreNamed);
    }

    private Expression ReadAttribute(Expression target)
    {
        int line = state.Take().Line;
        return state.Current.Kind switch
        {
            TokenKind.Name => new Expression.Attribute(target, state.Take().Text, line),
            TokenKind.Number when state.Current.Constant is IntegerValue number =>
                new Expression.Item(target, new Expression.Constant(number, state.Take().Line), line),
            _ => throw state.Expected("a name or a number"),
        };
    }

    private Expression ReadItem(Expression target, ExpressionParser expressions)
    {
        int line = state.Take().Line;
        Expression? start = state.Current.IsOperator(":") ? null : expressions.Read();
        if (start is not null && state.Current.IsOperator(","))
        {
            var items = new List<Expression> { start };
            while (state.TryTakeOperator(",")) items.Add(expressions.Read());
            state.ExpectOperator("]");
            return new Expression.Item(target, new Expression.Tuple(items, line), line);
        }
        if (!state.TryTakeOperator(":"))
        {
            state.ExpectOperator("]");
            return new Expression.Item(target, start!, line);
        }
        var stop = ReadBound(expressions);
        var step = state.TryTakeOperator(":") ? ReadBound(expressions) : null;
        state.ExpectOperator("]");
        return new Expression.Slice(target, start, stop, step, line);
    }

    private Expression? ReadBound(ExpressionParser expressions) =>
        state.Current.IsOperator(":") || state.Current.IsOperator("]") ? null : expressions.Read();

    private Expression.Call ReadCall(Expression target, ExpressionParser expressions)
    {
        int line = state.Current.Line;
        return new Expression.Call(target, ReadArguments(expressions), line);
    }

    private Expression ReadTest(Expression value, ExpressionParser expressions)
    {
        int line = state.Take().Line;
        bool isNegated = state.TryTakeName("not");
        var name = ReadDottedName();
        state.CheckTest(name);
        var arguments = ArgumentList.None;
        if (state.Current.IsOperator("(")) arguments = ReadArguments(expressions);
        else if (BeginsArgument())
        {
            state.Enter();
            arguments = new ArgumentList([ReadPostfix(expressions.ReadPrimary(), expressions)], []);
            state.Leave();
        }
        var test = new Expression.Test(value, name.Text, arguments, line);
        return isNegated ? new Expression.Unary("not", test, line) : test;
    }

    // One argument may stand without parentheses; any word but these begins one.
    private bool BeginsArgument()
    {
        var token = state.Current;
        if (token.IsName("is")) throw state.Error("a second 'is' can't follow the first; put the first test in parentheses");
        return token.Kind switch
        {
            TokenKind.Name => token.Text is not ("else" or "or" or "and"),
            TokenKind.String or TokenKind.Number => true,
            TokenKind.Operator => token.Text is "[" or "{",
            _ => false,
        };
    }

    private Token ReadDottedName()
    {
        var name = state.ExpectName();
        while (state.TryTakeOperator(".")) name = name with { Text = $"{name.Text}.{state.ExpectName().Text}" };
        return name;
    }
}
