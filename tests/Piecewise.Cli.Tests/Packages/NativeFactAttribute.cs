using System.Runtime.InteropServices;

namespace Piecewise.Cli.Tests.Packages;

/// <summary>A test that compiles ahead of time. It counts as skipped where what that takes was not restored.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NativeFactAttribute : FactAttribute
{
    public NativeFactAttribute()
    {
        var rid = RuntimeInformation.RuntimeIdentifier;
        string[] needed = [$"runtime.{rid}.microsoft.dotnet.ilcompiler", $"microsoft.netcore.app.runtime.nativeaot.{rid}"];
        var missing = needed.Where(p => !Directory.Exists(Path.Combine(LocalPackages.Restored, p))).ToArray();
        if (missing.Length > 0)
        {
            Skip = $"Not restored on this machine: {string.Join(", ", missing)}. Restore any project with PublishAot once.";
        }
        else if (OperatingSystem.IsLinux() && !(IsThere("clang") || IsThere("gcc")))
        {
            Skip = "This machine has no linker: neither clang nor gcc.";
        }
    }

    private static bool IsThere(string command) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, command)));
}
