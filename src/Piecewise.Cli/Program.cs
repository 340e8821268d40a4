using System.CommandLine;
using Microsoft.Extensions.Logging;
using Piecewise.Cli;
using Piecewise.Cli.Commands;
using Piecewise.Cli.Output;
using Piecewise.Cli.Processes;

// Tokens and tables hold more than ASCII.
Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
Terminal.Protect();
Ranks.Quiet();

// In the order in which help lists them. Only the command that is called is created: a warm start need not wait for the options of the
// others.
Dictionary<string, Func<Command>> commands = new(StringComparer.Ordinal)
{
    ["generate"] = GenerateCommand.Create,
    [ServeCommand.Name] = ServeCommand.Create,
    ["verify"] = VerifyCommand.Create,
    ["run"] = RunCommand.Create,
    ["inspect"] = InspectCommand.Create,
    ["partition"] = PartitionCommand.Create,
    ["explain"] = ExplainCommand.Create,
    ["report"] = ReportCommand.Create,
    ["bisect"] = BisectCommand.Create,
    ["dump"] = DumpCommand.Create,
    ["compile"] = CompileCommand.Create,
    ["cache"] = CacheCommand.Create,
    ["bench"] = BenchCommand.Create,
    ["profile"] = ProfileCommand.Create,
    ["tune"] = TuneCommand.Create,
    ["bench-serve"] = BenchServeCommand.Create,
    ["perplexity"] = PerplexityCommand.Create,
    [LaunchCommand.Name] = LaunchCommand.Create,
};
var root = new RootCommand("Piecewise: a piecewise graph compiler and runtime for programs of torch.export.");
foreach (var create in args.Length > 0 && commands.TryGetValue(args[0], out var called) ? [called] : commands.Values.ToArray())
{
    root.Subcommands.Add(create());
}
foreach (var help in root.Options.OfType<System.CommandLine.Help.HelpOption>().Where(o => o.Action is System.CommandLine.Help.HelpAction))
{
    help.Action = new HelpWithExamples((System.CommandLine.Help.HelpAction)help.Action!);
}
var verbose = new Option<bool>("--verbose") { Description = "Log what the library does, with times, to standard error.", Recursive = true };
root.Options.Add(verbose);
// Who types the name alone wants to know what there is.
var parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
if (parsed.Errors.Count > 0)
{
    var (problems, command) = UnreadableLine.Explain(parsed, commands.Keys);
    foreach (var problem in problems)
    {
        await Console.Error.WriteLineAsync($"error: {problem}");
    }
    await Console.Error.WriteLineAsync($"Try: piecewise {command}{(command.Length > 0 ? " " : "")}--help");
    if (args.Contains("--json"))
    {
        JsonOutput.Write(new { error = string.Join('\n', problems) });
    }
    return ExitCodes.BadInput;
}
if (parsed.GetValue(verbose))
{
    StandardErrorLogger.Shared.Level = LogLevel.Debug;
}
// A server goes on until its requests have ended, however often it is asked to stop; it hears the signals itself, as does who waits for
// others.
return await parsed.InvokeAsync(
    args is [ServeCommand.Name or LaunchCommand.Name, ..] ? new InvocationConfiguration { ProcessTerminationTimeout = null } : null);
