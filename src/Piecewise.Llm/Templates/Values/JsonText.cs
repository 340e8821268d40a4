using System.Globalization;
using System.Text;

namespace Piecewise.Llm.Templates.Values;

/// <summary>Values as JSON, as <c>json.dumps</c> writes it.</summary>
/// <param name="Budget">The rendering's limits.</param>
/// <param name="IsAscii">Whether other characters are escaped.</param>
/// <param name="Indent">What begins a line, once for each level; null for everything on one line.</param>
/// <param name="ItemSeparator">Between items.</param>
/// <param name="KeySeparator">Between a key and its value.</param>
/// <param name="SortsKeys">Whether keys come in order.</param>
internal sealed record JsonText(
    Budget Budget, bool IsAscii, string? Indent, string ItemSeparator, string KeySeparator, bool SortsKeys)
{
    /// <exception cref="TemplateException">The value is, or holds, what JSON doesn't have.</exception>
    public string Write(Value value)
    {
        var result = new TextBuilder(Budget);
        Write(value, result, 0);
        return result.ToString();
    }

    private void Write(Value value, TextBuilder result, int depth)
    {
        Budget.Step();
        switch (value)
        {
            case SequenceValue sequence:
                Write("[", sequence.Items.Count, i => Write(sequence.Items[i], result, depth + 1), "]", result, depth);
                break;
            case DictValue dict:
                var items = SortsKeys ? Ordering.Sorted(dict.Items, item => item.Key, Budget) : dict.Items;
                Write("{", items.Count, i => WriteItem(items[i], result, depth + 1), "}", result, depth);
                break;
            default:
                result.Append(Scalar(value)
                    ?? throw new TemplateException($"a value of the type {value.TypeName} can't be written as JSON"));
                break;
        }
    }

    private void WriteItem((Value Key, Value Value) item, TextBuilder result, int depth)
    {
        var key = item.Key is TextValue text ? text.Text : Scalar(item.Key);
        result.Append(Quoted(key ?? throw new TemplateException($"a {item.Key.TypeName} can't be a key in JSON")));
        result.Append(KeySeparator);
        Write(item.Value, result, depth);
    }

    private void Write(string open, int count, Action<int> writeItem, string close, TextBuilder result, int depth)
    {
        result.Append(open);
        for (int i = 0; i < count; i++)
        {
            if (i > 0) result.Append(ItemSeparator);
            NewLine(result, depth + 1);
            writeItem(i);
        }
        if (count > 0) NewLine(result, depth);
        result.Append(close);
    }

    private void NewLine(TextBuilder result, int depth)
    {
        if (Indent is null) return;
        result.Append("\n");
        for (int i = 0; i < depth; i++) result.Append(Indent);
    }

    private string? Scalar(Value value) => value switch
    {
        TextValue text => Quoted(text.Text),
        NoneValue => "null",
        BooleanValue truth => truth.IsTrue ? "true" : "false",
        IntegerValue number => number.Value.ToString(CultureInfo.InvariantCulture),
        FloatValue number => number.AsDouble switch
        {
            double.NaN => "NaN",
            double.PositiveInfinity => "Infinity",
            double.NegativeInfinity => "-Infinity",
            var finite => PythonNumber.Repr(finite),
        },
        _ => null,
    };

    private string Quoted(string text)
    {
        var result = new StringBuilder(text.Length + 2).Append('"');
        foreach (char character in text)
        {
            switch (character)
            {
                case '"':
                    result.Append("\\\"");
                    break;
                case '\\':
                    result.Append("\\\\");
                    break;
                case '\n':
                    result.Append("\\n");
                    break;
                case '\r':
                    result.Append("\\r");
                    break;
                case '\t':
                    result.Append("\\t");
                    break;
                case '\f':
                    result.Append("\\f");
                    break;
                case '\b':
                    result.Append("\\b");
                    break;
                case < ' ':
                case > '~' when IsAscii:
                    result.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
                    break;
                default:
                    result.Append(character);
                    break;
            }
        }
        return result.Append('"').ToString();
    }
}
