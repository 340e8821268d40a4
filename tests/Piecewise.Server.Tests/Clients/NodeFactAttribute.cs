using System.Diagnostics;
using Piecewise.Testing;

namespace Piecewise.Server.Tests.Clients;

/// <summary>A test by OpenAI's client for Node. It counts as skipped where Node or the client is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NodeFactAttribute : FactAttribute
{
    public static string Folder => Path.Combine(Repository.Root, "tests", "Piecewise.Server.Tests", "Clients");

    public NodeFactAttribute()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "openai")))
        {
            Skip = "OpenAI's client for Node is not installed: npm ci in tests/Piecewise.Server.Tests/Clients.";
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
