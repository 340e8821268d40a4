using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>Reads one graph, nested ones with readers of their own.</summary>
internal sealed class GraphReader(ModuleReader module)
{
    private readonly GraphLexer lexer = module.Lexer;

    // Null is a value that depends on an unknown operator: it has no type, so what takes it is skipped.
    private readonly Dictionary<string, Node?> values = new(StringComparer.Ordinal);
    private Graph graph = null!;
    private bool onlyInputs = true;

    /// <exception cref="GraphFormatException">The text is wrong.</exception>
    public Graph Read()
    {
        lexer.Enter();
        if (!lexer.TryWord("graph"))
        {
            throw lexer.Error("'graph'");
        }
        lexer.Expect("@");
        graph = new Graph(lexer.Name("the graph's name"), new ShapeEnvironment(), ReadStage());
        lexer.Expect("{");
        ReadSymbols();
        while (!lexer.TrySymbol("}"))
        {
            if (graph.Output is not null)
            {
                throw lexer.Error("'}' after the output");
            }
            if (lexer.TryWord("output"))
            {
                ReadOutput();
            }
            else
            {
                ReadNode();
            }
        }
        lexer.Leave();
        return graph;
    }

    private Stage ReadStage()
    {
        foreach (var stage in Enum.GetValues<Stage>())
        {
            if (lexer.TryWord(stage.ToString().ToLowerInvariant()))
            {
                return stage;
            }
        }
        throw lexer.Error($"a stage ({string.Join(", ", Enum.GetNames<Stage>().Select(n => n.ToLowerInvariant()))})");
    }

    private void ReadSymbols()
    {
        while (true)
        {
            var position = lexer.SkipSpace();
            if (lexer.TryWord("symbol"))
            {
                var name = lexer.Word("the symbol's name");
                if (!lexer.TryWord("in"))
                {
                    throw lexer.Error("'in'");
                }
                var interval = ReadInterval();
                Guard(position, "a symbol with bounds", () => graph.Shapes.Define(name, interval));
            }
            else if (lexer.TryWord("fact"))
            {
                var fact = Types().Condition(ends: "");
                Guard(position, "a fact that can hold", () => graph.Shapes.AddFact(fact));
            }
            else
            {
                return;
            }
        }
    }

    private Interval ReadInterval()
    {
        long? min = null, max = null;
        if (lexer.TrySymbol("["))
        {
            min = lexer.Integer("the smallest value");
        }
        else
        {
            lexer.Expect("(");
            lexer.Expect("-inf");
        }
        lexer.Expect(",");
        if (lexer.TryWord("inf"))
        {
            lexer.Expect(")");
        }
        else
        {
            max = lexer.Integer("the largest value or 'inf'");
            lexer.Expect("]");
        }
        return new Interval(min, max);
    }

    private void ReadNode()
    {
        if (lexer.Peek() != '%')
        {
            throw lexer.Error("'%', 'output' or '}'");
        }
        lexer.Expect("%");
        var position = lexer.Position;
        var name = lexer.Name("a name");
        if (values.ContainsKey(name))
        {
            throw lexer.Error(position, "a new name", $"%{name} again");
        }
        var type = lexer.TrySymbol(":") ? Types().Type() : null;
        lexer.Expect("=");
        position = lexer.SkipSpace();
        var node = TryInputKind() is { } kind ? ReadInput(name, type, kind, position)
            : lexer.TryWordBefore("call", '@') ? ReadPieceCall(name, type)
            : ReadCall(name, type);
        var source = ReadSource();
        if (node is not null)
        {
            node.Source = source;
            onlyInputs &= node.Kind == NodeKind.Input;
        }
        values.Add(name, node);
    }

    private InputKind? TryInputKind() =>
        lexer.TryWordBefore("input", '"') ? InputKind.User
        : lexer.TryWordBefore("parameter", '"') ? InputKind.Parameter
        : lexer.TryWordBefore("buffer", '"') ? InputKind.Buffer
        : lexer.TryWordBefore("constant", '"') ? InputKind.Constant
        : null;

    private Node ReadInput(string name, NodeType? type, InputKind kind, int position)
    {
        if (type is null || !onlyInputs)
        {
            throw lexer.Error(position, type is null ? "an input with a type" : "inputs before all calls", $"%{name}");
        }
        var target = lexer.QuotedText("what the input stands for");
        var (isDonated, isChanged) = (lexer.TryWord("donated"), lexer.TryWord("changed"));
        return graph.AddInput(name, Types().WithValues(type), new InputSpec(kind, target) { IsDonated = isDonated, IsChanged = isChanged });
    }

    private Node? ReadPieceCall(string name, NodeType? type)
    {
        onlyInputs = false;
        lexer.Expect("@");
        var position = lexer.Position;
        var piece = module.Piece(lexer.Name("the piece's name"), position);
        var arguments = Arguments();
        var items = arguments.Positional();
        type = type is null ? null : Types().WithValues(type);
        return arguments.DependOnUnknown ? null : graph.AddPieceCall(piece, items, type ?? piece.ResultType, name);
    }

    private Node? ReadCall(string name, NodeType? type)
    {
        onlyInputs = false;
        var position = lexer.SkipSpace();
        var op = module.Operator(lexer.Word("'input', 'parameter', 'buffer', 'constant', 'call' or an operator"), position);
        var arguments = Arguments();
        var slots = arguments.ForSchema(op?.Schema);
        type = type is null ? null : Types().WithValues(type);
        if (op is null || arguments.DependOnUnknown)
        {
            return null;
        }
        return type is not null
            ? graph.AddCall(op, slots, type, name)
            : Guard(position, $"arguments that {op.Name} can take", () => graph.AddCall(op, slots, name));
    }

    private void ReadOutput()
    {
        var arguments = Arguments();
        var values = ImmutableArray.CreateBuilder<Argument>();
        var specs = ImmutableArray.CreateBuilder<OutputSpec>();
        if (lexer.Peek() != '}')
        {
            do
            {
                values.Add(arguments.Argument());
                specs.Add(ReadTarget());
            }
            while (lexer.TrySymbol(","));
        }
        graph.SetOutput(values.ToImmutable(), specs.ToImmutable());
    }

    private OutputSpec ReadTarget()
    {
        if (!lexer.TrySymbol("->"))
        {
            return OutputSpec.User;
        }
        var kind = lexer.TryWord("buffer") ? OutputKind.BufferMutation
            : lexer.TryWord("input") ? OutputKind.InputMutation
            : throw lexer.Error("'buffer' or 'input'");
        return new OutputSpec(kind, lexer.QuotedText("what is overwritten"));
    }

    private SourceLocation? ReadSource()
    {
        if (!lexer.TryWord("at"))
        {
            return null;
        }
        var (path, type, file) = (Text(), Text(), Text());
        var position = lexer.SkipSpace();
        var line = lexer.Integer("a line number");
        return line is >= int.MinValue and <= int.MaxValue
            ? new SourceLocation(path, type, file, (int)line, Text())
            : throw lexer.Error(position, "a line number", $"{line}");

        string? Text() => lexer.TryWord("none") ? null : lexer.QuotedText("a text or 'none'");
    }

    private TypeReader Types() => new(lexer, graph.Shapes);

    private ArgumentReader Arguments() => new(lexer, values, () => new GraphReader(module).Read());

    private void Guard(int position, string expected, Action action) => Guard(position, expected, () =>
    {
        action();
        return true;
    });

    // Rules of operators and of symbols run on whatever a text says; what they throw is a mistake in the text.
    private T Guard<T>(int position, string expected, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw lexer.Error(position, expected, $"this: {e.Message.TrimEnd('.')}");
        }
    }
}
