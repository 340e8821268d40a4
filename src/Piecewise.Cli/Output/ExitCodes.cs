namespace Piecewise.Cli;

/// <summary>What the process returns. Scripts rely on these.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>
    /// The command ran and found a difference: <c>verify</c>, <c>cache verify</c>, <c>cache why</c> of what is not there.
    /// </summary>
    public const int CheckFailed = 1;

    /// <summary>A file, option or input is wrong.</summary>
    public const int BadInput = 2;

    /// <summary>A mistake of ours.</summary>
    public const int InternalError = 3;

    /// <summary>One of several processes was lost, which ended this one.</summary>
    public const int RankLost = 4;

    /// <summary>Stopped by the user, as shells report an interrupt.</summary>
    public const int Cancelled = 130;
}
