namespace Piecewise.Fuzz.Tests;

/// <summary>Guard pages are made with Linux's calls.</summary>
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "Guard pages are made with mmap and mprotect.";
        }
    }
}
