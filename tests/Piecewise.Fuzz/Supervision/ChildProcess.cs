using System.Diagnostics;

namespace Piecewise.Fuzz;

/// <summary>This program once more, as a process that may die.</summary>
internal static class ChildProcess
{
    public static Process Start(IEnumerable<string> arguments)
    {
        var assembly = typeof(ChildProcess).Assembly.Location;
        var own = Path.GetFileNameWithoutExtension(Environment.ProcessPath);
        // The host of tests is another program.
        var start = new ProcessStartInfo(own == "Piecewise.Fuzz" || own == "dotnet" ? Environment.ProcessPath! : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add("exec");
            start.ArgumentList.Add(assembly);
        }
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        start.Environment["DOTNET_GCHeapHardLimit"] = "80000000";
        start.Environment["DOTNET_TieredPGO"] = "0";
        return Process.Start(start)!;
    }
}
