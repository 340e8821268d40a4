using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>What is known of a node's value before anything runs. Types are values: equal parts make equal types.</summary>
internal abstract record NodeType
{
    /// <summary>The type as the text form spells it.</summary>
    public sealed override string ToString() => Text;

    protected abstract string Text { get; }
}

/// <summary>A symbolic int. <see cref="Value"/> is its expression over the graph's symbols.</summary>
internal sealed record SymIntType(SymInt Value) : NodeType
{
    protected override string Text => "sym_int";
}

/// <summary>A float computed from sizes; its value is not tracked symbolically.</summary>
internal sealed record SymFloatType : NodeType
{
    public static SymFloatType Instance { get; } = new();

    protected override string Text => "sym_float";
}

/// <summary>A bool computed from sizes. <see cref="Value"/> is its condition where it is known.</summary>
internal sealed record SymBoolType(SymBool? Value = null) : NodeType
{
    protected override string Text => "sym_bool";
}

/// <summary>The absent result of an operator that returns an optional tensor, or of one that returns nothing.</summary>
internal sealed record NoneType : NodeType
{
    public static NoneType Instance { get; } = new();

    protected override string Text => "none";
}

/// <summary>Several results, or a list of tensors whose length is known.</summary>
internal sealed record TupleType(ImmutableArray<NodeType> Items) : NodeType
{
    protected override string Text => $"({string.Join(", ", Items)})";

    public bool Equals(TupleType? other) => other is not null && Items.AsSpan().SequenceEqual(other.Items.AsSpan());

    public override int GetHashCode() => Items.Aggregate(17, (hash, item) => HashCode.Combine(hash, item));
}
