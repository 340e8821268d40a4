using System.Globalization;
using System.Text.RegularExpressions;

namespace Piecewise.Cli.Processes;

/// <summary>
/// Which process is which rank, as the first rank tells it under a launcher of MPICH. Run directly, that one ends all ranks when one has
/// ended, mostly before they can say which, and itself names a process; run by <c>launch</c>, each rank's shell names the rank.
/// </summary>
internal sealed partial class RankProcesses
{
    private List<string> processes = [];

    /// <summary>What the first rank writes.</summary>
    public static string Line(IReadOnlyList<int> processes) => $"ranks: processes {string.Join(", ", processes)}";

    /// <summary>Reads one line of what the ranks and the launcher write to standard error.</summary>
    /// <returns>What to write instead: nothing, or the line, with the process where it says that a rank has ended.</returns>
    public IEnumerable<string> Explain(string line)
    {
        if (Told().Match(line) is { Success: true } told)
        {
            processes = [.. told.Groups[1].Value.Split(", ")];
            return [];
        }
        return Ended().Match(line) is { Success: true } ended
            && int.TryParse(ended.Groups[2].ValueSpan, CultureInfo.InvariantCulture, out var rank) && rank < processes.Count
            ? [$"{ended.Groups[1].Value} (process {processes[rank]}){ended.Groups[3].Value}"]
            : [line];
    }

    [GeneratedRegex(@"^ranks: processes (\d+(?:, \d+)*)$")]
    private static partial Regex Told();

    // What a rank's shell says (Launcher.Arguments).
    [GeneratedRegex(@"^(error: rank (\d+))( has ended by signal \d+, .*)$")]
    private static partial Regex Ended();
}
