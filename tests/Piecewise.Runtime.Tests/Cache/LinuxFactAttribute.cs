using System.ComponentModel;

namespace Piecewise.Runtime.Tests.Cache;

/// <summary>A test of what only Linux has. Elsewhere it counts as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> CanMount = new(() => Succeeds(["mount", "-t", "tmpfs", "tmpfs", Path.GetTempPath()]));

    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "Ownership, resource limits and mounts of Linux are needed.";
        }
    }

    /// <summary>Only the administrator can do what the test does.</summary>
    public bool NeedsRoot
    {
        get;
        init
        {
            field = value;
            if (value && !UnixProcess.IsRoot)
            {
                Skip ??= "Giving files to another user needs the administrator.";
            }
        }
    }

    /// <summary>The test mounts a small file system that nobody else sees.</summary>
    public bool NeedsMount
    {
        get;
        init
        {
            field = value;
            if (value && Skip is null && !CanMount.Value)
            {
                Skip = "This process may not mount a file system.";
            }
        }
    }

    /// <summary>
    /// A command with mounts of its own; without the administrator, as its own administrator where the system allows that.
    /// </summary>
    public static string[] WithOwnMounts(params string[] command) => ["unshare", UnixProcess.IsRoot ? "-m" : "-rm", .. command];

    private static bool Succeeds(string[] command)
    {
        try
        {
            return ChildProcess.Run(WithOwnMounts(command)).Code == 0;
        }
        catch (Win32Exception)
        {
            // There is no such command here.
            return false;
        }
    }
}
