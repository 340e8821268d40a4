namespace Piecewise.Server.Tests.Clients;

/// <summary>A test in headless Chromium. It counts as skipped where Chromium, Node or the library that works it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : NodeFactAttribute
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    public BrowserFactAttribute()
    {
        if (Skip is null && Browser is null)
        {
            Skip = $"Chromium is not installed ({string.Join(", ", Places)}), nor does CHROMIUM name one.";
        }
        else if (Skip is null && !Directory.Exists(Path.Combine(Folder, "node_modules", "playwright-core")))
        {
            Skip = "playwright-core is not installed: npm ci --prefix tests/Piecewise.Server.Tests/Clients.";
        }
    }

    /// <summary>Where Chromium is; null where it is not.</summary>
    public static string? Browser { get; } = Environment.GetEnvironmentVariable("CHROMIUM") ?? Array.Find(Places, File.Exists);
}
