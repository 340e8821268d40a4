using System.CommandLine;
using Piecewise.Cli.Processes;
using Piecewise.Distributed;

namespace Piecewise.Cli.Commands;

/// <summary><c>launch -n N -- VERB …</c>: a verb in several processes, which an installed launcher of MPI starts.</summary>
internal static class LaunchCommand
{
    public const string Name = "launch";

    public static Command Create()
    {
        var ranks = new Option<int>("-n") { Description = "How many processes, which are called ranks.", Required = true };
        var mpi = new Option<string?>("--mpi")
        {
            Description = "openmpi or mpich: whose launcher starts them; by default Open MPI's where it is installed.",
        };
        mpi.AcceptOnlyFromAmong("openmpi", "mpich");
        var words = new Argument<string[]>("VERB")
        {
            Description = "A verb of piecewise with its arguments, after --.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command(Name, "Run a verb in several processes of this machine, which MPI connects.") { ranks, mpi, words };
        var json = CommandRunner.JsonOption();
        command.Options.Add(json);
        command.HandleAlone(json, (parsed, _) => LauncherRun.Run(
            LauncherRun.Find(parsed.GetValue(mpi) switch { "openmpi" => MpiFamily.OpenMpi, "mpich" => MpiFamily.Mpich, _ => null }),
            parsed.AtLeast(1, ranks),
            [.. parsed.GetValue(words)!, .. parsed.GetValue(json) ? [json.Name] : Array.Empty<string>()]));
        return command;
    }
}
