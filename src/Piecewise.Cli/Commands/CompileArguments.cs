using System.CommandLine;
using Piecewise.Cli.Output;
using Piecewise.Compiler;
using Piecewise.Compiler.Build;

namespace Piecewise.Cli.Commands;

/// <summary>The options that decide what is compiled, and with it what a compiled program is found by.</summary>
internal sealed class CompileArguments
{
    private readonly Option<bool> debug = new("--debug") { Description = "Make code that a debugger can step through, with its sources." };
    private readonly EntryArguments entries = new();

    public void AddTo(Command command)
    {
        command.Options.Add(debug);
        entries.AddTo(command);
    }

    public PrepareOptions Read(ParseResult parsed) => new()
    {
        Program = CommandRunner.ProgramOf(parsed),
        Lowering = entries.Read(parsed),
        Code = new CodeOptions { Debug = parsed.GetValue(debug) },
        Logger = StandardErrorLogger.Shared,
    };
}
