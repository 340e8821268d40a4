using System.CommandLine;
using Piecewise.Compiler;

namespace Piecewise.Cli.Commands;

/// <summary>The option <c>--weights</c> of commands that compile.</summary>
internal static class WeightsOption
{
    private const string Name = "--weights";

    public static Option<string?> Create() => new(Name)
    {
        Description = "In how many bits the weights of products are kept: exported (by default), int8 or int4, and NAME=FORMAT "
            + "for those that differ, as in int4,*lm_head.weight=int8.",
    };

    /// <exception cref="UsageException">It names no formats.</exception>
    public static WeightFormats Read(ParseResult parsed)
    {
        try
        {
            return parsed.GetValue<string?>(Name) is { } text ? WeightFormats.Parse(text) : WeightFormats.Exported;
        }
        catch (FormatException e)
        {
            throw new UsageException($"{Name}: {e.Message}");
        }
    }
}
