using System.Security.Cryptography;
using Piecewise.Cli.Processes;
using Piecewise.Server;

namespace Piecewise.Cli.Replicas;

/// <summary><c>serve --replicas K</c>: a front in this process, K processes that serve behind it.</summary>
internal static class ReplicaServer
{
    /// <summary>Serves until it is asked to stop.</summary>
    /// <param name="arguments">What each replica is told, beside where to listen.</param>
    /// <param name="count">How many replicas.</param>
    /// <param name="options">Where the front listens, and whom it serves.</param>
    /// <param name="json">Whether scripts read what it says.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, int count, ServerOptions options, bool json, CancellationToken cancellation)
    {
        using var signals = new StopSignals(cancellation);
        // Replicas listen on this machine, whose other users are not the front's to let in: they want a key that only it has.
        var folder = Directory.CreateTempSubdirectory("piecewise-replicas-");
        try
        {
            var key = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
            var keyFile = Path.Combine(folder.FullName, "key");
            await File.WriteAllTextAsync(keyFile, key, signals.Stop);
            await using var front = new ReplicaFront(options, key);
            using var replicas = new ReplicaSet(
                [.. Self.Command, .. arguments, "--host", "127.0.0.1", "--port", "0", "--api-key-file", keyFile, "--json"],
                count, front.Use);
            // The port first: that it is taken is known before a model is loaded.
            await front.StartAsync(signals.Stop);
            replicas.Start();
            var stop = Task.Delay(Timeout.Infinite, signals.Stop);
            await Task.WhenAny(replicas.FirstReady, replicas.Failed, stop);
            if (replicas.FirstReady.IsCompleted)
            {
                ServingText.Begin(front.Address, options, json);
            }
            await Task.WhenAny(replicas.Failed, stop);
            front.Close();
            var failed = replicas.Failed.IsCompleted;
            if (!failed)
            {
                ServingText.End(options, json);
            }
            await replicas.StopAsync(signals.Now);
            return failed ? await replicas.Failed : ExitCodes.Done;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
