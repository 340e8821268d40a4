using System.Diagnostics;
using System.Runtime.InteropServices;
using Piecewise.Distributed;

namespace Piecewise.Cli.Processes;

/// <summary>Ranks of this program, started by an installed launcher.</summary>
internal static class LauncherRun
{
    /// <summary>The installed launcher.</summary>
    /// <param name="named">Of which implementation it has to be; null: of any.</param>
    public static Launcher Find(MpiFamily? named) => Launcher.Find(Environment.GetEnvironmentVariable("PATH"), named)
        ?? throw new UsageException(named switch
        {
            MpiFamily.OpenMpi =>
                "Open MPI is not installed: there is no mpirun of it in PATH. On Debian and Ubuntu: apt-get install openmpi-bin.",
            MpiFamily.Mpich => "MPICH is not installed: there is no mpiexec of it in PATH. On Debian and Ubuntu: apt-get install mpich.",
            _ => "No launcher of MPI is installed: there is no mpirun or mpiexec in PATH. "
                + "On Debian and Ubuntu: apt-get install openmpi-bin, or mpich.",
        });

    /// <summary>Runs it to its end.</summary>
    /// <param name="launcher">What starts the ranks.</param>
    /// <param name="ranks">How many.</param>
    /// <param name="arguments">What each is told.</param>
    /// <returns>The launcher's exit code, which is that of the first rank that failed.</returns>
    public static int Run(Launcher launcher, int ranks, IEnumerable<string> arguments)
    {
        var start = ChildProcess.Of([
            launcher.Path, .. launcher.Arguments(ranks, Environment.IsPrivilegedProcess), .. Self.Command, .. arguments]);
        // Open MPI's ranks see a terminal where there is a file or a pipe in truth, and would write it control characters.
        if (Console.IsOutputRedirected)
        {
            start.Environment["TERM"] = "dumb";
        }
        start.RedirectStandardError = launcher.Family == MpiFamily.Mpich;
        using var process = new Process { StartInfo = start };
        var processes = new RankProcesses();
        process.ErrorDataReceived += (_, line) =>
        {
            foreach (var said in line.Data is null ? [] : processes.Explain(line.Data))
            {
                Console.Error.WriteLine(said);
            }
        };
        process.Start();
        if (start.RedirectStandardError)
        {
            process.BeginErrorReadLine();
        }
        // A terminal interrupts the launcher too, which then ends its ranks; who terminates this process means them.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            ChildProcess.Ask(process);
        });
        process.WaitForExit();
        return process.ExitCode;
    }
}
