using System.Globalization;
using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Evaluation;

/// <summary>Dates as <c>strftime</c> writes them, in English.</summary>
internal static class TimeFormat
{
    public static string Apply(string format, DateTimeOffset time, Budget budget)
    {
        var result = new TextBuilder(budget);
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                result.Append(format[i], 1);
                continue;
            }
            // A hyphen takes away the padding.
            bool isBare = format[i + 1] == '-' && i + 2 < format.Length;
            char kind = format[i + (isBare ? 2 : 1)];
            var part = Part(kind, time);
            result.Append(part is null ? format.Substring(i, isBare ? 3 : 2) : isBare ? Bare(part) : part);
            i += isBare ? 2 : 1;
        }
        return result.ToString();
    }

    private static string Bare(string part) => part.TrimStart('0', ' ') is { Length: > 0 } bare ? bare : "0";

    private static string? Part(char kind, DateTimeOffset time) => kind switch
    {
        'Y' => time.Year.ToString(CultureInfo.InvariantCulture),
        'y' => Two(time.Year % 100),
        'C' => Two(time.Year / 100),
        'm' => Two(time.Month),
        'd' => Two(time.Day),
        'e' => time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'j' => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        'H' => Two(time.Hour),
        'I' => Two(TwelveHours(time)),
        'k' => time.Hour.ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'l' => TwelveHours(time).ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'M' => Two(time.Minute),
        'S' => Two(time.Second),
        'f' => (time.Ticks % TimeSpan.TicksPerSecond / 10).ToString("000000", CultureInfo.InvariantCulture),
        'p' => time.Hour < 12 ? "AM" : "PM",
        'P' => time.Hour < 12 ? "am" : "pm",
        'A' => time.ToString("dddd", CultureInfo.InvariantCulture),
        'a' => time.ToString("ddd", CultureInfo.InvariantCulture),
        'B' => time.ToString("MMMM", CultureInfo.InvariantCulture),
        'b' or 'h' => time.ToString("MMM", CultureInfo.InvariantCulture),
        'u' => ((((int)time.DayOfWeek + 6) % 7) + 1).ToString(CultureInfo.InvariantCulture),
        'w' => ((int)time.DayOfWeek).ToString(CultureInfo.InvariantCulture),
        'U' => Two((time.DayOfYear + 6 - (int)time.DayOfWeek) / 7),
        'W' => Two((time.DayOfYear + 6 - (((int)time.DayOfWeek + 6) % 7)) / 7),
        'V' => Two(ISOWeek.GetWeekOfYear(time.DateTime)),
        'G' => ISOWeek.GetYear(time.DateTime).ToString(CultureInfo.InvariantCulture),
        's' => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        'F' => $"{Part('Y', time)}-{Part('m', time)}-{Part('d', time)}",
        'D' or 'x' => $"{Part('m', time)}/{Part('d', time)}/{Part('y', time)}",
        'T' or 'X' => $"{Part('H', time)}:{Part('M', time)}:{Part('S', time)}",
        'R' => $"{Part('H', time)}:{Part('M', time)}",
        'r' => $"{Part('I', time)}:{Part('M', time)}:{Part('S', time)} {Part('p', time)}",
        'c' => $"{Part('a', time)} {Part('b', time)} {Part('e', time)} {Part('T', time)} {Part('Y', time)}",
        // Python's time here has no zone.
        'z' or 'Z' => "",
        'n' => "\n",
        't' => "\t",
        '%' => "%",
        _ => null,
    };

    private static string Two(int number) => number.ToString("00", CultureInfo.InvariantCulture);

    private static int TwelveHours(DateTimeOffset time) => ((time.Hour + 11) % 12) + 1;
}
