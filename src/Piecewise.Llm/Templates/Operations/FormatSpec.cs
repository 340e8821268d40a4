using System.Globalization;
using System.Numerics;
using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Operations;

/// <summary>How a value is written: both of Python's ways to format end here.</summary>
internal sealed record FormatSpec
{
    public string Fill { get; init; } = " ";

    /// <summary><c>&lt;</c>, <c>&gt;</c>, <c>^</c> or <c>=</c> (between sign and digits); null is what is usual for the type.</summary>
    public char? Align { get; init; }

    /// <summary><c>+</c> or a space before what is not negative; <c>-</c> for nothing.</summary>
    public char Sign { get; init; } = '-';

    /// <summary>Whether the base is said (<c>0x</c>), and zeros are kept.</summary>
    public bool IsAlternate { get; init; }

    public int Width { get; init; }

    /// <summary>Between groups of three digits; null is nothing.</summary>
    public char? Grouping { get; init; }

    public int? Precision { get; init; }

    /// <summary>The letter that says how; null is what is usual for the type.</summary>
    public char? Kind { get; init; }

    /// <exception cref="TemplateException">The letter is none for whole numbers.</exception>
    public string Integer(BigInteger value, Budget budget)
    {
        if (Kind is 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or '%') return Float(new IntegerValue(value).AsDouble, budget);
        var size = BigInteger.Abs(value);
        var (prefix, digits) = Kind switch
        {
            null or 'd' or 'n' => ("", size.ToString(CultureInfo.InvariantCulture)),
            'x' => ("0x", Hex(size)),
            'X' => ("0X", Hex(size).ToUpperInvariant()),
            'o' => ("0o", InRadix(size, 8)),
            'b' => ("0b", InRadix(size, 2)),
            _ => throw new TemplateException($"a whole number can't be formatted as '{Kind}'"),
        };
        if (Precision is { } least) digits = Zeros(least - digits.Length, budget) + digits;
        return Number(value.Sign < 0, (IsAlternate ? prefix : "") + Grouped(digits, budget), budget);
    }

    /// <exception cref="TemplateException">The letter is none for floating-point numbers.</exception>
    public string Float(double value, Budget budget)
    {
        int digits = Math.Min(Precision ?? 6, 1000);
        double size = Math.Abs(value);
        var text = !double.IsFinite(value) ? (double.IsNaN(value) ? "nan" : "inf") : char.ToLowerInvariant(Kind ?? ' ') switch
        {
            'f' => PythonNumber.Fixed(size, digits),
            'e' => PythonNumber.Exponential(size, digits),
            'g' or 'n' => PythonNumber.General(size, digits, IsAlternate),
            '%' => PythonNumber.Fixed(size * 100, digits) + "%",
            ' ' when Precision is null => PythonNumber.Repr(size),
            ' ' => PythonNumber.General(size, digits, IsAlternate),
            _ => throw new TemplateException($"a floating-point number can't be formatted as '{Kind}'"),
        };
        if (Kind is 'E' or 'G' or 'F') text = text.ToUpperInvariant();
        return Number(double.IsNegative(value) && !double.IsNaN(value), Grouped(text, budget), budget);
    }

    public string Text(string text, Budget budget)
    {
        var whole = new TextValue(text);
        if (Precision is { } most && most < whole.Length) text = whole.Slice(0, most);
        return Padded("", text, Align ?? '<', budget);
    }

    private string Number(bool isNegative, string digits, Budget budget) =>
        Padded(isNegative ? "-" : Sign == '-' ? "" : Sign.ToString(), digits, Align ?? '>', budget);

    private string Padded(string sign, string text, char align, Budget budget)
    {
        int missing = Width - sign.Length - TextValue.Count(text);
        if (missing <= 0) return sign + text;
        budget.ChargeText((BigInteger)missing + text.Length);
        int before = align switch { '<' => 0, '^' => missing / 2, _ => missing };
        var (left, right) = (Filling(before), Filling(missing - before));
        return align == '=' ? sign + left + text : left + sign + text + right;
    }

    private string Filling(int count) => Fill.Length == 1 ? new string(Fill[0], count) : string.Concat(Enumerable.Repeat(Fill, count));

    private string Grouped(string digits, Budget budget)
    {
        if (Grouping is not { } separator) return digits;
        int end = digits.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (end < 0) end = digits.Length;
        var text = new TextBuilder(budget);
        for (int i = 0; i < end; i++)
        {
            if (i > 0 && (end - i) % 3 == 0) text.Append(separator, 1);
            text.Append(digits[i], 1);
        }
        return text.Append(digits[end..]).ToString();
    }

    private static string Zeros(int count, Budget budget) => new TextBuilder(budget).Append('0', count).ToString();

    private static string Hex(BigInteger value) => value.IsZero ? "0" : value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');

    private static string InRadix(BigInteger value, int radix)
    {
        var digits = new Stack<char>();
        do
        {
            value = BigInteger.DivRem(value, radix, out var digit);
            digits.Push((char)('0' + (int)digit));
        }
        while (!value.IsZero);
        return string.Concat(digits);
    }
}
