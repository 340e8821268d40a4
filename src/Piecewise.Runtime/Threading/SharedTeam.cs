namespace Piecewise.Runtime;

/// <summary>The threads of whoever names none: one team for the process, started when it is first used.</summary>
internal static class SharedTeam
{
    private static readonly Lazy<ThreadTeam> Team = new(() => new ThreadTeam(new ThreadTeamOptions { Threads = Threads }));

    /// <summary>How many they are; set before the team is first used, where other processes work on the same cores.</summary>
    public static int Threads { get; set; } = Environment.ProcessorCount;

    public static ThreadTeam Value => Team.Value;
}
