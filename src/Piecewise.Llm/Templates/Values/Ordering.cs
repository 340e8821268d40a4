using System.Numerics;

namespace Piecewise.Llm.Templates.Values;

/// <summary>Equality, order and membership as Python has them.</summary>
internal static class Ordering
{
    public static bool AreEqual(Value left, Value right, Budget budget)
    {
        budget.Step();
        return (left, right) switch
        {
            (TextValue a, TextValue b) => string.Equals(a.Text, b.Text, StringComparison.Ordinal),
            (NumberValue a, NumberValue b) => CompareNumbers(a, b) == 0,
            (NoneValue, NoneValue) or (UndefinedValue, UndefinedValue) => true,
            (ListValue a, ListValue b) => AreEqual(a.Items, b.Items, budget),
            (TupleValue a, TupleValue b) => AreEqual(a.Items, b.Items, budget),
            (DictValue a, DictValue b) => a.Items.Count == b.Items.Count
                && a.Items.All(item => b.TryGet(item.Key, budget, out var other) && AreEqual(item.Value, other, budget)),
            (RangeValue a, RangeValue b) => a.Count == b.Count
                && (a.Count == 0 || (a.Start == b.Start && (a.Count == 1 || a.Step == b.Step))),
            _ => ReferenceEquals(left, right),
        };
    }

    /// <summary>Below 0, 0 or above 0; null where a number is none (<c>nan</c>) and no order holds.</summary>
    /// <param name="left">What stands left.</param>
    /// <param name="right">What stands right.</param>
    /// <param name="sign">The operator, for the message.</param>
    /// <param name="budget">The rendering's limits.</param>
    /// <exception cref="TemplateException">The values have no order.</exception>
    public static int? Compare(Value left, Value right, string sign, Budget budget)
    {
        budget.Step();
        return (left, right) switch
        {
            (UndefinedValue a, _) => throw a.Error(),
            (_, UndefinedValue b) => throw b.Error(),
            (TextValue a, TextValue b) => CompareText(a.Text, b.Text),
            (NumberValue a, NumberValue b) => CompareNumbers(a, b),
            (ListValue a, ListValue b) => Compare(a.Items, b.Items, sign, budget),
            (TupleValue a, TupleValue b) => Compare(a.Items, b.Items, sign, budget),
            _ => throw new TemplateException($"'{sign}' can't compare {left.TypeName} and {right.TypeName}"),
        };
    }

    /// <summary>The items in the order of their keys; those with equal keys stay in theirs.</summary>
    public static List<T> Sorted<T>(IEnumerable<T> items, Func<T, Value> key, Budget budget, bool descending = false)
    {
        var keyed = new List<(Value Key, T Item)>();
        foreach (var item in items)
        {
            budget.Add(keyed, (key(item), item));
        }
        return [.. Sort(keyed, descending ? -1 : 1, budget).Select(pair => pair.Item)];
    }

    /// <summary>Whether a value is in another.</summary>
    public static bool Contains(Value container, Value item, Budget budget)
    {
        switch (container)
        {
            case TextValue text:
                budget.ChargeText(text.Text.Length);
                return item is TextValue part
                    ? text.Text.Contains(part.Text, StringComparison.Ordinal)
                    : throw new TemplateException($"only text can be in a text, and this is {item.TypeName}");
            case DictValue dict:
                return dict.TryGet(item, budget, out _);
            default:
                foreach (var candidate in Iteration.Of(container, budget))
                {
                    if (ReferenceEquals(candidate, item) || AreEqual(candidate, item, budget)) return true;
                }
                return false;
        }
    }

    private static bool AreEqual(IReadOnlyList<Value> left, IReadOnlyList<Value> right, Budget budget)
    {
        if (left.Count != right.Count) return false;
        for (int i = 0; i < left.Count; i++)
        {
            // Python takes the same object as equal without asking, even where it is nan.
            if (!ReferenceEquals(left[i], right[i]) && !AreEqual(left[i], right[i], budget)) return false;
        }
        return true;
    }

    private static int? Compare(IReadOnlyList<Value> left, IReadOnlyList<Value> right, string sign, Budget budget)
    {
        for (int i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            if (!ReferenceEquals(left[i], right[i]) && !AreEqual(left[i], right[i], budget))
                return Compare(left[i], right[i], sign, budget);
        }
        return left.Count.CompareTo(right.Count);
    }

    // By code points: halves of pairs come after all other characters there, but not in .NET's order.
    private static int CompareText(string left, string right)
    {
        int same = left.AsSpan().CommonPrefixLength(right);
        if (same == left.Length || same == right.Length) return left.Length.CompareTo(right.Length);
        char a = left[same];
        char b = right[same];
        bool isHalf = char.IsSurrogate(a);
        return isHalf == char.IsSurrogate(b) ? a.CompareTo(b) : isHalf ? 1 : -1;
    }

    private static int? CompareNumbers(NumberValue left, NumberValue right)
    {
        if (left is FloatValue || right is FloatValue)
        {
            double a = left is IntegerValue whole ? (double)whole.Value : left.AsDouble;
            double b = right is IntegerValue number ? (double)number.Value : right.AsDouble;
            if (double.IsNaN(a) || double.IsNaN(b)) return null;
            if (a != b || !double.IsFinite(a)) return a.CompareTo(b);
            // Equal once rounded; a whole number may still be off the other.
            return Exact(left).CompareTo(Exact(right));
        }
        return Numbers.Whole(left).CompareTo(Numbers.Whole(right));
    }

    // Only of numbers that are equal to a whole one when they are rounded to 53 bits, or both of which are floats.
    private static (BigInteger Whole, double Fraction) Exact(NumberValue number) => number is FloatValue
        ? (new BigInteger(number.AsDouble), number.AsDouble - Math.Truncate(number.AsDouble))
        : (Numbers.Whole(number), 0);

    private static List<(Value Key, T Item)> Sort<T>(List<(Value Key, T Item)> items, int sign, Budget budget)
    {
        if (items.Count < 2) return items;
        int half = items.Count / 2;
        var left = Sort(items[..half], sign, budget);
        var right = Sort(items[half..], sign, budget);
        var merged = new List<(Value, T)>(items.Count);
        int l = 0;
        int r = 0;
        while (l < left.Count && r < right.Count)
        {
            int order = sign * (Compare(right[r].Key, left[l].Key, "<", budget) ?? 0);
            merged.Add(order < 0 ? right[r++] : left[l++]);
        }
        merged.AddRange(left[l..]);
        merged.AddRange(right[r..]);
        return merged;
    }
}
