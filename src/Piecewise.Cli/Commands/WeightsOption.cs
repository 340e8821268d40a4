using System.Collections.Immutable;
using System.CommandLine;
using Piecewise.Compiler;
using Piecewise.Compiler.Weights;

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

    /// <summary>Says so where no weight has the format that was asked for.</summary>
    /// <param name="file">The program's.</param>
    /// <param name="remarks">Of the compiled model, or of the program on its way to it.</param>
    /// <param name="asked">What was asked for.</param>
    public static void Check(string file, ImmutableArray<string> remarks, WeightFormats asked)
    {
        if (remarks.Contains(QuantizedProducts.Nothing(asked)))
        {
            Console.Error.WriteLine($"warning: {file}: {QuantizedProducts.Nothing(asked)}");
        }
    }

    /// <exception cref="UsageException">It names no formats, or the mode has none.</exception>
    public static WeightFormats Read(ParseResult parsed, RunMode mode = RunMode.Compiled)
    {
        try
        {
            return parsed.GetValue<string?>(Name) is not { } text ? WeightFormats.Exported
                : mode == RunMode.Imported
                    ? throw new UsageException($"{Name} can't be used with the mode 'imported', which runs what was exported.")
                : WeightFormats.Parse(text);
        }
        catch (FormatException e)
        {
            throw new UsageException($"{Name}: {e.Message}");
        }
    }
}
