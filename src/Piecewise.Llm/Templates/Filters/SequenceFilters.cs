using Piecewise.Llm.Templates.Operations;
using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Filters;

/// <summary>Filters over items: their order, one of them, groups of them.</summary>
internal static class SequenceFilters
{
    public static IReadOnlyDictionary<string, Filter> All { get; } = new Dictionary<string, Filter>(StringComparer.Ordinal)
    {
        ["default"] = Default,
        ["d"] = Default,
        ["list"] = ToList,
        ["items"] = Items,
        ["first"] = First,
        ["last"] = Last,
        ["reverse"] = Reverse,
        ["sort"] = Sort,
        ["dictsort"] = DictSort,
        ["unique"] = Unique,
        ["min"] = (input, arguments, budget) => Extreme(input, arguments, "min", -1, budget),
        ["max"] = (input, arguments, budget) => Extreme(input, arguments, "max", 1, budget),
        ["batch"] = Batch,
        ["slice"] = Slice,
        ["groupby"] = GroupBy,
    };

    private static Value Default(Value input, CallArguments arguments, Budget budget)
    {
        var given = arguments.Bind("default", 0, "default_value", "boolean");
        bool isMissing = input is UndefinedValue || (given[1]?.IsTrue == true && !input.IsTrue);
        return isMissing ? given[0] ?? TextValue.Empty : input;
    }

    private static ListValue ToList(Value input, CallArguments arguments, Budget budget)
    {
        arguments.Bind("list", 0);
        return budget.List(Iteration.Of(input, budget));
    }

    private static IteratorValue Items(Value input, CallArguments arguments, Budget budget)
    {
        arguments.Bind("items", 0);
        return new IteratorValue(Pairs(), input, budget);

        // As of a generator, what is wrong is said when the first pair is asked for.
        IEnumerable<Value> Pairs()
        {
            if (input is UndefinedValue) yield break;
            if (input is not DictValue dict) throw new TemplateException($"items takes a dict, and was given {Iteration.Described(input)}");
            foreach (var (key, value) in dict.Items) yield return new TupleValue([key, value], budget);
        }
    }

    private static Value First(Value input, CallArguments arguments, Budget budget)
    {
        arguments.Bind("first", 0);
        foreach (var item in Iteration.Of(input, budget)) return item;
        return new UndefinedValue("No first item, sequence was empty.");
    }

    private static Value Last(Value input, CallArguments arguments, Budget budget)
    {
        arguments.Bind("last", 0);
        var items = Reversed(input, budget)
            ?? throw new TemplateException($"{Iteration.Described(input)} can't be gone through from its end");
        foreach (var item in items) return item;
        return new UndefinedValue("No last item, sequence was empty.");
    }

    private static Value Reverse(Value input, CallArguments arguments, Budget budget)
    {
        arguments.Bind("reverse", 0);
        if (input is TextValue text) return Iteration.Slice(text, null, null, new IntegerValue(-1), budget);
        var type = input is ListValue ? "list_reverseiterator" : "reversed";
        var items = Reversed(input, budget) ?? budget.List(Iteration.Of(input, budget)).Items.Reverse();
        return new IteratorValue(items, input, budget, type);
    }

    private static IEnumerable<Value>? Reversed(Value input, Budget budget) => input switch
    {
        SequenceValue sequence => sequence.Items.Reverse(),
        RangeValue range => Enumerable.Range(0, range.Count).Select(i => (Value)range[range.Count - 1 - i]),
        TextValue or DictValue or DictViewValue or UndefinedValue => budget.List(Iteration.Of(input, budget)).Items.Reverse(),
        _ => null,
    };

    private static ListValue Sort(Value input, CallArguments arguments, Budget budget)
    {
        var given = arguments.Bind("sort", 0, "reverse", "case_sensitive", "attribute");
        var paths = AttributePath.AllOf(given[2]);
        bool isExact = given[1]?.IsTrue == true;
        return budget.List(Ordering.Sorted(
            Iteration.Of(input, budget), item => budget.List(paths.Select(path => Key(path.Of(item, budget), isExact, budget))),
            budget, given[0]?.IsTrue == true));
    }

    private static ListValue DictSort(Value input, CallArguments arguments, Budget budget)
    {
        var given = arguments.Bind("dictsort", 0, "case_sensitive", "by", "reverse");
        var by = given[1] is null ? "key" : TextMethods.Text(given[1]!, "dictsort");
        if (by is not ("key" or "value")) throw new TemplateException("dictsort sorts by 'key' or by 'value'");
        if (input is UndefinedValue undefined) throw undefined.Error();
        var dict = input as DictValue ?? throw new TemplateException($"dictsort takes a dict, and was given {Iteration.Described(input)}");
        bool isExact = given[0]?.IsTrue == true;
        var sorted = Ordering.Sorted(
            dict.Items, item => Key(by == "key" ? item.Key : item.Value, isExact, budget), budget, given[2]?.IsTrue == true);
        return budget.List(sorted.Select(item => new TupleValue([item.Key, item.Value], budget)));
    }

    private static IteratorValue Unique(Value input, CallArguments arguments, Budget budget)
    {
        var given = arguments.Bind("unique", 0, "case_sensitive", "attribute");
        bool isExact = given[0]?.IsTrue == true;
        var path = AttributePath.Of(given[1]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return new IteratorValue(Lazy(() => Iteration.Of(input, budget)).Where(item => seen.Add(KeyOf(item))), input, budget);

        string KeyOf(Value item) => DictKey.Of(Key(path.Of(item, budget), isExact, budget), budget);
    }

    private static Value Extreme(Value input, CallArguments arguments, string name, int sign, Budget budget)
    {
        var given = arguments.Bind(name, 0, "case_sensitive", "attribute");
        bool isExact = given[0]?.IsTrue == true;
        var path = AttributePath.Of(given[1]);
        Value? best = null;
        Value? bestKey = null;
        foreach (var item in Iteration.Of(input, budget))
        {
            var key = Key(path.Of(item, budget), isExact, budget);
            if (bestKey is null || Ordering.Compare(key, bestKey, sign < 0 ? "<" : ">", budget) is { } order && order * sign > 0)
                (best, bestKey) = (item, key);
        }
        return best ?? new UndefinedValue("No aggregated item, sequence was empty.");
    }

    private static IteratorValue Batch(Value input, CallArguments arguments, Budget budget)
    {
        var given = arguments.Bind("batch", 1, "linecount", "fill_with");
        int size = Numbers.Integer(given[0]!, "a count");
        return new IteratorValue(Batches(), input, budget);

        IEnumerable<Value> Batches()
        {
            var batch = new List<Value>();
            foreach (var item in Iteration.Of(input, budget))
            {
                if (batch.Count == size)
                {
                    yield return new ListValue(batch, budget);
                    batch = [];
                }
                budget.Add(batch, item);
            }
            if (batch.Count == 0) yield break;
            while (given[1] is not (null or NoneValue) && batch.Count < size) budget.Add(batch, given[1]!);
            yield return new ListValue(batch, budget);
        }
    }

    private static IteratorValue Slice(Value input, CallArguments arguments, Budget budget)
    {
        var given = arguments.Bind("slice", 1, "slices", "fill_with");
        int count = Numbers.Integer(given[0]!, "a count");
        return new IteratorValue(Slices(), input, budget);

        IEnumerable<Value> Slices()
        {
            var items = budget.List(Iteration.Of(input, budget)).Items;
            if (count == 0) throw new TemplateException("slice can't make 0 slices");
            int start = 0;
            for (int i = 0; i < count; i++)
            {
                int size = (items.Count / count) + (i < items.Count % count ? 1 : 0);
                var slice = items.Skip(start).Take(size);
                bool fills = given[1] is not (null or NoneValue) && i >= items.Count % count;
                yield return budget.List(fills ? slice.Append(given[1]!) : slice);
                start += size;
            }
        }
    }

    private static ListValue GroupBy(Value input, CallArguments arguments, Budget budget)
    {
        var given = arguments.Bind("groupby", 1, "attribute", "default", "case_sensitive");
        var path = AttributePath.Of(given[0]);
        bool isExact = given[2]?.IsTrue == true;
        var groups = new List<(Value Key, List<Value> Items)>();
        foreach (var item in Ordering.Sorted(Iteration.Of(input, budget), KeyOf, budget))
        {
            var key = KeyOf(item);
            if (groups.Count == 0 || !Ordering.AreEqual(groups[^1].Key, key, budget)) groups.Add((key, []));
            budget.Add(groups[^1].Items, item);
        }
        // The group is named as its first item has it, not as it was compared.
        return budget.List(groups.Select(g => new TupleValue(
            [path.Of(g.Items[0], budget, given[1]), new ListValue(g.Items, budget)], budget)));

        Value KeyOf(Value item) => Key(path.Of(item, budget, given[1]), isExact, budget);
    }

    private static Value Key(Value value, bool isExact, Budget budget) =>
        !isExact && value is TextValue text ? budget.Text(PythonText.Lower(text.Text)) : value;

    private static IEnumerable<Value> Lazy(Func<IEnumerable<Value>> items)
    {
        foreach (var item in items()) yield return item;
    }
}
