using System.Numerics;

namespace Piecewise.Llm.Templates.Values;

/// <summary>Values in order: a list or a tuple.</summary>
internal abstract class SequenceValue : Value
{
    protected SequenceValue(IReadOnlyList<Value> items, Budget budget)
    {
        Items = items;
        int inner = 0;
        foreach (var item in items) inner = Math.Max(inner, item.Depth);
        Depth = budget.DepthAround(inner);
    }

    public IReadOnlyList<Value> Items { get; }

    public override bool IsTrue => Items.Count > 0;

    public override int Depth { get; }
}

internal sealed class ListValue(IReadOnlyList<Value> items, Budget budget) : SequenceValue(items, budget)
{
    public override string TypeName => "list";
}

internal sealed class TupleValue(IReadOnlyList<Value> items, Budget budget) : SequenceValue(items, budget)
{
    public override string TypeName => "tuple";
}

/// <summary>Whole numbers at equal distances; the items are made when asked for.</summary>
internal sealed class RangeValue(BigInteger start, BigInteger stop, BigInteger step, int count) : Value
{
    public override string TypeName => "range";

    public override bool IsTrue => count > 0;

    public int Count => count;

    public BigInteger Start => start;

    public BigInteger Stop => stop;

    public BigInteger Step => step;

    public IntegerValue this[int index] => new(start + (step * index));

    public IEnumerable<Value> Items => Enumerable.Range(0, count).Select(i => this[i]);
}

/// <summary>What can be gone through once, item by item, such as the result of <c>map</c> and <c>select</c>.</summary>
internal sealed class IteratorValue : Value
{
    private readonly IEnumerator<Value> items;

    /// <param name="items">What it gives.</param>
    /// <param name="source">What the items are made from.</param>
    /// <param name="budget">Bounds how many of them stand on one another, since each asks the one below.</param>
    /// <param name="typeName">Python's name of the type.</param>
    public IteratorValue(IEnumerable<Value> items, Value source, Budget budget, string typeName = "generator")
    {
        (this.items, TypeName) = (items.GetEnumerator(), typeName);
        Depth = budget.DepthAround(source.Depth);
    }

    public override string TypeName { get; }

    public override int Depth { get; }

    /// <summary>What is left; whoever goes through it takes it.</summary>
    public IEnumerable<Value> Rest()
    {
        while (items.MoveNext()) yield return items.Current;
    }
}
