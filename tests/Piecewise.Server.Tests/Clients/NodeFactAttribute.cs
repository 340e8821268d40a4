using System.Diagnostics;
using Piecewise.Testing;

namespace Piecewise.Server.Tests.Clients;

/// <summary>A test by OpenAI's client for Node. It counts as skipped where Node or the client is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal class NodeFactAttribute : FactAttribute
{
    public static string Folder => Path.Combine(Repository.Root, "tests", "Piecewise.Server.Tests", "Clients");

    public NodeFactAttribute()
        : this(Folder)
    {
    }

    protected NodeFactAttribute(string folder)
    {
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "openai")))
        {
            Skip = $"OpenAI's client for Node is not installed: npm ci --prefix {Path.GetRelativePath(Repository.Root, folder)}.";
        }
        else if (!HasNode())
        {
            Skip = "Node is not installed.";
        }
    }

    private static bool HasNode()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A test of the sample application, which has the client too.</summary>
internal sealed class SampleFactAttribute() : NodeFactAttribute(Folder)
{
    public static new string Folder => Path.Combine(Repository.Root, "samples", "Chat");
}
