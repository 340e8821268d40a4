using System.Diagnostics;

namespace Piecewise.Server.Tests.Clients;

/// <summary>A script of this folder, which says "all well" or what is not.</summary>
internal static class NodeScript
{
    public static async Task RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", [script, .. arguments])
        {
            WorkingDirectory = NodeFactAttribute.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(output.Trim() == "all well", output + await error);
    }
}
