using System.Collections.Immutable;
using System.Globalization;
using Piecewise.Tensors;

namespace Piecewise.Graphs;

/// <summary>One argument of a call: a node, a literal, nothing, a list of arguments, or a nested graph.</summary>
internal abstract record Argument
{
    public static Argument None => NoneArgument.Instance;

    public static implicit operator Argument(Node node) => new NodeArgument(node);

    public static implicit operator Argument(long value) => new IntArgument(value);

    // Without this an int would be converted by way of long or of double, whichever the compiler finds better.
    public static implicit operator Argument(int value) => new IntArgument(value);

    public static implicit operator Argument(double value) => new FloatArgument(value);

    public static implicit operator Argument(bool value) => new BoolArgument(value);

    public static implicit operator Argument(string value) => new StringArgument(value);

    public static implicit operator Argument(DType value) => new DTypeArgument(value);

    public static implicit operator Argument(ImmutableArray<Argument> items) => new ListArgument(items);

    public static Argument List(IEnumerable<Argument> items) => new ListArgument([.. items]);

    public static Argument Ints(IEnumerable<long> items) => new ListArgument([.. items.Select(i => (Argument)i)]);

    /// <summary>The type of the value; null for a list, and for a literal (a text, a dtype, …) that is no value by itself.</summary>
    public NodeType? Type => this switch
    {
        NodeArgument a => a.Node.Type,
        IntArgument a => new SymIntType(a.Value),
        FloatArgument => SymFloatType.Instance,
        BoolArgument a => new SymBoolType(a.Value ? SymBool.True : SymBool.False),
        NoneArgument => NoneType.Instance,
        _ => null,
    };

    /// <summary>The nodes in this argument, in order, those inside lists included; nodes of a nested graph are not of this graph.</summary>
    public IEnumerable<Node> Nodes => this switch
    {
        NodeArgument a => [a.Node],
        ListArgument a => a.Items.SelectMany(i => i.Nodes),
        _ => [],
    };

    /// <summary>The same argument with each node replaced.</summary>
    public Argument Map(Func<Node, Argument> replace)
    {
        ArgumentNullException.ThrowIfNull(replace);
        switch (this)
        {
            case NodeArgument a:
                return replace(a.Node);
            case ListArgument a:
                return new ListArgument([.. a.Items.Select(i => i.Map(replace))]);
            default:
                return this;
        }
    }
}

internal sealed record NodeArgument(Node Node) : Argument
{
    public override string ToString() => "%" + TextQuote.Name(Node.Name);
}

internal sealed record IntArgument(long Value) : Argument
{
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A float literal; always printed with a point, an exponent or a name, so that it never reads as an int.</summary>
internal sealed record FloatArgument(double Value) : Argument
{
    // Every NaN equals every NaN and 0.0 differs from -0.0: a graph must equal its parsed text.
    public bool Equals(FloatArgument? other) =>
        other is not null && Value.Equals(other.Value) && (Value != 0 || double.IsNegative(Value) == double.IsNegative(other.Value));

    public override int GetHashCode() => Value.GetHashCode();

    public override string ToString()
    {
        if (!double.IsFinite(Value))
        {
            return double.IsNaN(Value) ? "nan" : Value > 0 ? "inf" : "-inf";
        }
        var text = Value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny('.', 'E', 'e') < 0 ? text + ".0" : text;
    }
}

internal sealed record BoolArgument(bool Value) : Argument
{
    public override string ToString() => Value ? "true" : "false";
}

internal sealed record StringArgument(string Value) : Argument
{
    public override string ToString() => TextQuote.Quote(Value);
}

internal sealed record DTypeArgument(DType Value) : Argument
{
    public override string ToString() => Value.TextName();
}

/// <summary>A device by PyTorch's name: <c>cpu</c>, <c>cuda:0</c>, <c>meta</c>.</summary>
internal sealed record DeviceArgument(string Value) : Argument
{
    public override string ToString() => $"device({TextQuote.Quote(Value)})";
}

internal enum MemoryFormat { Contiguous, Preserve, ChannelsLast, ChannelsLast3d }

internal sealed record MemoryFormatArgument(MemoryFormat Value) : Argument
{
    public override string ToString() => $"memory_format({Value})";
}

/// <summary>A storage layout by name; only <c>strided</c> is ever accepted by an operator.</summary>
internal sealed record LayoutArgument(string Value) : Argument
{
    public override string ToString() => $"layout({TextQuote.Quote(Value)})";
}

internal sealed record NoneArgument : Argument
{
    public static NoneArgument Instance { get; } = new();

    public override string ToString() => "none";
}

internal sealed record ListArgument(ImmutableArray<Argument> Items) : Argument
{
    public bool Equals(ListArgument? other) => other is not null && Items.AsSpan().SequenceEqual(other.Items.AsSpan());

    public override int GetHashCode() => Items.Aggregate(19, (hash, item) => HashCode.Combine(hash, item));

    public override string ToString() => $"[{string.Join(", ", Items)}]";
}

/// <summary>A nested graph: a branch of <c>cond</c>, the condition or body of <c>while_loop</c>. It sees only its own inputs.</summary>
internal sealed partial record GraphArgument(Graph Graph) : Argument;
