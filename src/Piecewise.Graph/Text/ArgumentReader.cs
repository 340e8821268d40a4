using System.Collections.Immutable;
using Piecewise.Tensors;

namespace Piecewise.Graphs;

/// <summary>Reads arguments: of a call by schema slot, of a piece, of the output.</summary>
internal sealed class ArgumentReader(GraphLexer lexer, IReadOnlyDictionary<string, Node?> values, Func<Graph> readNested)
{
    /// <summary>True once an argument was a value whose operator is unknown.</summary>
    public bool DependOnUnknown { get; private set; }

    /// <summary>The arguments in parentheses, one per schema slot with defaults filled in. Without a schema they are only read.</summary>
    public ImmutableArray<Argument> ForSchema(OperatorSchema? schema)
    {
        var position = lexer.SkipSpace();
        var slots = new Argument?[schema?.Arguments.Length ?? 0];
        var (next, named) = (0, false);
        lexer.Expect("(");
        if (!lexer.TrySymbol(")"))
        {
            do
            {
                position = lexer.SkipSpace();
                if (TryName() is { } name)
                {
                    named = true;
                    var value = Argument();
                    if (schema is not null)
                    {
                        slots[Slot(schema, name, slots, position)] = value;
                    }
                }
                else
                {
                    var value = !named ? Argument() : throw lexer.Error("a named argument after a named one");
                    if (schema is not null)
                    {
                        slots[Slot(schema, next++, position)] = value;
                    }
                }
            }
            while (lexer.TrySymbol(","));
            lexer.Expect(")");
        }
        for (var i = 0; i < slots.Length; i++)
        {
            slots[i] ??= schema!.Arguments[i].Default
                ?? throw lexer.Error(position, $"the argument '{schema.Arguments[i].Name}' of {schema}", "none");
        }
        return [.. slots.Select(s => s!)];
    }

    /// <summary>Arguments in parentheses, without names.</summary>
    public ImmutableArray<Argument> Positional()
    {
        lexer.Expect("(");
        return Items(")");
    }

    public Argument Argument()
    {
        switch (lexer.Peek())
        {
            case '%':
                return Value();
            case '"':
                return lexer.QuotedText("a text");
            case '[':
                lexer.Expect("[");
                lexer.Enter();
                var items = Items("]");
                lexer.Leave();
                return new ListArgument(items);
            case '-' when lexer.TrySymbol("-inf"):
                return double.NegativeInfinity;
            case '-' or (>= '0' and <= '9'):
                return lexer.Number();
            default:
                return Literal();
        }
    }

    private static int Slot(OperatorSchema schema, string name, Argument?[] taken)
    {
        for (var i = 0; i < taken.Length; i++)
        {
            if (schema.Arguments[i].Name == name)
            {
                return taken[i] is null ? i : -1;
            }
        }
        return -1;
    }

    private int Slot(OperatorSchema schema, string name, Argument?[] taken, int position)
    {
        var slot = Slot(schema, name, taken);
        return slot >= 0 ? slot : throw lexer.Error(position, $"an argument of {schema} that is not given yet", $"'{name}'");
    }

    private int Slot(OperatorSchema schema, int index, int position) =>
        index < schema.Arguments.Length && !schema.Arguments[index].IsKeywordOnly
            ? index
            : throw lexer.Error(position, $"at most {index} arguments without a name for {schema}", "another one");

    private string? TryName()
    {
        var word = lexer.PeekWord().ToString();
        return word.Length > 0 && lexer.TryWordBefore(word, '=') && lexer.TrySymbol("=") ? word : null;
    }

    private ImmutableArray<Argument> Items(string end)
    {
        var items = ImmutableArray.CreateBuilder<Argument>();
        if (!lexer.TrySymbol(end))
        {
            do
            {
                items.Add(Argument());
            }
            while (lexer.TrySymbol(","));
            lexer.Expect(end);
        }
        return items.ToImmutable();
    }

    private Argument Value()
    {
        lexer.Expect("%");
        var position = lexer.Position;
        var name = lexer.Name("a value's name");
        if (!values.TryGetValue(name, out var node))
        {
            throw lexer.Error(position, "a value that is defined above", $"%{name}");
        }
        DependOnUnknown |= node is null;
        return node is null ? Graphs.Argument.None : node;
    }

    private Argument Literal()
    {
        var position = lexer.SkipSpace();
        if (lexer.PeekWord().SequenceEqual("graph"))
        {
            return new GraphArgument(readNested());
        }
        var word = lexer.Word("an argument");
        switch (word)
        {
            case "none":
                return Graphs.Argument.None;
            case "true":
                return true;
            case "false":
                return false;
            case "inf":
                return double.PositiveInfinity;
            case "nan":
                return double.NaN;
            case "device":
                return new DeviceArgument(InParentheses(() => lexer.QuotedText("a device")));
            case "layout":
                return new LayoutArgument(InParentheses(() => lexer.QuotedText("a layout")));
            case "memory_format":
                return new MemoryFormatArgument(InParentheses(Format));
            default:
                return DTypes.TryParse(word, out var dtype) ? dtype : throw lexer.Error(position, "an argument", $"'{word}'");
        }
    }

    private T InParentheses<T>(Func<T> read)
    {
        lexer.Expect("(");
        var value = read();
        lexer.Expect(")");
        return value;
    }

    private MemoryFormat Format()
    {
        foreach (var format in Enum.GetValues<MemoryFormat>())
        {
            if (lexer.TryWord(format.ToString()))
            {
                return format;
            }
        }
        throw lexer.Error($"a memory format ({string.Join(", ", Enum.GetNames<MemoryFormat>())})");
    }
}
