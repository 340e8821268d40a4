using System.Diagnostics;
using System.Text.Json;
using Piecewise.Testing;

namespace Piecewise.Cli.Tests;

/// <summary>Runs the tool as a user would: as a process.</summary>
internal static class Tool
{
    public static string Root => Repository.Root;

    public static string Jargon => Path.Combine(Root, "samples", "jargon.pt2");

    public static string Program(string name) => Path.Combine(Root, "tests", "fixtures", "corpus", "programs", name);

    public static ToolResult Run(params string[] arguments) => RunWith("", arguments);

    /// <summary>The same with text on standard input.</summary>
    public static ToolResult RunWith(string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "piecewise.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        using var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        // Both streams at once: a full pipe would stop the tool.
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ToolResult(process.ExitCode, output, error.Result);
    }
}

internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;
}
