using System.Globalization;
using System.Text;

namespace Piecewise.Llm.Templates.Values;

/// <summary>Values as text: <c>str()</c> and <c>repr()</c> of Python.</summary>
internal static class Representation
{
    /// <summary>What a value is as text, where it stands alone.</summary>
    public static string Text(Value value, Budget budget) => value switch
    {
        TextValue text => text.Text,
        UndefinedValue => "",
        IntegerValue or BooleanValue or FloatValue or NoneValue => Scalar(value),
        _ => Repr(value, budget),
    };

    /// <summary>What a value is as text inside a list.</summary>
    public static string Repr(Value value, Budget budget)
    {
        var result = new TextBuilder(budget);
        Write(value, result, budget, 0);
        return result.ToString();
    }

    private static void Write(Value value, TextBuilder result, Budget budget, int depth)
    {
        budget.Step();
        // Only a namespace that holds itself goes on for ever.
        if (depth > budget.Limits.ValueDepth) budget.DepthAround(depth);
        switch (value)
        {
            case TextValue text:
                result.Append(text.IsMarkup ? $"Markup({Quoted(text.Text)})" : Quoted(text.Text));
                break;
            case UndefinedValue:
                result.Append("Undefined");
                break;
            case ListValue list:
                Write("[", list.Items, "]", result, budget, depth);
                break;
            case TupleValue tuple:
                Write("(", tuple.Items, tuple.Items.Count == 1 ? ",)" : ")", result, budget, depth);
                break;
            case DictValue dict:
                Write(dict.Items, result, budget, depth);
                break;
            case DictViewValue view:
                Write(view.TypeName + "([", view.Items, "])", result, budget, depth);
                break;
            case NamespaceValue names:
                result.Append("<Namespace ");
                Write([.. names.Attributes.Select(a => ((Value)new TextValue(a.Key), a.Value))], result, budget, depth);
                result.Append(">");
                break;
            case RangeValue range:
                result.Append($"range({range.Start}, {range.Stop}{(range.Step.IsOne ? "" : $", {range.Step}")})");
                break;
            case CallableValue { TypeName: "Macro" } macro:
                result.Append($"<Macro {(macro.Name.Length > 0 ? Quoted(macro.Name) : "anonymous")}>");
                break;
            case NumberValue or NoneValue:
                result.Append(Scalar(value));
                break;
            default:
                // Python shows an address here, which no template can want.
                result.Append($"<{value.TypeName}>");
                break;
        }
    }

    private static void Write(
        string open, IEnumerable<Value> items, string close, TextBuilder result, Budget budget, int depth)
    {
        result.Append(open);
        bool first = true;
        foreach (var item in items)
        {
            if (!first) result.Append(", ");
            first = false;
            Write(item, result, budget, depth + 1);
        }
        result.Append(close);
    }

    private static void Write(IReadOnlyList<(Value Key, Value Value)> items, TextBuilder result, Budget budget, int depth)
    {
        result.Append("{");
        for (int i = 0; i < items.Count; i++)
        {
            if (i > 0) result.Append(", ");
            Write(items[i].Key, result, budget, depth + 1);
            result.Append(": ");
            Write(items[i].Value, result, budget, depth + 1);
        }
        result.Append("}");
    }

    private static string Scalar(Value value) => value switch
    {
        BooleanValue truth => truth.IsTrue ? "True" : "False",
        IntegerValue number => number.Value.ToString(CultureInfo.InvariantCulture),
        FloatValue number => PythonNumber.Repr(number.AsDouble),
        _ => "None",
    };

    /// <summary>A text in quotes, with escapes for what is not printed.</summary>
    public static string Quoted(string text)
    {
        char quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        var result = new StringBuilder(text.Length + 2).Append(quote);
        for (int i = 0; i < text.Length;)
        {
            bool isWhole = Rune.TryGetRuneAt(text, i, out var rune);
            int point = isWhole ? rune.Value : text[i];
            result.Append(point switch
            {
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when point == quote => $"\\{quote}",
                _ when isWhole && PythonText.IsPrintable(rune) => rune.ToString(),
                < 0x100 => $"\\x{point:x2}",
                < 0x10000 => $"\\u{point:x4}",
                _ => $"\\U{point:x8}",
            });
            i += isWhole ? rune.Utf16SequenceLength : 1;
        }
        return result.Append(quote).ToString();
    }
}
