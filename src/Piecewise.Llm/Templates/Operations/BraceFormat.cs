using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Operations;

/// <summary>Formatting with <c>str.format</c>.</summary>
internal sealed class BraceFormat(CallArguments arguments, Budget budget)
{
    private int next;

    /// <exception cref="TemplateException">The format is broken, or asks for what was not given.</exception>
    public TextValue Apply(TextValue format) => budget.Text(Apply(format.Text, 0), format.IsMarkup);

    private string Apply(string format, int depth)
    {
        var result = new TextBuilder(budget);
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] is '{' or '}' && i + 1 < format.Length && format[i + 1] == format[i] && depth == 0)
            {
                result.Append(format[i++], 1);
            }
            else if (format[i] == '}')
            {
                throw new TemplateException("a format has a '}' that closes nothing");
            }
            else if (format[i] != '{')
            {
                result.Append(format[i], 1);
            }
            else
            {
                int end = Close(format, i);
                result.Append(Field(format[(i + 1)..end], depth));
                i = end;
            }
        }
        return result.ToString();
    }

    private static int Close(string format, int open)
    {
        int depth = 0;
        for (int i = open; i < format.Length; i++)
        {
            if (format[i] == '{') depth++;
            else if (format[i] == '}' && --depth == 0) return i;
        }
        throw new TemplateException("a format has a '{' without end");
    }

    private string Field(string field, int depth)
    {
        if (depth > 1) throw new TemplateException("a format nests too many fields");
        int colon = field.IndexOf(':', StringComparison.Ordinal);
        var spec = colon < 0 ? "" : Apply(field[(colon + 1)..], depth + 1);
        var name = colon < 0 ? field : field[..colon];
        char conversion = ' ';
        if (name.Length > 1 && name[^2] == '!') (conversion, name) = (name[^1], name[..^2]);
        var value = Resolve(name);
        return conversion switch
        {
            ' ' => Write(value, spec),
            's' => Write(new TextValue(Representation.Text(value, budget)), spec),
            'r' => Write(new TextValue(Representation.Repr(value, budget)), spec),
            _ => throw new TemplateException($"a format has the conversion '!{conversion}', which is none"),
        };
    }

    private Value Resolve(string name)
    {
        int end = name.AsSpan().IndexOfAny('.', '[');
        var first = end < 0 ? name : name[..end];
        var value = first.Length == 0 ? Positional(next++)
            : int.TryParse(first, out int index) ? Positional(index)
            : arguments.Named.FirstOrDefault(a => a.Name == first).Value
                ?? throw new TemplateException($"a format asks for '{first}', which was not given");
        for (int at = end; at >= 0 && at < name.Length;)
        {
            bool isAttribute = name[at] == '.';
            int stop = isAttribute ? name.AsSpan(at + 1).IndexOfAny('.', '[') : name.AsSpan(at + 1).IndexOf(']');
            if (!isAttribute && stop < 0) throw new TemplateException("a format has a '[' without end");
            var key = stop < 0 ? name[(at + 1)..] : name.Substring(at + 1, stop);
            value = isAttribute ? Access.Attribute(value, key, budget)
                : Access.Item(value, int.TryParse(key, out int place) ? new IntegerValue(place) : new TextValue(key), budget);
            at = stop < 0 ? name.Length : at + 1 + stop + (isAttribute ? 0 : 1);
        }
        return value;
    }

    private Value Positional(int index) => index < arguments.Positional.Count
        ? arguments.Positional[index]
        : throw new TemplateException($"a format asks for value {index + 1}, and {arguments.Positional.Count} were given");

    private string Write(Value value, string text)
    {
        var spec = Parse(text);
        return value switch
        {
            _ when text.Length == 0 => Representation.Text(value, budget),
            FloatValue number => spec.Float(number.AsDouble, budget),
            NumberValue number => spec.Integer(Numbers.Whole(number), budget),
            TextValue whole when spec is { Kind: null or 's', Grouping: null, Sign: '-', Align: not '=' } => spec.Text(whole.Text, budget),
            _ => throw new TemplateException($"the format '{text}' has no meaning for {value.TypeName}"),
        };
    }

    // [[fill]align][sign][#][0][width][,][.precision][type]
    private static FormatSpec Parse(string text)
    {
        var spec = new FormatSpec();
        int at = 0;
        var points = new TextValue(text);
        int first = points.Length > 1 ? points.OffsetOf(1) : text.Length;
        if (first < text.Length && text[first] is '<' or '>' or '^' or '=')
        {
            spec = spec with { Fill = text[..first], Align = text[first] };
            at = first + 1;
        }
        else if (text.Length > 0 && text[0] is '<' or '>' or '^' or '=')
        {
            spec = spec with { Align = text[0] };
            at = 1;
        }
        if (Peek() is '+' or '-' or ' ') spec = spec with { Sign = text[at++] };
        if (Peek() == '#')
        {
            spec = spec with { IsAlternate = true };
            at++;
        }
        if (Peek() == '0')
        {
            if (spec.Align is null) spec = spec with { Fill = "0", Align = '=' };
            at++;
        }
        spec = spec with { Width = Number() ?? 0 };
        if (Peek() is ',' or '_') spec = spec with { Grouping = text[at++] };
        if (Peek() == '.')
        {
            at++;
            spec = spec with { Precision = Number() ?? throw Broken() };
        }
        if (at < text.Length) spec = spec with { Kind = text[at++] };
        return at == text.Length ? spec : throw Broken();

        char Peek() => at < text.Length ? text[at] : '\0';

        int? Number()
        {
            int start = at;
            while (char.IsAsciiDigit(Peek())) at++;
            if (at == start) return null;
            return int.TryParse(text.AsSpan(start, at - start), out int number) ? number : throw Broken();
        }

        TemplateException Broken() => new($"the format '{text}' can't be read");
    }
}
