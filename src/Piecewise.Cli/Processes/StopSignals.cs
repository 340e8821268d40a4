using System.Runtime.InteropServices;

namespace Piecewise.Cli.Processes;

/// <summary>SIGTERM and Ctrl-C as tokens: the first one asks to stop, a second one to stop at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource stop;
    private readonly CancellationTokenSource now = new();
    private readonly PosixSignalRegistration[] registrations;

    /// <param name="cancellation">Asks to stop, too.</param>
    public StopSignals(CancellationToken cancellation)
    {
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        registrations =
            [PosixSignalRegistration.Create(PosixSignal.SIGTERM, Receive), PosixSignalRegistration.Create(PosixSignal.SIGINT, Receive)];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stop => stop.Token;

    /// <summary>Cancelled by the second.</summary>
    public CancellationToken Now => now.Token;

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }
        stop.Dispose();
        now.Dispose();
    }

    private void Receive(PosixSignalContext context)
    {
        context.Cancel = true;
        if (stop.IsCancellationRequested)
        {
            now.Cancel();
        }
        stop.Cancel();
    }
}
