namespace Piecewise.Runtime;

/// <summary>How a <see cref="ThreadTeam"/> is built.</summary>
public sealed record ThreadTeamOptions
{
    /// <summary>
    /// Threads that work at once, the caller's included. Default: the cores this process may use, which honours affinity masks and the
    /// limits of a container (<see cref="Environment.ProcessorCount"/>).
    /// </summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// What the team's callers and threads count against; null: a budget of its own, of <see cref="Threads"/> cores. Teams of one process
    /// that work at the same time share one, else each takes all cores.
    /// </summary>
    internal CoreBudget? Cores { get; init; }

    /// <summary>
    /// How long a thread without work looks for more before it sleeps. The gap between two kernels of one program is shorter than this,
    /// so a running program never pays for a wake-up; an idle one stops using its cores after this time.
    /// </summary>
    public TimeSpan Spin { get; init; } = TimeSpan.FromMicroseconds(50);

    /// <summary>Prefix of the threads' names in debuggers and profilers.</summary>
    public string Name { get; init; } = "piecewise";
}
