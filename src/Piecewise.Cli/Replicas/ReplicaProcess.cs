using System.Diagnostics;
using System.Text.Json;
using Piecewise.Cli.Processes;

namespace Piecewise.Cli.Replicas;

/// <summary>One replica: this program's <c>serve</c> as a process of its own.</summary>
internal sealed class ReplicaProcess : IDisposable
{
    private readonly Process process;

    /// <param name="number">Which replica, from 1; before its messages.</param>
    /// <param name="command">What starts it; it is to write its address as JSON.</param>
    public ReplicaProcess(int number, IEnumerable<string> command)
    {
        var start = ChildProcess.Of(command);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        process = new Process { StartInfo = start };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { Length: > 0 } said)
            {
                Console.Error.WriteLine($"replica {number}: {said}");
            }
        };
        process.Start();
        process.StandardInput.Close();
        process.BeginErrorReadLine();
        Id = process.Id;
    }

    public int Id { get; }

    /// <summary>Where it serves, once it does; null: it ends before.</summary>
    public async Task<Uri?> AddressAsync()
    {
        if (await process.StandardOutput.ReadLineAsync() is not { } line)
            return null;
        // It may write more of why it can't serve, and the pipe must not fill up.
        _ = process.StandardOutput.ReadToEndAsync();
        try
        {
            return new Uri(JsonElement.Parse(line).GetProperty("address").GetString()!);
        }
        catch (JsonException)
        {
            // The first line of an error is no JSON by itself.
            return null;
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>Asks it to let its requests end and to stop.</summary>
    public void Ask() => ChildProcess.Ask(process);

    public void Kill()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    public void Dispose() => process.Dispose();
}
