using System.Globalization;

namespace Piecewise.Cli.Commands;

/// <summary>Sizes of calls as people write them: <c>1,16,128</c>.</summary>
internal static class SizeList
{
    /// <exception cref="UsageException">It is none.</exception>
    public static long[] Parse(string option, string text)
    {
        var words = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        long[] sizes = [.. words.Select(w => Size(option, w))];
        return sizes.Length > 0 ? sizes : throw new UsageException($"{option} is empty: name sizes, as in {option} 1,16,128.");
    }

    private static long Size(string option, string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0
            ? size
            : throw new UsageException($"{option} takes whole numbers from 1 up, not '{text}'.");
}
