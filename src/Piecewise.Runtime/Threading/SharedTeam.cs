namespace Piecewise.Runtime;

/// <summary>The threads of whoever names none: one team for the process, started when it is first used.</summary>
internal static class SharedTeam
{
    private static readonly Lazy<ThreadTeam> Team = new(() => new ThreadTeam());

    public static ThreadTeam Value => Team.Value;
}
