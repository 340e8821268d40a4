using System.Runtime.InteropServices;

namespace Piecewise.Distributed;

/// <summary>Processes of this machine, whose end is told at once: each is a descriptor that becomes readable (Linux 5.3).</summary>
internal sealed unsafe partial class ProcessHandles : IDisposable
{
    // The same on every processor.
    private const long OpenProcess = 434;
    private const int NoSuchProcess = 3;
    private const short Readable = 1;

    private readonly PollEntry[] entries;
    private readonly bool[] ended;

    /// <param name="processes">Their numbers; 0 for one that is not to be watched.</param>
    public ProcessHandles(ReadOnlySpan<int> processes)
    {
        entries = new PollEntry[processes.Length];
        ended = new bool[processes.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            // Those below 0 are passed over.
            entries[i] = new PollEntry { Descriptor = -1, Wanted = Readable };
            if (processes[i] == 0 || !OperatingSystem.IsLinux())
                continue;
            entries[i].Descriptor = (int)Call(OpenProcess, processes[i], 0);
            ended[i] = entries[i].Descriptor < 0 && Marshal.GetLastPInvokeError() == NoSuchProcess;
        }
    }

    /// <summary>Whether a process has ended, as far as the last wait saw.</summary>
    public bool HasEnded(int index) => ended[index];

    /// <summary>Waits until one more ends, but not longer than so many milliseconds.</summary>
    public void AwaitEnd(int milliseconds)
    {
        if (!OperatingSystem.IsLinux())
        {
            Thread.Sleep(milliseconds);
            return;
        }
        fixed (PollEntry* first = entries)
        {
            _ = Poll(first, (nuint)entries.Length, milliseconds);
        }
        for (var i = 0; i < entries.Length; i++)
        {
            if (entries[i].Seen != 0)
            {
                ended[i] = true;
                // It would end each wait at once.
                Close(i);
            }
        }
    }

    public void Dispose()
    {
        for (var i = 0; i < entries.Length; i++)
        {
            Close(i);
        }
    }

    private void Close(int index)
    {
        if (entries[index].Descriptor >= 0)
        {
            _ = CloseDescriptor(entries[index].Descriptor);
        }
        entries[index].Descriptor = -1;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Call(long number, long process, long flags);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(PollEntry* first, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseDescriptor(int descriptor);

    // struct pollfd.
    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Wanted;
        public short Seen;
    }
}
