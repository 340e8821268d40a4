using System.Text;
using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Operations;

/// <summary>The methods of <c>str</c>.</summary>
internal static class TextMethods
{
    private delegate Value Method(TextValue text, CallArguments arguments, Budget budget);

    private static readonly Dictionary<string, Method> Methods = new(StringComparer.Ordinal)
    {
        ["strip"] = Stripping("strip", left: true, right: true),
        ["lstrip"] = Stripping("lstrip", left: true, right: false),
        ["rstrip"] = Stripping("rstrip", left: false, right: true),
        ["upper"] = Mapping("upper", PythonText.Upper),
        ["lower"] = Mapping("lower", PythonText.Lower),
        ["casefold"] = Mapping("casefold", text => PythonText.Lower(PythonText.Upper(text))),
        ["title"] = Mapping("title", PythonText.Title),
        ["capitalize"] = Mapping("capitalize", PythonText.Capitalize),
        ["swapcase"] = Mapping("swapcase", PythonText.SwapCase),
        ["islower"] = Asking("islower", text => PythonText.IsCase(text, upper: false)),
        ["isupper"] = Asking("isupper", text => PythonText.IsCase(text, upper: true)),
        ["isspace"] = Asking("isspace", text => text.Length > 0 && text.All(PythonText.IsSpace)),
        ["isalpha"] = Asking("isalpha", text => PythonText.All(text, Rune.IsLetter)),
        ["isdigit"] = Asking("isdigit", text => PythonText.All(text, IsDigit)),
        ["isdecimal"] = Asking("isdecimal", text => PythonText.All(text, Rune.IsDigit)),
        ["isnumeric"] = Asking("isnumeric", text => PythonText.All(text, Rune.IsNumber)),
        ["isalnum"] = Asking("isalnum", text => PythonText.All(text, rune => Rune.IsLetter(rune) || Rune.IsNumber(rune))),
        ["isascii"] = Asking("isascii", text => text.All(char.IsAscii)),
        ["isprintable"] = Asking("isprintable", text => text.EnumerateRunes().All(PythonText.IsPrintable)),
        ["isidentifier"] = Asking("isidentifier", text => text.Length > 0 && !char.IsDigit(text[0])
            && text.All(c => c == '_' || char.IsLetterOrDigit(c))),
        ["startswith"] = (text, arguments, _) => TextSearch.HasAffix(text, arguments, atEnd: false),
        ["endswith"] = (text, arguments, _) => TextSearch.HasAffix(text, arguments, atEnd: true),
        ["find"] = (text, arguments, _) => TextSearch.Find(text, arguments, "find()", last: false, mustBe: false),
        ["rfind"] = (text, arguments, _) => TextSearch.Find(text, arguments, "rfind()", last: true, mustBe: false),
        ["index"] = (text, arguments, _) => TextSearch.Find(text, arguments, "index()", last: false, mustBe: true),
        ["rindex"] = (text, arguments, _) => TextSearch.Find(text, arguments, "rindex()", last: true, mustBe: true),
        ["count"] = TextSearch.Count,
        ["split"] = (text, arguments, budget) => TextSplitting.Split(text, arguments, fromEnd: false, budget),
        ["rsplit"] = (text, arguments, budget) => TextSplitting.Split(text, arguments, fromEnd: true, budget),
        ["splitlines"] = TextSplitting.Lines,
        ["partition"] = (text, arguments, budget) => TextSplitting.Partition(text, arguments, last: false, budget),
        ["rpartition"] = (text, arguments, budget) => TextSplitting.Partition(text, arguments, last: true, budget),
        ["replace"] = Replace,
        ["join"] = Join,
        ["removeprefix"] = (text, arguments, budget) => Remove(text, arguments, "removeprefix()", atEnd: false, budget),
        ["removesuffix"] = (text, arguments, budget) => Remove(text, arguments, "removesuffix()", atEnd: true, budget),
        ["center"] = (text, arguments, budget) => Pad(text, arguments, "center()", '^', budget),
        ["ljust"] = (text, arguments, budget) => Pad(text, arguments, "ljust()", '<', budget),
        ["rjust"] = (text, arguments, budget) => Pad(text, arguments, "rjust()", '>', budget),
        ["zfill"] = FillZeros,
        ["expandtabs"] = ExpandTabs,
        ["format"] = (text, arguments, budget) => new BraceFormat(arguments, budget).Apply(text),
    };

    /// <summary>A method with its text; null if there is none of that name.</summary>
    public static Value? Find(TextValue text, string name, Budget budget) => Methods.TryGetValue(name, out var method)
        ? new CallableValue(name, arguments => Call(method, text, arguments, budget))
        : null;

    /// <summary>The text of an argument.</summary>
    /// <exception cref="TemplateException">It is none.</exception>
    public static string Text(Value value, string callee) => value switch
    {
        TextValue text => text.Text,
        UndefinedValue undefined => throw undefined.Error(),
        _ => throw new TemplateException($"{callee} takes text, and was given {Iteration.Described(value)}"),
    };

    /// <summary>The same, where none may be given.</summary>
    public static string? TextOrNone(Value? value, string callee) => value is null or NoneValue ? null : Text(value, callee);

    /// <summary>Every occurrence replaced, or the first so many.</summary>
    public static string Replaced(string text, string old, string with, int count, Budget budget)
    {
        if (count < 0) count = int.MaxValue;
        var result = new TextBuilder(budget);
        int start = 0;
        if (old.Length == 0)
        {
            var points = new TextValue(text);
            int places = Math.Min(count, points.Length + 1);
            for (int i = 0; i < places; i++)
            {
                result.Append(with);
                if (i < points.Length) result.Append(points.Slice(i, i + 1));
            }
            return result.Append(points.Slice(Math.Min(places, points.Length), points.Length)).ToString();
        }
        for (; count > 0; count--)
        {
            int at = text.IndexOf(old, start, StringComparison.Ordinal);
            if (at < 0) break;
            result.Append(text[start..at]).Append(with);
            start = at + old.Length;
        }
        return result.Append(text[start..]).ToString();
    }

    private static Value Call(Method method, TextValue text, CallArguments arguments, Budget budget)
    {
        // Each looks at the text once, or makes another of it.
        budget.ChargeText(text.Text.Length);
        return method(text, arguments, budget);
    }

    private static Method Stripping(string name, bool left, bool right) => (text, arguments, budget) =>
    {
        var given = arguments.Bind($"{name}()", 0, "chars");
        return budget.Text(PythonText.Strip(text.Text, TextOrNone(given[0], $"{name}()"), left, right), text.IsMarkup);
    };

    private static Method Mapping(string name, Func<string, string> map) => (text, arguments, budget) =>
    {
        arguments.Bind($"{name}()", 0);
        return budget.Text(map(text.Text), text.IsMarkup);
    };

    private static Method Asking(string name, Func<string, bool> ask) => (text, arguments, _) =>
    {
        arguments.Bind($"{name}()", 0);
        return BooleanValue.Of(ask(text.Text));
    };

    private static TextValue Replace(TextValue text, CallArguments arguments, Budget budget)
    {
        var given = arguments.Bind("replace()", 2, "old", "new", "count");
        var with = given[1]!;
        if (text.IsMarkup) with = Html.Escape(with, budget);
        var replaced = Replaced(
            text.Text, Text(given[0]!, "replace()"), Text(with, "replace()"), Numbers.Integer(given[2], -1, "a count"), budget);
        return budget.Text(replaced, text.IsMarkup);
    }

    private static TextValue Join(TextValue text, CallArguments arguments, Budget budget)
    {
        var given = arguments.Bind("join()", 1, "iterable");
        var result = new TextBuilder(budget);
        bool isFirst = true;
        foreach (var item in Iteration.Of(given[0]!, budget))
        {
            if (!isFirst) result.Append(text.Text);
            isFirst = false;
            result.Append(text.IsMarkup ? Html.Escape(item, budget).Text : Text(item, "join()"));
        }
        return budget.Text(result.ToString(), text.IsMarkup);
    }

    private static TextValue Remove(TextValue text, CallArguments arguments, string callee, bool atEnd, Budget budget)
    {
        var affix = Text(arguments.Bind(callee, 1, "affix")[0]!, callee);
        var whole = text.Text;
        bool has = atEnd ? whole.EndsWith(affix, StringComparison.Ordinal) : whole.StartsWith(affix, StringComparison.Ordinal);
        return budget.Text(!has ? whole : atEnd ? whole[..^affix.Length] : whole[affix.Length..], text.IsMarkup);
    }

    private static TextValue Pad(TextValue text, CallArguments arguments, string callee, char align, Budget budget)
    {
        var given = arguments.Bind(callee, 1, "width", "fillchar");
        int width = Numbers.Integer(given[0]!, "a width");
        var fill = given[1] is null ? " " : Text(given[1]!, callee);
        if (TextValue.Count(fill) != 1) throw new TemplateException($"{callee} fills with one character");
        // Of an odd number of characters, Python puts the odd one left only where the width is odd too.
        int missing = width - text.Length;
        if (align != '^' || missing <= 0)
            return budget.Text(new FormatSpec { Width = width, Align = align, Fill = fill }.Text(text.Text, budget), text.IsMarkup);
        int left = (missing / 2) + (missing & width & 1);
        var half = new FormatSpec { Width = text.Length + left, Align = '>', Fill = fill }.Text(text.Text, budget);
        return budget.Text(new FormatSpec { Width = width, Align = '<', Fill = fill }.Text(half, budget), text.IsMarkup);
    }

    private static TextValue FillZeros(TextValue text, CallArguments arguments, Budget budget)
    {
        int width = Numbers.Integer(arguments.Bind("zfill()", 1, "width")[0]!, "a width");
        int sign = text.Text.Length > 0 && text.Text[0] is '+' or '-' ? 1 : 0;
        var digits = new FormatSpec { Width = width - sign, Align = '>', Fill = "0" }.Text(text.Text[sign..], budget);
        return budget.Text(text.Text[..sign] + digits, text.IsMarkup);
    }

    private static TextValue ExpandTabs(TextValue text, CallArguments arguments, Budget budget)
    {
        int size = Numbers.Integer(arguments.Bind("expandtabs()", 0, "tabsize")[0], 8, "a width");
        var result = new TextBuilder(budget);
        int column = 0;
        foreach (var point in text.CodePoints())
        {
            if (point == "\t")
            {
                int width = size <= 0 ? 0 : size - (column % size);
                result.Append(' ', width);
                column += width;
                continue;
            }
            result.Append(point);
            column = point is "\n" or "\r" ? 0 : column + 1;
        }
        return budget.Text(result.ToString(), text.IsMarkup);
    }

    private static bool IsDigit(Rune rune) => Rune.IsDigit(rune)
        || (Rune.IsNumber(rune) && System.Globalization.CharUnicodeInfo.GetDigitValue(rune.ToString(), 0) >= 0);
}
