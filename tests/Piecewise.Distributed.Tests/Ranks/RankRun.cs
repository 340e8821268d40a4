using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Piecewise.Distributed.Tests.Ranks;

/// <summary>This assembly as ranks of a launcher.</summary>
internal sealed partial class RankRun : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<MpiFamily, Launcher?> Launchers = Enum.GetValues<MpiFamily>()
        .ToDictionary(f => f, f => Launcher.Find(Environment.GetEnvironmentVariable("PATH"), f));

    private readonly Process process;
    private readonly StringBuilder text = new();

    /// <summary>As <c>piecewise launch</c> starts them.</summary>
    public RankRun(string family, int ranks, params string[] words)
        : this(LauncherOf(Enum.Parse<MpiFamily>(family))!, l => l.Arguments(ranks, Environment.IsPrivilegedProcess), words)
    {
    }

    private RankRun(Launcher launcher, Func<Launcher, IEnumerable<string>> arguments, string[] words)
    {
        var start = new ProcessStartInfo(launcher.Path) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[
            .. arguments(launcher), "dotnet", typeof(RankRun).Assembly.Location, "rank", .. words])
        {
            start.ArgumentList.Add(argument);
        }
        process = new Process { StartInfo = start };
        process.OutputDataReceived += Add;
        process.ErrorDataReceived += Add;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Text
    {
        get
        {
            lock (text)
            {
                return text.ToString();
            }
        }
    }

    public static Launcher? LauncherOf(MpiFamily family) => Launchers[family];

    /// <summary>As MPICH's launcher starts them without more words.</summary>
    public static RankRun PlainMpich(int ranks, params string[] words) =>
        new(LauncherOf(MpiFamily.Mpich)!, _ => ["-n", $"{ranks}"], words);

    /// <summary>The number of a rank's process, once it has said so.</summary>
    public int ProcessOf(int rank)
    {
        var end = DateTime.UtcNow + Limit;
        while (DateTime.UtcNow < end)
        {
            if (Said().Matches(Text).FirstOrDefault(m => m.Groups[1].Value == $"{rank}") is { } said)
                return int.Parse(said.Groups[2].Value, CultureInfo.InvariantCulture);
            Thread.Sleep(5);
        }
        throw new TimeoutException(Text);
    }

    /// <summary>Waits for the launcher's end.</summary>
    /// <returns>Its exit code.</returns>
    public int End()
    {
        if (!process.WaitForExit(Limit))
            throw new TimeoutException($"Still runs: {Text}");
        process.WaitForExit();
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
        process.Dispose();
    }

    private void Add(object sender, DataReceivedEventArgs line)
    {
        lock (text)
        {
            text.AppendLine(line.Data);
        }
    }

    [GeneratedRegex(@"rank (\d+) is (\d+)\b")]
    private static partial Regex Said();
}
