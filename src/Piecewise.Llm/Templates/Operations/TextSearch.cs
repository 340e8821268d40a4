using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Operations;

/// <summary>The methods of <c>str</c> that look for a text; places count code points.</summary>
internal static class TextSearch
{
    /// <summary><c>find</c> and its kin: the place, or -1 or an error where there is none.</summary>
    public static IntegerValue Find(TextValue text, CallArguments arguments, string callee, bool last, bool mustBe)
    {
        var given = arguments.Bind(callee, 1, "sub", "start", "end");
        var part = TextMethods.Text(given[0]!, callee);
        if (Range(text, given) is (int start, int end))
        {
            int from = text.OffsetOf(start);
            var range = text.Text.AsSpan(from, text.OffsetOf(end) - from);
            int at = last ? range.LastIndexOf(part, StringComparison.Ordinal) : range.IndexOf(part, StringComparison.Ordinal);
            if (at >= 0) return new IntegerValue(text.PlaceOf(from + at));
        }
        return mustBe ? throw new TemplateException($"{callee} does not find the text") : new IntegerValue(-1);
    }

    /// <summary><c>startswith</c> and <c>endswith</c>, with one text or a tuple of them.</summary>
    public static BooleanValue HasAffix(TextValue text, CallArguments arguments, bool atEnd)
    {
        var callee = atEnd ? "endswith()" : "startswith()";
        var given = arguments.Bind(callee, 1, "affix", "start", "end");
        var affixes = given[0] is TupleValue tuple ? tuple.Items : [given[0]!];
        if (Range(text, given) is not (int start, int end)) return BooleanValue.False;
        var range = text.Slice(start, end);
        foreach (var affix in affixes)
        {
            var part = TextMethods.Text(affix, callee);
            if (atEnd ? range.EndsWith(part, StringComparison.Ordinal) : range.StartsWith(part, StringComparison.Ordinal))
                return BooleanValue.True;
        }
        return BooleanValue.False;
    }

    /// <summary>How often a text occurs without overlap.</summary>
    public static IntegerValue Count(TextValue text, CallArguments arguments, Budget budget)
    {
        var given = arguments.Bind("count()", 1, "sub", "start", "end");
        var part = TextMethods.Text(given[0]!, "count()");
        if (Range(text, given) is not (int start, int end)) return new IntegerValue(0);
        var range = text.Slice(start, end);
        budget.ChargeText(range.Length);
        return new IntegerValue(part.Length == 0 ? end - start + 1 : range.AsSpan().Count(part));
    }

    // Null where the start lies behind the end: nothing is found there, not even nothing.
    private static (int Start, int End)? Range(TextValue text, Value?[] given)
    {
        int start = Place(given[1], 0);
        int end = Place(given[2], text.Length);
        end = Math.Clamp(end < 0 ? end + text.Length : end, 0, text.Length);
        start = Math.Max(start < 0 ? start + text.Length : start, 0);
        return start > end ? null : (start, end);

        static int Place(Value? value, int missing) => value is NoneValue ? missing : Numbers.Integer(value, missing, "a place in a text");
    }
}
