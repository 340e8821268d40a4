using System.CommandLine;
using Piecewise.Compiler;
using Piecewise.Compiler.Tuning;

namespace Piecewise.Cli.Commands;

/// <summary>The option <c>--tuning</c>: ranges of sizes and providers from a file of <c>tune</c>.</summary>
internal static class TuningOption
{
    private const string Name = "--tuning";

    public static Option<string?> Create() => new(Name)
    {
        Description = "A file of piecewise tune: the ranges of sizes and the providers that were fastest. What other options ask for wins.",
    };

    /// <summary>The file; null where none is given.</summary>
    /// <exception cref="UsageException">It is not there, or the mode has no use for it.</exception>
    public static string? Read(ParseResult parsed, RunMode mode = RunMode.Compiled) =>
        parsed.GetValue<string?>(Name) is not { } file ? null
        : mode is RunMode.Compiled or RunMode.Lowered ? CommandRunner.Existing(file)
        : throw new UsageException(
            $"{Name} can't be used with the mode '{mode.ToString().ToLowerInvariant()}', which has one version for all sizes.");

    /// <summary>Options with what the file chose, where one is given.</summary>
    /// <param name="options">What other options ask for.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="model">The program's file.</param>
    public static CompileOptions ReadInto(CompileOptions options, ParseResult parsed, string model) =>
        With(options, Read(parsed, options.Mode), model);

    /// <summary>Options with what a file chose.</summary>
    /// <param name="options">What was asked for otherwise.</param>
    /// <param name="tuning">The file; null for none.</param>
    /// <param name="model">The program's file.</param>
    /// <exception cref="TuningException">It is no tuning, or one for another program.</exception>
    public static CompileOptions With(CompileOptions options, string? tuning, string model) => tuning is null ? options
        : TuningFile.Read(tuning).ApplyTo(tuning, options, model, warning => Console.Error.WriteLine($"warning: {warning}"));
}
