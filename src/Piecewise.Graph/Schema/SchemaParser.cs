using System.Collections.Immutable;
using System.Globalization;
using Piecewise.Tensors;

namespace Piecewise.Graphs;

/// <summary>Parses PyTorch's schema notation. A schema is written by us, so an error is a mistake in an operator's file.</summary>
internal sealed class SchemaParser(string text)
{
    private int position;

    public OperatorSchema Parse()
    {
        var ns = Identifier();
        Expect("::");
        var baseName = Identifier();
        var overload = TryTake(".") ? Identifier() : "default";
        var arguments = Arguments();
        Expect("->");
        var results = Results();
        if (Peek() != '\0')
        {
            throw Error("end of the schema");
        }
        return new OperatorSchema(ns, baseName, overload, arguments, results, text);
    }

    private ImmutableArray<SchemaArgument> Arguments()
    {
        var arguments = ImmutableArray.CreateBuilder<SchemaArgument>();
        var keywordOnly = false;
        Expect("(");
        while (!TryTake(")"))
        {
            if (TryTake("*"))
            {
                keywordOnly = true;
            }
            else
            {
                var type = Type();
                var name = Identifier();
                var value = TryTake("=") ? Default(type) : null;
                arguments.Add(new SchemaArgument(name, type, value, keywordOnly));
            }
            TryTake(",");
        }
        return arguments.ToImmutable();
    }

    private ImmutableArray<SchemaType> Results()
    {
        if (!TryTake("("))
        {
            return [Type()];
        }
        var results = ImmutableArray.CreateBuilder<SchemaType>();
        while (!TryTake(")"))
        {
            results.Add(Type());
            if (Peek() is not (',' or ')'))
            {
                Identifier();
            }
            TryTake(",");
        }
        return results.ToImmutable();
    }

    private SchemaType Type()
    {
        var kind = Identifier() switch
        {
            "Tensor" => SchemaKind.Tensor,
            "int" or "SymInt" => SchemaKind.Int,
            "float" or "SymFloat" => SchemaKind.Float,
            "bool" or "SymBool" => SchemaKind.Bool,
            "str" => SchemaKind.String,
            "Scalar" => SchemaKind.Scalar,
            "ScalarType" => SchemaKind.DType,
            "Device" => SchemaKind.Device,
            "Layout" => SchemaKind.Layout,
            "MemoryFormat" => SchemaKind.MemoryFormat,
            "Generator" => SchemaKind.Generator,
            "Graph" => SchemaKind.Graph,
            var other => throw new FormatException($"Unknown type '{other}' in the schema {text}."),
        };
        string? alias = null;
        var written = false;
        if (TryTake("("))
        {
            alias = Identifier();
            written = TryTake("!");
            while (!TryTake(")"))
            {
                // "a -> *" and "a|b": the set of the first name is enough, a result in it may alias any list item.
                position++;
            }
        }
        var optional = TryTake("?");
        if (!TryTake("["))
        {
            return new SchemaType(kind, false, optional, false, null, alias, written);
        }
        int? length = char.IsAsciiDigit(Peek()) ? int.Parse(Identifier(), CultureInfo.InvariantCulture) : null;
        Expect("]");
        return new SchemaType(kind, true, TryTake("?"), optional, length, alias, written);
    }

    private Argument Default(SchemaType type)
    {
        if (TryTake("["))
        {
            var items = ImmutableArray.CreateBuilder<Argument>();
            while (!TryTake("]"))
            {
                items.Add(Default(type with { IsList = false }));
                TryTake(",");
            }
            return new ListArgument(items.ToImmutable());
        }
        if (TryTake("\"") || TryTake("'"))
        {
            var end = text.IndexOfAny(['"', '\''], position);
            var value = text[position..end];
            position = end + 1;
            return value;
        }
        var start = position;
        while (Peek() is not (',' or ')' or ']' or '\0'))
        {
            position++;
        }
        var word = text[start..position].Trim();
        Argument literal = word switch
        {
            "None" => Argument.None,
            "True" => true,
            "False" => false,
            "contiguous_format" => new MemoryFormatArgument(MemoryFormat.Contiguous),
            "preserve_format" => new MemoryFormatArgument(MemoryFormat.Preserve),
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            "long" => DType.I64,
            "float" => DType.F32,
            // PyTorch's own number of a dtype: native_functions says "long", a printed schema says 4.
            "4" when type.Kind == SchemaKind.DType => DType.I64,
            "6" when type.Kind == SchemaKind.DType => DType.F32,
            _ when long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) =>
                type.Kind == SchemaKind.Float ? new FloatArgument(number) : number,
            _ => double.Parse(word, CultureInfo.InvariantCulture),
        };
        // int[2] stride=1 means a list of two ones.
        return type is { IsList: true, FixedLength: { } count } && literal is not NoneArgument
            ? Argument.List(Enumerable.Repeat(literal, count))
            : literal;
    }

    private string Identifier()
    {
        Peek();
        var start = position;
        while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] == '_'))
        {
            position++;
        }
        return position > start ? text[start..position] : throw Error("a name");
    }

    private char Peek()
    {
        while (position < text.Length && text[position] == ' ')
        {
            position++;
        }
        return position < text.Length ? text[position] : '\0';
    }

    private bool TryTake(string token)
    {
        Peek();
        if (!text.AsSpan(position).StartsWith(token, StringComparison.Ordinal))
        {
            return false;
        }
        position += token.Length;
        return true;
    }

    private void Expect(string token)
    {
        if (!TryTake(token))
        {
            throw Error($"'{token}'");
        }
    }

    private FormatException Error(string expected) => new($"Expected {expected} at position {position} of the schema {text}.");
}
