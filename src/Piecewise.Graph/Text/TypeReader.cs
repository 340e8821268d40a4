using System.Collections.Immutable;
using Piecewise.Tensors;

namespace Piecewise.Graphs;

/// <summary>Reads types, and the values after <c>-></c> that the symbolic numbers in them have.</summary>
internal sealed class TypeReader(GraphLexer lexer, ShapeEnvironment shapes)
{
    public NodeType Type()
    {
        var position = lexer.SkipSpace();
        if (lexer.TrySymbol("("))
        {
            return Tuple();
        }
        var word = lexer.Word("a type");
        switch (word)
        {
            case "sym_int":
                // Its value follows after the node.
                return new SymIntType(0);
            case "sym_float":
                return SymFloatType.Instance;
            case "sym_bool":
                return new SymBoolType();
            case "none":
                return NoneType.Instance;
            default:
                return DTypes.TryParse(word, out var dtype) ? Tensor(dtype) : throw lexer.Error(position, "a type", $"'{word}'");
        }
    }

    /// <summary>The type with the values that come next.</summary>
    public NodeType WithValues(NodeType type)
    {
        var count = SymbolicCount(type);
        if (count == 0 || (lexer.Peek() != '-' && !HasInt(type)))
        {
            return type;
        }
        lexer.Expect("->");
        var left = count;
        return Fill(type, ref left);
    }

    public SymBool Condition(string ends)
    {
        var position = lexer.Position;
        var text = lexer.Expression(ends);
        return Read(position, text, SymBool.Parse, c => c.Symbols);
    }

    private NodeType Tuple()
    {
        lexer.Enter();
        var items = ImmutableArray.CreateBuilder<NodeType>();
        if (!lexer.TrySymbol(")"))
        {
            do
            {
                items.Add(Type());
            }
            while (lexer.TrySymbol(","));
            lexer.Expect(")");
        }
        lexer.Leave();
        return new TupleType(items.ToImmutable());
    }

    private TensorType Tensor(DType dtype)
    {
        lexer.Expect("[");
        var position = lexer.Position;
        var shape = Sizes(";]");
        ImmutableArray<SymInt>? strides = lexer.TrySymbol(";") ? Sizes("]") : null;
        lexer.Expect("]");
        if (strides is { Length: var count } && count != shape.Length)
        {
            throw lexer.Error(position, $"{shape.Length} strides", $"{count}");
        }
        return new TensorType(dtype, shape, strides, lexer.TrySymbol("@") ? Device() : TensorType.Cpu);
    }

    private string Device()
    {
        if (lexer.Peek() == '"')
        {
            return lexer.QuotedText("a device");
        }
        var name = lexer.Word("a device");
        while (lexer.TrySymbol(":"))
        {
            name += ":" + lexer.Word("a device's number");
        }
        return name;
    }

    private ImmutableArray<SymInt> Sizes(string ends)
    {
        var sizes = ImmutableArray.CreateBuilder<SymInt>();
        if (ends.Contains(lexer.Peek(), StringComparison.Ordinal))
        {
            return [];
        }
        do
        {
            sizes.Add(Size("," + ends));
        }
        while (lexer.TrySymbol(","));
        return sizes.ToImmutable();
    }

    private SymInt Size(string ends)
    {
        var position = lexer.SkipSpace();
        return Read(position, lexer.Expression(ends), SymInt.Parse, e => e.Symbols);
    }

    private NodeType Fill(NodeType type, ref int left)
    {
        switch (type)
        {
            case SymIntType:
                return new SymIntType(Comma(Size(","), ref left));
            case SymBoolType:
                return new SymBoolType(Comma(lexer.TrySymbol("?") ? null : Condition(","), ref left));
            case TupleType tuple:
                var items = ImmutableArray.CreateBuilder<NodeType>(tuple.Items.Length);
                foreach (var item in tuple.Items)
                {
                    items.Add(Fill(item, ref left));
                }
                return new TupleType(items.MoveToImmutable());
            default:
                return type;
        }
    }

    private T Comma<T>(T value, ref int left)
    {
        if (--left > 0)
        {
            lexer.Expect(",");
        }
        return value;
    }

    private T Read<T>(int position, string text, Func<string, T> parse, Func<T, IReadOnlyList<string>> symbols)
    {
        T value;
        try
        {
            value = parse(text);
        }
        catch (Exception e) when (e is FormatException or ArithmeticException)
        {
            throw lexer.Error(position, "an expression over symbols", $"this: {e.Message.TrimEnd('.')}");
        }
        foreach (var symbol in symbols(value))
        {
            if (!shapes.Symbols.ContainsKey(symbol))
            {
                throw lexer.Error(position, $"symbols that are declared ('symbol {symbol} in [1, inf)')", $"'{symbol}'");
            }
        }
        return value;
    }

    private static int SymbolicCount(NodeType type) => type switch
    {
        SymIntType or SymBoolType => 1,
        TupleType t => t.Items.Sum(SymbolicCount),
        _ => 0,
    };

    private static bool HasInt(NodeType type) => type is SymIntType || (type is TupleType t && t.Items.Any(HasInt));
}
