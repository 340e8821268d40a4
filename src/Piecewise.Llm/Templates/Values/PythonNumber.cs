using System.Globalization;
using System.Numerics;
using System.Text;

namespace Piecewise.Llm.Templates.Values;

/// <summary>Numbers as Python writes and reads them.</summary>
internal static class PythonNumber
{
    /// <summary>The shortest text that reads as the same number.</summary>
    public static string Repr(double value)
    {
        if (double.IsNaN(value)) return "nan";
        if (double.IsInfinity(value)) return value > 0 ? "inf" : "-inf";
        var (digits, exponent) = Shortest(Math.Abs(value));
        return (double.IsNegative(value) ? "-" : "") + (exponent is < -4 or >= 16
            ? Scientific(digits, exponent)
            : Positional(digits, exponent));
    }

    /// <summary>With so many digits after the point, halves to the even digit of the exact value.</summary>
    public static string Fixed(double value, int digits)
    {
        var scaled = Scaled(Math.Abs(value), digits).ToString(CultureInfo.InvariantCulture).PadLeft(digits + 1, '0');
        var text = digits == 0 ? scaled : $"{scaled[..^digits]}.{scaled[^digits..]}";
        return double.IsNegative(value) ? "-" + text : text;
    }

    /// <summary>With one digit before the point and so many after it, and an exponent.</summary>
    public static string Exponential(double value, int digits)
    {
        var (text, exponent) = Significant(Math.Abs(value), digits + 1);
        return (double.IsNegative(value) ? "-" : "") + Scientific(text, exponent);
    }

    /// <summary>With so many digits that count; an exponent where the number is small or large.</summary>
    public static string General(double value, int digits, bool keepZeros)
    {
        digits = Math.Max(digits, 1);
        var (text, exponent) = Significant(Math.Abs(value), digits);
        bool scientific = exponent < -4 || exponent >= digits;
        if (!keepZeros) text = text.TrimEnd('0') is { Length: > 0 } rest ? rest : "0";
        var result = scientific ? Scientific(text, exponent)
            : exponent < 0 ? "0." + new string('0', -exponent - 1) + text
            : text.Length <= exponent + 1 ? text.PadRight(exponent + 1, '0')
            : $"{text[..(exponent + 1)]}.{text[(exponent + 1)..]}";
        return double.IsNegative(value) ? "-" + result : result;
    }

    /// <summary>The whole number nearest to a number times a power of ten, halves to the even one.</summary>
    public static BigInteger Scaled(double value, int power)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7ff);
        BigInteger top = (bits & 0xfffffffffffff) | (exponent == 0 ? 0 : 1L << 52);
        int two = Math.Max(exponent, 1) - 1075;
        BigInteger bottom = 1;
        if (two > 0) top <<= two;
        else bottom <<= -two;
        if (power > 0) top *= BigInteger.Pow(10, power);
        else bottom *= BigInteger.Pow(10, -power);
        var result = BigInteger.DivRem(top, bottom, out var rest);
        int half = (rest * 2).CompareTo(bottom);
        if (half > 0 || (half == 0 && !result.IsEven)) result += 1;
        return value < 0 ? -result : result;
    }

    /// <summary>What <c>int(text, radix)</c> reads; null if it is no such number.</summary>
    public static BigInteger? ParseInteger(string text, int radix)
    {
        var digits = Undivided(PythonText.Strip(text, null, true, true));
        bool negative = digits.StartsWith('-');
        if (negative || digits.StartsWith('+')) digits = digits[1..];
        var prefix = digits.Length > 1 && digits[0] == '0' ? char.ToLowerInvariant(digits[1]) : ' ';
        int named = prefix switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 0 };
        if (named != 0 && (radix == 0 || radix == named)) (radix, digits) = (named, digits[2..]);
        if (radix == 0) radix = 10;
        if (digits.Length is 0 or > 4300) return null;
        BigInteger value = 0;
        foreach (var rune in digits.EnumerateRunes())
        {
            int digit = Rune.IsDigit(rune) ? (int)Rune.GetNumericValue(rune)
                : rune.Value is >= 'a' and <= 'z' ? rune.Value - 'a' + 10
                : rune.Value is >= 'A' and <= 'Z' ? rune.Value - 'A' + 10
                : radix;
            if (digit >= radix) return null;
            value = (value * radix) + digit;
        }
        return negative ? -value : value;
    }

    /// <summary>What <c>float(text)</c> reads; null if it is no number.</summary>
    public static double? ParseFloat(string text)
    {
        var stripped = Undivided(PythonText.Strip(text, null, true, true));
        var name = stripped.TrimStart('+', '-').ToLowerInvariant();
        if (stripped.Length - name.Length <= 1 && name is "inf" or "infinity" or "nan")
            return name == "nan" ? double.NaN : stripped[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        bool isNumber = stripped.Any(char.IsAsciiDigit) && stripped.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or '.' or 'e' or 'E');
        return isNumber && double.TryParse(stripped, Style, CultureInfo.InvariantCulture, out double value) ? value : null;
    }

    // Digits may be divided by single underscores.
    private static string Undivided(string text)
    {
        for (int at = text.IndexOf('_'); at >= 0; at = text.IndexOf('_', at + 1))
        {
            if (at == 0 || at + 1 == text.Length || !char.IsAsciiLetterOrDigit(text[at - 1]) || !char.IsAsciiLetterOrDigit(text[at + 1]))
                return "";
        }
        return text.Replace("_", "", StringComparison.Ordinal);
    }

    private static (string Digits, int Exponent) Shortest(double value)
    {
        if (value == 0) return ("0", 0);
        var parts = value.ToString("R", CultureInfo.InvariantCulture).Split('E');
        int shift = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        int point = parts[0].IndexOf('.', StringComparison.Ordinal) is >= 0 and int at ? at : parts[0].Length;
        var digits = parts[0].Replace(".", "", StringComparison.Ordinal);
        int first = digits.AsSpan().IndexOfAnyExcept('0');
        return (digits.Trim('0'), point - 1 - first + shift);
    }

    private static (string Digits, int Exponent) Significant(double value, int count)
    {
        if (value == 0) return (new string('0', count), 0);
        int exponent = (int)Math.Floor(Math.Log10(value));
        // The logarithm may be off by one at powers of ten, and rounding may carry into a new digit.
        for (exponent -= 1; ; exponent++)
        {
            var digits = Scaled(value, count - 1 - exponent).ToString(CultureInfo.InvariantCulture);
            if (digits.Length <= count) return (digits.PadRight(count, '0'), exponent);
        }
    }

    private static string Positional(string digits, int exponent) =>
        exponent < 0 ? "0." + new string('0', -exponent - 1) + digits
        : digits.Length <= exponent + 1 ? digits.PadRight(exponent + 1, '0') + ".0"
        : $"{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";

    private static string Scientific(string digits, int exponent) =>
        digits[..1] + (digits.Length > 1 ? "." + digits[1..] : "")
        + (exponent < 0 ? "e-" : "e+") + Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
}
