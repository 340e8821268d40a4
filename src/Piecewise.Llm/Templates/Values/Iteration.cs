using System.Numerics;
using System.Text;

namespace Piecewise.Llm.Templates.Values;

/// <summary>Going through values, and taking parts of them.</summary>
internal static class Iteration
{
    /// <summary>The items of what can be gone through.</summary>
    /// <exception cref="TemplateException">It is something else; said at once, not at the first item.</exception>
    public static IEnumerable<Value> Of(Value value, Budget budget) => TryOf(value, budget)
        ?? throw new TemplateException($"{Described(value)} can't be gone through item by item");

    /// <summary>The items; null if a value has none.</summary>
    public static IEnumerable<Value>? TryOf(Value value, Budget budget) => value switch
    {
        SequenceValue sequence => sequence.Items,
        DictValue dict => dict.Items.Select(item => item.Key),
        DictViewValue view => view.Items,
        RangeValue range => range.Items,
        IteratorValue iterator => iterator.Rest(),
        UndefinedValue => [],
        TextValue text => text.CodePoints().Select(point => (Value)budget.Text(point)),
        _ => null,
    };

    /// <summary>How many items or code points; null for what has no length.</summary>
    public static int? Length(Value value) => value switch
    {
        SequenceValue sequence => sequence.Items.Count,
        TextValue text => text.Length,
        DictValue dict => dict.Items.Count,
        DictViewValue view => view.Count,
        RangeValue range => range.Count,
        UndefinedValue => 0,
        _ => null,
    };

    /// <summary>The item at a place, from the end where it is negative; null if there is none.</summary>
    public static Value? At(Value value, BigInteger place, Budget budget)
    {
        if (value is not (SequenceValue or TextValue or RangeValue)) return null;
        int length = Length(value)!.Value;
        if (place.Sign < 0) place += length;
        if (place.Sign < 0 || place >= length) return null;
        int at = (int)place;
        return value switch
        {
            SequenceValue sequence => sequence.Items[at],
            RangeValue range => range[at],
            TextValue text => budget.Text(text.Slice(at, at + 1), text.IsMarkup),
            _ => null,
        };
    }

    /// <summary>The items from one place to another, or every so many of them.</summary>
    public static Value Slice(Value value, Value? start, Value? stop, Value? step, Budget budget)
    {
        if (value is UndefinedValue undefined) throw undefined.Error();
        if (value is not (SequenceValue or TextValue or RangeValue))
            throw new TemplateException($"{Described(value)} has no parts by place");
        int length = Length(value)!.Value;
        var by = Place(step) ?? 1;
        if (by.IsZero) throw new TemplateException("a slice can't go in steps of 0");
        BigInteger low = by.Sign > 0 ? 0 : -1;
        BigInteger high = by.Sign > 0 ? length : length - 1;
        var from = Clamp(Place(start), by.Sign > 0 ? low : high);
        var to = Clamp(Place(stop), by.Sign > 0 ? high : low);
        var distance = by.Sign > 0 ? to - from : from - to;
        int count = distance.Sign <= 0 ? 0 : (int)((distance - 1) / BigInteger.Abs(by)) + 1;
        budget.Charge(count);
        if (value is TextValue whole && by.IsOne) return budget.Text(whole.Slice((int)from, (int)from + count), whole.IsMarkup);
        if (value is RangeValue range)
            return new RangeValue(range.Start + (range.Step * from), range.Start + (range.Step * to), range.Step * by, count);
        var places = Enumerable.Range(0, count).Select(i => (int)(from + (by * i)));
        return value switch
        {
            TextValue text => budget.Text(Picked(text, places, count), text.IsMarkup),
            TupleValue tuple => new TupleValue([.. places.Select(p => tuple.Items[p])], budget),
            SequenceValue sequence => new ListValue([.. places.Select(p => sequence.Items[p])], budget),
            _ => throw new InvalidOperationException(),
        };

        BigInteger Clamp(BigInteger? place, BigInteger missing) =>
            place is not { } given ? missing : BigInteger.Max(low, BigInteger.Min(high, given.Sign < 0 ? given + length : given));
    }

    private static string Picked(TextValue text, IEnumerable<int> places, int count)
    {
        var result = new StringBuilder(count);
        foreach (int place in places) result.Append(text.Text, text.OffsetOf(place), text.OffsetOf(place + 1) - text.OffsetOf(place));
        return result.ToString();
    }

    /// <summary>How a message names a value.</summary>
    public static string Described(Value value) => value is NoneValue ? "none" : $"a value of the type {value.TypeName}";

    private static BigInteger? Place(Value? value) => value switch
    {
        null or NoneValue => null,
        UndefinedValue undefined => throw undefined.Error(),
        NumberValue number and not FloatValue => Numbers.Whole(number),
        _ => throw new TemplateException($"a slice goes by whole numbers, and this is {value.TypeName}"),
    };
}
