using System.Diagnostics.CodeAnalysis;

namespace Piecewise.Llm.Templates.Values;

/// <summary>Values by key, in the order in which the keys came.</summary>
internal sealed class DictValue : Value
{
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly List<(Value Key, Value Value)> items = [];
    private int depth;

    public DictValue(Budget budget) => depth = budget.DepthAround(0);

    public DictValue(IEnumerable<KeyValuePair<string, Value>> items, Budget budget)
        : this(budget)
    {
        foreach (var (key, value) in items) Set(new TextValue(key), value, budget);
    }

    public IReadOnlyList<(Value Key, Value Value)> Items => items;

    public override string TypeName => "dict";

    public override bool IsTrue => items.Count > 0;

    public override int Depth => depth;

    /// <summary>Only for whoever makes the dict: one that a template has seen stays as it is.</summary>
    /// <exception cref="TemplateException">The key is a list or a dict.</exception>
    public void Set(Value key, Value value, Budget budget)
    {
        budget.Step();
        depth = Math.Max(depth, budget.DepthAround(Math.Max(key.Depth, value.Depth)));
        var name = DictKey.Of(key, budget);
        if (places.TryGetValue(name, out int place)) items[place] = (items[place].Key, value);
        else
        {
            places.Add(name, items.Count);
            items.Add((key, value));
        }
    }

    public bool TryGet(string key, [NotNullWhen(true)] out Value? value) => TryGetKey(DictKey.Of(key), out value);

    /// <exception cref="TemplateException">The key is a list or a dict.</exception>
    public bool TryGet(Value key, Budget budget, [NotNullWhen(true)] out Value? value) => TryGetKey(DictKey.Of(key, budget), out value);

    private bool TryGetKey(string name, [NotNullWhen(true)] out Value? value)
    {
        value = places.TryGetValue(name, out int place) ? items[place].Value : null;
        return value is not null;
    }
}

/// <summary>The keys, values or pairs of a dict, in its order.</summary>
internal sealed class DictViewValue(DictValue dict, DictViewKind kind, Budget budget) : Value
{
    public override string TypeName => kind switch
    {
        DictViewKind.Keys => "dict_keys",
        DictViewKind.Values => "dict_values",
        _ => "dict_items",
    };

    public override bool IsTrue => dict.IsTrue;

    public override int Depth => dict.Depth;

    public int Count => dict.Items.Count;

    public IEnumerable<Value> Items => dict.Items.Select(item => kind switch
    {
        DictViewKind.Keys => item.Key,
        DictViewKind.Values => item.Value,
        _ => new TupleValue([item.Key, item.Value], budget),
    });
}

internal enum DictViewKind
{
    Keys,
    Values,
    Pairs,
}
