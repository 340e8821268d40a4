using System.Globalization;

namespace Piecewise.Runtime;

/// <summary>What is said of a size that a program was not exported for.</summary>
internal static class SizeMessage
{
    /// <summary>A size outside the range of its symbol.</summary>
    /// <param name="place">Where it is, to begin a sentence with.</param>
    /// <param name="symbol">The symbol.</param>
    /// <param name="size">The size.</param>
    /// <param name="min">The least size; null for no bound.</param>
    /// <param name="max">The largest; null for no bound.</param>
    public static string OutOfRange(string place, string symbol, long size, long? min, long? max)
    {
        var range = string.Create(CultureInfo.InvariantCulture,
            $"{(min is { } low ? $"[{low}" : "(-inf")}, {(max is { } high ? $"{high}]" : "inf)")}");
        var bound = string.Create(CultureInfo.InvariantCulture, $"{(size < min ? "min" : "max")}={size}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{place} is {size}; the program was exported for {range}. For other sizes export it with dynamic_shapes that hold them, "
            + $"such as torch.export.Dim(\"{symbol}\", {bound}). [R7]");
    }

    /// <summary>A dim of an input.</summary>
    public static string Dim(int dim, string input, string symbol) =>
        string.Create(CultureInfo.InvariantCulture, $"Dim {dim} of the input '{input}' ({symbol})");
}
