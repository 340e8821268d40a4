namespace Piecewise.Llm.Templates.Syntax;

/// <summary>Reads a template: text, expressions to print, and statements with their blocks.</summary>
internal sealed class StatementParser
{
    private readonly ParserState state;
    private readonly ExpressionParser expressions;
    private readonly PostfixParser postfix;

    private StatementParser(ParserState state)
    {
        this.state = state;
        (expressions, postfix) = (new ExpressionParser(state), new PostfixParser(state));
    }

    /// <exception cref="TemplateException">The template is malformed; the message says its line.</exception>
    public static Block Read(string template, TemplateLimits limits, IKnownNames names)
    {
        if (template.Length > limits.Source)
            throw new TemplateLimitException($"the template has more than {limits.Source} characters");
        var state = new ParserState(Lexer.Read(template), limits, names);
        var block = new StatementParser(state).ReadBlock([]);
        state.ThrowIfUnknown();
        return block;
    }

    // Up to a tag with one of the words, which is taken up to its word; without words, to the end of the template.
    private Block ReadBlock(string[] ends)
    {
        state.Enter();
        var statements = new List<Statement>();
        while (true)
        {
            var token = state.Take();
            switch (token.Kind)
            {
                case TokenKind.Data:
                    statements.Add(new Statement.Data(token.Text, token.Line));
                    break;
                case TokenKind.PrintBegin:
                    statements.Add(new Statement.Print(expressions.ReadTuple(), token.Line));
                    state.Expect(TokenKind.PrintEnd);
                    break;
                case TokenKind.TagBegin:
                    if (state.Current.Kind == TokenKind.Name && ends.Contains(state.Current.Text))
                    {
                        state.Leave();
                        return new Block(statements);
                    }
                    statements.Add(ReadStatement(ends));
                    state.Expect(TokenKind.TagEnd);
                    break;
                default:
                    if (ends.Length > 0) throw state.Error($"the template ends where {Shown(ends)} is awaited");
                    state.Leave();
                    return new Block(statements);
            }
        }
    }

    // The body of a statement whose tag is read up to its end.
    private Block ReadBody(params string[] ends)
    {
        state.TryTakeOperator(":");
        state.Expect(TokenKind.TagEnd);
        return ReadBlock(ends);
    }

    // A body whose end is taken too. What is outside of it is no condition for names inside.
    private Block ReadScope(string end, bool isFunction = false)
    {
        var (before, loops) = (state.IsConditional, state.Loops);
        state.IsConditional = false;
        if (isFunction) state.Loops = 0;
        var body = ReadBody(end);
        state.Take();
        (state.IsConditional, state.Loops) = (before, loops);
        return body;
    }

    private Statement ReadStatement(string[] ends)
    {
        var word = state.ExpectName();
        return word.Text switch
        {
            "if" => ReadIf(word.Line),
            "for" => ReadFor(word.Line),
            "set" => ReadSet(word.Line),
            "macro" => ReadMacro(word.Line),
            "call" => ReadCallBlock(word.Line),
            "filter" => ReadFilterBlock(word.Line),
            "with" => ReadWith(word.Line),
            "print" => new Statement.Print(expressions.Read(), word.Line),
            "generation" => new Statement.Generation(ReadScope("endgeneration", isFunction: true), word.Line),
            "break" or "continue" when state.Loops > 0 => new Statement.Jump(word.Text == "break", word.Line),
            "break" or "continue" => throw new TemplateException($"'{word.Text}' stands outside of a loop", word.Line),
            "block" or "extends" or "include" or "import" or "from" or "autoescape" =>
                throw new TemplateException($"'{word.Text}' is not supported: a chat template is one text", word.Line),
            _ when ends.Length == 0 => throw new TemplateException($"there is no statement '{word.Text}'", word.Line),
            _ => throw new TemplateException($"'{word.Text}' stands where {Shown(ends)} is awaited", word.Line),
        };
    }

    private Statement.If ReadIf(int line)
    {
        bool before = state.IsConditional;
        state.IsConditional = true;
        var branches = new List<(Expression, Block)>();
        var otherwise = Block.Empty;
        for (string end = "elif"; end == "elif";)
        {
            var test = expressions.ReadTuple(isConditionAllowed: false);
            branches.Add((test, ReadBody("elif", "else", "endif")));
            end = state.Take().Text;
            if (end != "else") continue;
            otherwise = ReadBody("endif");
            state.Take();
        }
        state.IsConditional = before;
        return new Statement.If(branches, otherwise, line);
    }

    private Statement.For ReadFor(int line)
    {
        var target = expressions.ReadTarget(end: "in");
        state.ExpectName("in");
        var source = expressions.ReadTuple(isConditionAllowed: false, end: "recursive");
        var filter = state.TryTakeName("if") ? expressions.Read() : null;
        bool isRecursive = state.TryTakeName("recursive");
        bool before = state.IsConditional;
        state.IsConditional = false;
        state.Loops++;
        var body = ReadBody("endfor", "else");
        state.Loops--;
        var otherwise = Block.Empty;
        if (state.Take().Text == "else")
        {
            otherwise = ReadBody("endfor");
            state.Take();
        }
        state.IsConditional = before;
        return new Statement.For(target, source, filter, isRecursive, body, otherwise, line);
    }

    private Statement ReadSet(int line)
    {
        var target = expressions.ReadTarget(isNamespaceAllowed: true);
        if (state.TryTakeOperator("=")) return new Statement.Set(target, expressions.ReadTuple(), line);
        if (target is Expression.Tuple) throw state.Expected("'='");
        Expression.Filter? filter = null;
        while (state.TryTakeOperator("|")) filter = postfix.ReadFilter(filter, expressions);
        return new Statement.SetBlock(target, filter, ReadScope("endset"), line);
    }

    private Statement.Macro ReadMacro(int line)
    {
        var name = state.ExpectName().Text;
        state.Store(name);
        var (signature, body) = ReadFunction(ReadSignature, "endmacro");
        return new Statement.Macro(name, signature, body, line);
    }

    private Statement.CallBlock ReadCallBlock(int line)
    {
        var parameters = state.Current.IsOperator("(") ? ReadSignature() : [];
        if (expressions.Read() is not Expression.Call call) throw new TemplateException("a call block needs a call", line);
        var (signature, body) = ReadFunction(() => parameters, "endcall");
        return new Statement.CallBlock(call, signature, body, line);
    }

    private (MacroSignature Signature, Block Body) ReadFunction(Func<List<(string, Expression?)>> readParameters, string end)
    {
        var parameters = readParameters();
        state.BeginMacro();
        var body = ReadScope(end, isFunction: true);
        return (new MacroSignature(parameters) { Uses = state.EndMacro() }, body);
    }

    private List<(string Name, Expression? Default)> ReadSignature()
    {
        state.ExpectOperator("(");
        var parameters = new List<(string Name, Expression? Default)>();
        while (!state.TryTakeOperator(")"))
        {
            if (parameters.Count > 0) state.ExpectOperator(",");
            var name = state.ExpectName().Text;
            var fallback = state.TryTakeOperator("=") ? expressions.Read() : null;
            if (fallback is null && parameters.Exists(p => p.Default is not null))
                throw state.Error($"the parameter '{name}' has no default and comes behind one that has");
            parameters.Add((name, fallback));
        }
        return parameters;
    }

    private Statement.FilterBlock ReadFilterBlock(int line)
    {
        var filter = postfix.ReadFilter(null, expressions);
        while (state.TryTakeOperator("|")) filter = postfix.ReadFilter(filter, expressions);
        return new Statement.FilterBlock(filter, ReadScope("endfilter"), line);
    }

    private Statement.With ReadWith(int line)
    {
        var names = new List<(Expression, Expression)>();
        while (state.Current.Kind != TokenKind.TagEnd)
        {
            if (names.Count > 0) state.ExpectOperator(",");
            var target = expressions.ReadTarget();
            state.ExpectOperator("=");
            names.Add((target, expressions.Read()));
        }
        return new Statement.With(names, ReadScope("endwith"), line);
    }

    private static string Shown(string[] words) => string.Join(" or ", words.Select(w => $"'{w}'"));
}
