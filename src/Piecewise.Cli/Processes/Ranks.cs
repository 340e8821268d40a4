using Piecewise.Cli.Output;
using Piecewise.Compiler.Shard;
using Piecewise.Distributed;
using Piecewise.Runtime;

namespace Piecewise.Cli.Processes;

/// <summary>This process as one of those that a launcher started together (<c>mpirun -n 2 piecewise …</c>).</summary>
internal static class Ranks
{
    // A launcher that starts one process connects nothing.
    private static readonly Launch? Launched = Launch.Read(Environment.GetEnvironmentVariable) is { World: > 1 } launch ? launch : null;

    /// <summary>The ranks, while a verb runs; null: this process is alone.</summary>
    public static RankGroup? Group { get; private set; }

    /// <summary>Whether a launcher started this process with others.</summary>
    public static bool AreLaunched => Launched is not null;

    /// <summary>This process among those that share a program; null: it has it alone.</summary>
    public static TensorParallel? OfProgram => Group is { } group ? TensorParallel.Of(group.Host) : null;

    /// <summary>What the first rank says, on all: of what depends on time, so that all ranks make as many calls.</summary>
    public static bool FirstSays(bool own) => Group?.FirstSays(own) ?? own;

    /// <summary>Refuses to read standard input, which only the first of several ranks gets.</summary>
    public static void RequireNoStandardInput(string option)
    {
        if (Group is not null)
        {
            throw new UsageException($"{option} - reads standard input, which several processes can't share: write it to a file.");
        }
    }

    /// <summary>Only the first rank writes what is no error, and others say who they are.</summary>
    public static void Quiet()
    {
        if (Launched is { Rank: > 0 } launch)
        {
            Terminal.OnlyErrors($"rank {launch.Rank}: ");
        }
    }

    /// <summary>Connects the ranks, where a launcher started this process.</summary>
    public static void Join()
    {
        if (Launched is not { } launch)
            return;
        Group = RankGroup.Join(launch, new RankOptions(), fault => ProcessEnd.Because(fault, ExitCodes.RankLost));
        SharedTeam.Threads = Group.Threads;
        if (launch is { Family: MpiFamily.Mpich, Rank: 0 })
        {
            // Its launcher names processes only when one has ended, and the shells of 'launch' ranks only.
            Console.Error.WriteLine(RankProcesses.Line(Group.Processes));
        }
    }

    /// <summary>Ends MPI when all ranks are done, or tells the others that this one has failed.</summary>
    /// <returns>The exit code.</returns>
    public static int Leave(int exitCode)
    {
        if (Group is not null)
        {
            if (exitCode is ExitCodes.Done or ExitCodes.CheckFailed)
            {
                Group.Finish();
            }
            else
            {
                Group.Fail(exitCode);
            }
            Group.Dispose();
            Group = null;
        }
        return exitCode;
    }
}
