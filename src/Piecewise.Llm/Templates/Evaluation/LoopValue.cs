using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Evaluation;

/// <summary>What <c>loop</c> is inside a loop. It looks one item ahead only when it is asked what comes.</summary>
internal sealed class LoopValue : Value
{
    private readonly Budget budget;
    private readonly int depth;
    private readonly CallableValue? recurse;
    private IEnumerator<Value> rest;
    private int? length;
    private Value? before;
    private Value? current;
    private Value? after;
    private Value[]? lastChanged;
    private int index = -1;

    /// <param name="items">What is gone through.</param>
    /// <param name="length">How many there are, where that is known before.</param>
    /// <param name="depth">How many recursive loops are around it.</param>
    /// <param name="recurse">Goes through something else in the same way.</param>
    /// <param name="budget">The rendering's limits.</param>
    public LoopValue(IEnumerable<Value> items, int? length, int depth, CallableValue? recurse, Budget budget) =>
        (rest, this.length, this.depth, this.recurse, this.budget) = (items.GetEnumerator(), length, depth, recurse, budget);

    public override string TypeName => "LoopContext";

    public override string ObjectName => "jinja2.runtime.LoopContext object";

    /// <summary>What a call of <c>loop</c> does; null where the loop is not recursive.</summary>
    public CallableValue? Recurse => recurse;

    /// <summary>The next item; null at the end.</summary>
    public Value? Next()
    {
        var next = Peek();
        after = null;
        if (next is null) return null;
        index++;
        (before, current) = (current, next);
        return next;
    }

    public override Value? Attribute(string name) => name switch
    {
        "index" => new IntegerValue(index + 1),
        "index0" => new IntegerValue(index),
        "first" => BooleanValue.Of(index == 0),
        "last" => BooleanValue.Of(Peek() is null),
        "length" => new IntegerValue(Length()),
        "revindex" => new IntegerValue(Length() - index),
        "revindex0" => new IntegerValue(Length() - index - 1),
        "previtem" => (index == 0 ? null : before) ?? new UndefinedValue("there is no previous item"),
        "nextitem" => Peek() ?? new UndefinedValue("there is no next item"),
        "depth" => new IntegerValue(depth + 1),
        "depth0" => new IntegerValue(depth),
        "cycle" => new CallableValue(name, Cycle),
        "changed" => new CallableValue(name, Changed),
        _ => null,
    };

    private Value? Peek() => after ??= rest.MoveNext() ? rest.Current : null;

    private int Length()
    {
        if (length is { } known) return known;
        var left = new List<Value>();
        while (rest.MoveNext()) budget.Add(left, rest.Current);
        rest = left.GetEnumerator();
        length = left.Count + index + 1 + (after is null ? 0 : 1);
        return length.Value;
    }

    private Value Cycle(CallArguments arguments) => arguments.Positional.Count > 0
        ? arguments.Positional[index % arguments.Positional.Count]
        : throw new TemplateException("loop.cycle needs something to choose from");

    private BooleanValue Changed(CallArguments arguments)
    {
        Value[] values = [.. arguments.Positional];
        bool isSame = lastChanged is not null && lastChanged.Length == values.Length
            && values.Zip(lastChanged).All(pair => Ordering.AreEqual(pair.First, pair.Second, budget));
        lastChanged = values;
        return BooleanValue.Of(!isSame);
    }
}
