using System.Globalization;
using System.Text.RegularExpressions;

namespace Piecewise.Cli.Processes;

/// <summary>
/// Which process is which rank, as the first rank tells it under a launcher of MPICH: that one ends all ranks when one has ended, before
/// they can say which, and itself names the process only.
/// </summary>
internal sealed partial class RankProcesses
{
    private List<string> processes = [];

    /// <summary>What the first rank writes.</summary>
    public static string Line(IReadOnlyList<int> processes) => $"ranks: processes {string.Join(", ", processes)}";

    /// <summary>Reads one line of what the ranks and the launcher write to standard error.</summary>
    /// <returns>What to write instead: nothing, the line, or it and what it means.</returns>
    public IEnumerable<string> Explain(string line)
    {
        if (Told().Match(line) is { Success: true } told)
        {
            processes = [.. told.Groups[1].Value.Split(", ")];
            return [];
        }
        if (Ended().Match(line) is { Success: true } ended && processes.IndexOf(ended.Groups[1].Value) is >= 0 and var rank)
        {
            return [line, string.Create(CultureInfo.InvariantCulture,
                $"error: rank {rank} (process {processes[rank]}) has ended before its work was done, which ends all")];
        }
        return [line];
    }

    [GeneratedRegex(@"^ranks: processes (\d+(?:, \d+)*)$")]
    private static partial Regex Told();

    [GeneratedRegex(@"\bPID (\d+) RUNNING AT\b")]
    private static partial Regex Ended();
}
