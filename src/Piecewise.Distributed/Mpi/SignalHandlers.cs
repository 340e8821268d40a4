using System.Runtime.InteropServices;

namespace Piecewise.Distributed;

/// <summary>
/// The runtime's handlers of signals, which come back with <see cref="Dispose"/>: libraries below MPI (UCX, PSM) take SIGSEGV and others
/// for their reports of crashes as soon as they are loaded, but the runtime makes exceptions of them. Signals that the runtime leaves alone
/// stay with whoever takes them.
/// </summary>
internal sealed unsafe partial class SignalHandlers : IDisposable
{
    private const int Signals = 32;

    // At least the size of struct sigaction on every Unix.
    private const int ActionBytes = 256;

    private readonly byte* actions;

    public SignalHandlers()
    {
        if (OperatingSystem.IsWindows())
            return;
        actions = (byte*)NativeMemory.AllocZeroed(Signals, ActionBytes);
        for (var signal = 1; signal < Signals; signal++)
        {
            _ = Action(signal, null, actions + (signal * ActionBytes));
        }
    }

    public void Dispose()
    {
        if (actions is null)
            return;
        for (var signal = 1; signal < Signals; signal++)
        {
            var action = actions + (signal * ActionBytes);
            // The handler comes first; 0 is the system's own way.
            if (*(nint*)action != 0)
            {
                _ = Action(signal, action, null);
            }
        }
        NativeMemory.Free(actions);
    }

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int Action(int signal, void* action, void* old);
}
