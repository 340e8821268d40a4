using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Piecewise.Cli.Processes;

/// <summary>Processes that this one starts.</summary>
internal static partial class ChildProcess
{
    private const int Terminated = 15;

    /// <summary>A process to be, with what it inherits.</summary>
    public static ProcessStartInfo Of(IEnumerable<string> command)
    {
        var words = command.ToList();
        return new ProcessStartInfo(words[0], words.Skip(1)) { UseShellExecute = false };
    }

    /// <summary>Asks it to end, as a system that shuts down does (SIGTERM).</summary>
    public static void Ask(Process process)
    {
        if (OperatingSystem.IsWindows())
        {
            process.Kill(entireProcessTree: true);
        }
        else if (!process.HasExited)
        {
            _ = Signal(process.Id, Terminated);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
