using System.CommandLine;
using Piecewise.Cli.Output;
using Piecewise.Compiler;
using Piecewise.Compiler.Build;

namespace Piecewise.Cli.Commands;

/// <summary>The options that decide what is compiled, and with it what a compiled program is found by.</summary>
internal sealed class CompileArguments
{
    private readonly Option<bool> debug = new("--debug") { Description = "Make code that a debugger can step through, with its sources." };
    private readonly Option<string?> backend = BackendOption();
    private readonly EntryArguments entries = new();
    private readonly Option<bool> lastRow = new("--last-row")
    {
        Description = "Compute only the last row of the last result, as generate does.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(WeightsOption.Create());
        command.Options.Add(debug);
        command.Options.Add(backend);
        command.Options.Add(lastRow);
        entries.AddTo(command);
    }

    /// <summary>Who makes code, or runs without.</summary>
    public static Option<string?> BackendOption()
    {
        var option = new Option<string?>("--backend")
        {
            Description = "How compiled pieces run: generated (as C#, compiled) or direct (as they are described, block by block). "
                + "By default generated, where code may be compiled.",
        };
        return option.AcceptOnlyFromAmong([.. CodeOptions.Backends]);
    }

    /// <param name="parsed">The command line.</param>
    /// <param name="file">The program's, for which a tuning is.</param>
    public CompileOptions Read(ParseResult parsed, string file) => TuningOption.ReadInto(new CompileOptions
    {
        Program = CommandRunner.ProgramOf(parsed),
        Lowering = entries.Read(parsed),
        Code = new CodeOptions { Debug = parsed.GetValue(debug), Backend = parsed.GetValue(backend) },
        LastRowOnly = parsed.GetValue(lastRow),
        Weights = WeightsOption.Read(parsed),
        Logger = StandardErrorLogger.Shared,
    }, parsed, file);
}
