using System.Runtime.InteropServices;

namespace Piecewise.Distributed;

/// <summary>The end of a rank that can't go on, whatever its other threads do.</summary>
internal static partial class ProcessEnd
{
    // A launcher that learns of the end first may not pass on what it has not read by then.
    private const int MillisecondsToBeRead = 200;

    /// <summary>Writes why to standard error, and ends the process at once: a thread that waits in MPI would hold up an orderly
    /// end.</summary>
    /// <param name="fault">What happened.</param>
    /// <param name="exitCode">What the process returns.</param>
    public static void Because(string fault, int exitCode)
    {
        Console.Error.WriteLine($"error: {fault}");
        Thread.Sleep(MillisecondsToBeRead);
        EndNow(exitCode);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void EndNow(int code);
}
