using System.CommandLine;
using Microsoft.Extensions.Logging;
using Piecewise.Cli;
using Piecewise.Cli.Commands;
using Piecewise.Cli.Output;

// Tokens and tables hold more than ASCII.
Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

var root = new RootCommand("Piecewise: a piecewise graph compiler and runtime for programs of torch.export.")
{
    GenerateCommand.Create(),
    VerifyCommand.Create(),
    RunCommand.Create(),
    InspectCommand.Create(),
    PartitionCommand.Create(),
    ExplainCommand.Create(),
    ReportCommand.Create(),
    BisectCommand.Create(),
    DumpCommand.Create(),
    CompileCommand.Create(),
    CacheCommand.Create(),
    BenchCommand.Create(),
};
var verbose = new Option<bool>("--verbose") { Description = "Log what the library does, with times, to standard error.", Recursive = true };
root.Options.Add(verbose);
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
    {
        await Console.Error.WriteLineAsync($"error: {error.Message}");
    }
    await Console.Error.WriteLineAsync($"Try: piecewise {parsed.CommandResult.Command.Name} --help");
    return ExitCodes.BadInput;
}
if (parsed.GetValue(verbose))
{
    StandardErrorLogger.Shared.Level = LogLevel.Debug;
}
return await parsed.InvokeAsync();
