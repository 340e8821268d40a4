using System.CommandLine;
using System.Globalization;

namespace Piecewise.Cli.Commands;

/// <summary>Numbers on the command line that must lie in a range.</summary>
internal static class NumberOptions
{
    /// <exception cref="UsageException">It is smaller.</exception>
    public static int AtLeast(this ParseResult parsed, int least, Option<int> option) => AtLeast(least, option, parsed.GetValue(option));

    /// <summary>As the other; null where the option is not given.</summary>
    public static int? AtLeast(this ParseResult parsed, int least, Option<int?> option) =>
        parsed.GetValue(option) is { } value ? AtLeast(least, option, value) : null;

    /// <exception cref="UsageException">It is 0 or less, or no number.</exception>
    public static double Positive(this ParseResult parsed, Option<double> option) => parsed.GetValue(option) is var value && value > 0
        ? value
        : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option.Name} takes a number above 0, not {value}."));

    /// <exception cref="UsageException">It lies outside.</exception>
    public static double InRange(this ParseResult parsed, double least, double most, Option<double> option) =>
        parsed.GetValue(option) is var value && value >= least && value <= most
            ? value
            : throw new UsageException(string.Create(
                CultureInfo.InvariantCulture, $"{option.Name} takes a number from {least} to {most}, not {value}."));

    private static int AtLeast(int least, Option option, int value) => value >= least
        ? value
        : throw new UsageException($"{option.Name} takes a number from {least} up, not {value}.");
}
