using System.Globalization;

namespace Piecewise.Cli.Commands;

/// <summary>A number of bytes as people write it: <c>500M</c>.</summary>
internal static class ByteCount
{
    /// <summary>Reads a whole number with K, M, G or T after it, each 1024 times the one before, or without.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static long Parse(string option, string text)
    {
        var power = text.Length == 0 ? -1 : "KMGT".IndexOf(char.ToUpperInvariant(text[^1]), StringComparison.Ordinal);
        var digits = power < 0 ? text : text[..^1];
        var unit = 1L << (10 * (power + 1));
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= long.MaxValue / unit
            ? number * unit
            : throw new UsageException($"{option} takes a number of bytes such as 500M, not '{text}'.");
    }
}
