using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Operations;

/// <summary>The methods of <c>str</c> that split it.</summary>
internal static class TextSplitting
{
    /// <summary><c>split</c> and <c>rsplit</c>.</summary>
    public static ListValue Split(TextValue text, CallArguments arguments, bool fromEnd, Budget budget)
    {
        var callee = fromEnd ? "rsplit()" : "split()";
        var given = arguments.Bind(callee, 0, "sep", "maxsplit");
        var separator = TextMethods.TextOrNone(given[0], callee);
        int most = Numbers.Integer(given[1], -1, "a count");
        if (most < 0) most = int.MaxValue;
        if (separator is { Length: 0 }) throw new TemplateException($"{callee} was given an empty separator");
        var parts = new List<Value>();
        foreach (var part in separator is null ? Words(text.Text, most, fromEnd) : Parts(text.Text, separator, most, fromEnd))
            budget.Add(parts, budget.Text(part, text.IsMarkup));
        if (fromEnd) parts.Reverse();
        return new ListValue(parts, budget);
    }

    /// <summary><c>splitlines</c>.</summary>
    public static ListValue Lines(TextValue text, CallArguments arguments, Budget budget)
    {
        bool keepEnds = arguments.Bind("splitlines()", 0, "keepends")[0]?.IsTrue == true;
        return budget.List(PythonText.Lines(text.Text, keepEnds).Select(line => budget.Text(line, text.IsMarkup)));
    }

    /// <summary><c>partition</c> and <c>rpartition</c>: before, the separator, behind.</summary>
    public static TupleValue Partition(TextValue text, CallArguments arguments, bool last, Budget budget)
    {
        var callee = last ? "rpartition()" : "partition()";
        var separator = TextMethods.Text(arguments.Bind(callee, 1, "sep")[0]!, callee);
        if (separator.Length == 0) throw new TemplateException($"{callee} was given an empty separator");
        var whole = text.Text;
        int at = last ? whole.LastIndexOf(separator, StringComparison.Ordinal) : whole.IndexOf(separator, StringComparison.Ordinal);
        string[] parts = at >= 0 ? [whole[..at], separator, whole[(at + separator.Length)..]]
            : last ? ["", "", whole]
            : [whole, "", ""];
        return budget.Tuple(parts.Select(part => budget.Text(part, text.IsMarkup)));
    }

    // From the end, the parts come in reverse.
    private static IEnumerable<string> Parts(string text, string separator, int most, bool fromEnd)
    {
        int start = 0;
        int end = text.Length;
        for (; most > 0; most--)
        {
            var rest = text.AsSpan(start, end - start);
            int at = fromEnd ? rest.LastIndexOf(separator, StringComparison.Ordinal) : rest.IndexOf(separator, StringComparison.Ordinal);
            if (at < 0) break;
            yield return fromEnd ? text[(at + separator.Length)..end] : text.Substring(start, at);
            if (fromEnd) end = at;
            else start += at + separator.Length;
        }
        yield return text[start..end];
    }

    private static IEnumerable<string> Words(string text, int most, bool fromEnd)
    {
        int start = 0;
        int end = text.Length;
        while (true)
        {
            while (start < end && PythonText.IsSpace(text[fromEnd ? end - 1 : start]))
            {
                if (fromEnd) end--;
                else start++;
            }
            if (start == end) yield break;
            if (most-- == 0) break;
            int at = fromEnd ? end : start;
            while (at > start && fromEnd && !PythonText.IsSpace(text[at - 1])) at--;
            while (at < end && !fromEnd && !PythonText.IsSpace(text[at])) at++;
            yield return fromEnd ? text[at..end] : text[start..at];
            if (fromEnd) end = at;
            else start = at;
        }
        // What is left keeps the white space of its far end.
        yield return text[start..end];
    }
}
