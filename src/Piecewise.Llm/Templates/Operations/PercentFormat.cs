using System.Numerics;
using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Operations;

/// <summary>Formatting with <c>%</c>.</summary>
internal sealed class PercentFormat
{
    private readonly TextValue format;
    private readonly Value source;
    private readonly IReadOnlyList<Value> values;
    private readonly Budget budget;
    private int used;
    private int position;

    private PercentFormat(TextValue format, Value source, Budget budget)
    {
        (this.format, this.source, this.budget) = (format, source, budget);
        values = source is TupleValue tuple ? tuple.Items : [source];
    }

    /// <exception cref="TemplateException">The format is broken, or the values do not fit it.</exception>
    public static TextValue Apply(TextValue format, Value source, Budget budget) => new PercentFormat(format, source, budget).Apply();

    private TextValue Apply()
    {
        var result = new TextBuilder(budget);
        var text = format.Text;
        bool usesNames = false;
        while (position < text.Length)
        {
            int next = text.IndexOf('%', position);
            result.Append(next < 0 ? text[position..] : text[position..next]);
            if (next < 0) break;
            position = next + 1;
            result.Append(ReadOne(ref usesNames));
        }
        if (!usesNames && used < values.Count && source is not (DictValue or ListValue or RangeValue or UndefinedValue))
            throw new TemplateException($"a format takes {used} values, and {values.Count} were given");
        return budget.Text(result.ToString(), format.IsMarkup);
    }

    private string ReadOne(ref bool usesNames)
    {
        Value? named = null;
        if (Peek() == '(')
        {
            int close = format.Text.IndexOf(')', position);
            if (close < 0) throw Broken();
            var name = format.Text[(position + 1)..close];
            if (source is not DictValue dict) throw new TemplateException("a format with names needs a dict");
            named = dict.TryGet(name, out var value)
                ? value
                : throw new TemplateException($"a format asks for '{name}', which the dict lacks");
            usesNames = true;
            position = close + 1;
        }
        var spec = new FormatSpec();
        bool isZero = false;
        for (; Peek() is '-' or '+' or ' ' or '#' or '0'; position++)
        {
            char flag = Peek();
            isZero |= flag == '0';
            spec = flag switch
            {
                '-' => spec with { Align = '<' },
                '+' => spec with { Sign = '+' },
                ' ' when spec.Sign == '-' => spec with { Sign = ' ' },
                '#' => spec with { IsAlternate = true },
                _ => spec,
            };
        }
        int width = ReadNumber() ?? 0;
        spec = spec with { Width = Math.Abs(width), Align = width < 0 ? '<' : spec.Align };
        if (Peek() == '.')
        {
            position++;
            spec = spec with { Precision = Math.Max(ReadNumber() ?? 0, 0) };
        }
        if (Peek() is 'l' or 'h' or 'L') position++;
        char kind = Peek();
        position++;
        if (kind == '%') return "%";
        if (kind == '\0') throw Broken();
        return Write(kind, named ?? NextValue(), isZero && spec.Align != '<' ? spec with { Fill = "0", Align = '=' } : spec);
    }

    private string Write(char kind, Value value, FormatSpec spec)
    {
        switch (kind)
        {
            case 's' or 'r' or 'a':
                var text = kind != 's' ? Representation.Repr(value, budget)
                    : format.IsMarkup ? Html.Escape(value, budget).Text
                    : Representation.Text(value, budget);
                return (spec with { Fill = " ", Align = spec.Align == '<' ? '<' : '>' }).Text(text, budget);
            case 'd' or 'i' or 'u':
                return (spec with { Kind = 'd' }).Integer(Whole(value, kind), budget);
            case 'x' or 'X' or 'o':
                return (spec with { Kind = kind }).Integer(value is FloatValue ? throw Unfit(kind, value) : Whole(value, kind), budget);
            case 'e' or 'E' or 'f' or 'F' or 'g' or 'G':
                return (spec with { Kind = kind }).Float(value is NumberValue number ? number.AsDouble : throw Unfit(kind, value), budget);
            case 'c':
                return (spec with { Fill = " ", Align = spec.Align == '<' ? '<' : '>' }).Text(Character(value), budget);
            default:
                throw new TemplateException($"a format has the letter '{kind}', which says nothing");
        }
    }

    private static BigInteger Whole(Value value, char kind) => value switch
    {
        UndefinedValue undefined => throw undefined.Error(),
        FloatValue number when double.IsFinite(number.AsDouble) => new BigInteger(number.AsDouble),
        NumberValue number and not FloatValue => Numbers.Whole(number),
        _ => throw Unfit(kind, value),
    };

    private static string Character(Value value) => value switch
    {
        TextValue { Length: 1 } text => text.Text,
        NumberValue and not FloatValue when System.Text.Rune.IsValid(Numbers.Integer(value, "a character")) =>
            new System.Text.Rune(Numbers.Integer(value, "a character")).ToString(),
        _ => throw Unfit('c', value),
    };

    private Value NextValue() => source is not TupleValue && used > 0 || used >= values.Count
        ? throw new TemplateException("a format takes more values than were given")
        : values[used++];

    private int? ReadNumber()
    {
        if (Peek() == '*')
        {
            position++;
            return Numbers.Integer(NextValue(), "a format's width");
        }
        int start = position;
        while (char.IsAsciiDigit(Peek())) position++;
        if (position == start) return null;
        return int.TryParse(format.Text.AsSpan(start, position - start), out int number) ? number : throw Broken();
    }

    private char Peek() => position < format.Text.Length ? format.Text[position] : '\0';

    private static TemplateException Unfit(char kind, Value value) =>
        new($"a format wants a number for %{kind}, and this is {value.TypeName}");

    private static TemplateException Broken() => new("a format with % is broken off");
}
