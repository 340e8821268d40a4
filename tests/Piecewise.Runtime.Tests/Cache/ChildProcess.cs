using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Piecewise.Runtime.Tests.Cache;

/// <summary>This assembly as a process of its own (Program.cs).</summary>
internal static class ChildProcess
{
    // The test host need not be the dotnet command, but the runtime lies beside it: <root>/shared/Microsoft.NETCore.App/<version>/.
    private static readonly string Host = Path.GetFullPath(
        Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>The command line of a verb, to be put after another command.</summary>
    public static string[] Command(params string[] verb) => [Host, typeof(ChildProcess).Assembly.Location, .. verb];

    public static Process Start(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // The runtime keeps code in a file of 2 GB otherwise, which a limit on the length of files forbids; and it starts sooner without.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        return Process.Start(start)!;
    }

    /// <summary>Runs a command to its end and returns its exit code and all that it wrote.</summary>
    public static (int Code, string Output) Run(params string[] command)
    {
        using var process = Start(command);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
