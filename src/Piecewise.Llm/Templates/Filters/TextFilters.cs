using System.Text;
using Piecewise.Llm.Templates.Operations;
using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Filters;

/// <summary>Filters that make text.</summary>
internal static class TextFilters
{
    private const int JsonIndentMost = 64;

    public static IReadOnlyDictionary<string, Filter> All { get; } = new Dictionary<string, Filter>(StringComparer.Ordinal)
    {
        ["upper"] = Mapping("upper", PythonText.Upper),
        ["lower"] = Mapping("lower", PythonText.Lower),
        ["capitalize"] = Mapping("capitalize", PythonText.Capitalize),
        ["title"] = Mapping("title", Title),
        ["string"] = (input, arguments, budget) => Soft(input, arguments, "string", budget),
        ["trim"] = Trim,
        ["replace"] = Replace,
        ["join"] = Join,
        ["indent"] = Indent,
        ["center"] = Center,
        ["truncate"] = Truncate,
        ["wordcount"] = WordCount,
        ["format"] = Format,
        ["tojson"] = ToJson,
        ["escape"] = Escape,
        ["e"] = Escape,
        ["safe"] = (input, arguments, budget) => budget.Text(Soft(input, arguments, "safe", budget).Text, isMarkup: true),
    };

    private static Filter Mapping(string name, Func<string, string> map) => (input, arguments, budget) =>
    {
        var text = Soft(input, arguments, name, budget);
        return budget.Text(map(text.Text), text.IsMarkup);
    };

    private static TextValue Soft(Value input, CallArguments arguments, string name, Budget budget)
    {
        arguments.Bind(name, 0);
        return Soft(input, budget);
    }

    private static TextValue Soft(Value input, Budget budget) =>
        input as TextValue ?? budget.Text(Representation.Text(input, budget));

    // Words begin behind white space, hyphens and opening brackets.
    private static string Title(string text)
    {
        var result = new StringBuilder(text.Length);
        for (int start = 0; start < text.Length;)
        {
            int end = start;
            while (end < text.Length && IsBreak(text[end]) == IsBreak(text[start])) end++;
            var part = text[start..end];
            var first = new TextValue(part).Slice(0, 1);
            result.Append(IsBreak(text[start]) ? part : PythonText.Upper(first) + PythonText.Lower(part[first.Length..]));
            start = end;
        }
        return result.ToString();

        static bool IsBreak(char character) => character is '-' or '(' or '{' or '[' or '<' || PythonText.IsSpace(character);
    }

    private static TextValue Trim(Value input, CallArguments arguments, Budget budget)
    {
        var given = arguments.Bind("trim", 0, "chars");
        var text = Soft(input, budget);
        return budget.Text(PythonText.Strip(text.Text, TextMethods.TextOrNone(given[0], "trim"), true, true), text.IsMarkup);
    }

    private static TextValue Replace(Value input, CallArguments arguments, Budget budget)
    {
        var given = arguments.Bind("replace", 2, "old", "new", "count");
        int count = given[2] is null or NoneValue ? -1 : Numbers.Integer(given[2]!, "a count");
        var (old, with) = (Representation.Text(given[0]!, budget), Representation.Text(given[1]!, budget));
        return budget.Text(TextMethods.Replaced(Representation.Text(input, budget), old, with, count, budget));
    }

    private static TextValue Join(Value input, CallArguments arguments, Budget budget)
    {
        var given = arguments.Bind("join", 0, "d", "attribute");
        var separator = given[0] is null ? "" : Representation.Text(given[0]!, budget);
        var attribute = given[1] is null or NoneValue ? null : AttributePath.Of(given[1]!);
        var result = new TextBuilder(budget);
        bool isFirst = true;
        foreach (var item in Iteration.Of(input, budget))
        {
            if (!isFirst) result.Append(separator);
            isFirst = false;
            result.Append(Representation.Text(attribute is null ? item : attribute.Of(item, budget), budget));
        }
        return new TextValue(result.ToString());
    }

    private static TextValue Indent(Value input, CallArguments arguments, Budget budget)
    {
        var given = arguments.Bind("indent", 0, "width", "first", "blank");
        var text = input as TextValue ?? throw new TemplateException($"indent takes text, and was given {Iteration.Described(input)}");
        var indent = given[0] is TextValue sign ? sign.Text
            : new TextBuilder(budget).Append(' ', Numbers.Integer(given[0], 4, "a width")).ToString();
        bool indentsBlank = given[2]?.IsTrue == true;
        var result = new TextBuilder(budget);
        if (given[1]?.IsTrue == true) result.Append(indent);
        bool isFirst = true;
        foreach (var line in PythonText.Lines(text.Text + "\n"))
        {
            if (!isFirst) result.Append(indentsBlank || line.Length > 0 ? "\n" + indent : "\n");
            isFirst = false;
            result.Append(line);
        }
        return budget.Text(result.ToString(), text.IsMarkup);
    }

    private static Value Center(Value input, CallArguments arguments, Budget budget)
    {
        var width = arguments.Bind("center", 0, "width")[0] ?? new IntegerValue(80);
        return ((CallableValue)TextMethods.Find(Soft(input, budget), "center", budget)!).Call(new CallArguments([width], []));
    }

    private static Value Truncate(Value input, CallArguments arguments, Budget budget)
    {
        var given = arguments.Bind("truncate", 0, "length", "killwords", "end", "leeway");
        int length = Numbers.Integer(given[0], 255, "a length");
        var end = given[2] is null ? "..." : TextMethods.Text(given[2]!, "truncate");
        int leeway = given[3] is null or NoneValue ? 5 : Numbers.Integer(given[3]!, "a leeway");
        int kept = length - TextValue.Count(end);
        if (kept < 0 || leeway < 0) throw new TemplateException("truncate was given a length below that of its end, or a negative leeway");
        if (Iteration.Length(input) is { } known && known <= (long)length + leeway) return input;
        var text = input as TextValue ?? throw new TemplateException($"truncate takes text, and was given {Iteration.Described(input)}");
        var result = text.Slice(0, kept);
        if (given[1]?.IsTrue != true && result.LastIndexOf(' ') is >= 0 and int space) result = result[..space];
        return budget.Text(result + end, text.IsMarkup);
    }

    private static IntegerValue WordCount(Value input, CallArguments arguments, Budget budget)
    {
        var text = Soft(input, arguments, "wordcount", budget).Text;
        int count = 0;
        bool inWord = false;
        foreach (char character in text)
        {
            bool isWord = character == '_' || char.IsLetterOrDigit(character);
            if (isWord && !inWord) count++;
            inWord = isWord;
        }
        return new IntegerValue(count);
    }

    private static TextValue Format(Value input, CallArguments arguments, Budget budget)
    {
        if (arguments.Positional.Count > 0 && arguments.Named.Count > 0)
            throw new TemplateException("format takes values by place or by name, not both");
        Value values = arguments.Named.Count > 0
            ? new DictValue(arguments.Named.Select(a => KeyValuePair.Create(a.Name, a.Value)), budget)
            : new TupleValue(arguments.Positional, budget);
        return PercentFormat.Apply(Soft(input, budget), values, budget);
    }

    private static TextValue Escape(Value input, CallArguments arguments, Budget budget)
    {
        arguments.Bind("escape", 0);
        return Html.Escape(input, budget);
    }

    // As transformers defines it, not Jinja: no sign of HTML is escaped.
    private static TextValue ToJson(Value input, CallArguments arguments, Budget budget)
    {
        var given = arguments.Bind("tojson", 0, "ensure_ascii", "indent", "separators", "sort_keys");
        var indent = given[1] switch
        {
            null or NoneValue => null,
            TextValue text => text.Text,
            var width => new string(' ', Math.Clamp(Numbers.Integer(width, "an indent"), 0, JsonIndentMost)),
        };
        var (items, keys) = (indent is null ? ", " : ",", ": ");
        if (given[2] is not (null or NoneValue))
        {
            if (given[2] is not SequenceValue { Items: [TextValue item, TextValue key] })
                throw new TemplateException("separators must be two texts: between items, and behind a key");
            (items, keys) = (item.Text, key.Text);
        }
        var json = new JsonText(budget, given[0]?.IsTrue == true, indent, items, keys, given[3]?.IsTrue == true);
        return new TextValue(json.Write(input));
    }
}
