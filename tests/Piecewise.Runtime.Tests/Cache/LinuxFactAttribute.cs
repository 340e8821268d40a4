namespace Piecewise.Runtime.Tests.Cache;

/// <summary>A test of what only Linux has. Elsewhere it counts as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> CanMount = new(() =>
        ChildProcess.Run("unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", Path.GetTempPath()).Code == 0);

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
            if (value && Skip is null && !(UnixProcess.IsRoot && CanMount.Value))
            {
                Skip = "This process may not mount a file system.";
            }
        }
    }
}
