using System.Diagnostics;

namespace Piecewise.Runtime;

/// <summary>
/// Where one thread waits: it spins for a while, then sleeps until another thread has made its condition true and called
/// <see cref="Wake"/>. A wake-up is never lost; a superfluous one does no harm, since the sleeper asks again.
/// </summary>
internal sealed class Parking(TimeSpan spin) : IDisposable
{
    // A turn of spinning is about this many pause instructions: long enough to leave the cache line alone, short against a fork.
    private const int PausesPerTurn = 8;

    private readonly AutoResetEvent signal = new(false);
    private readonly long spinTicks = (long)(spin.TotalSeconds * Stopwatch.Frequency);

    // 1 from just before the thread sleeps until someone has taken on the duty to signal it.
    private int asleep;

    /// <summary>Returns once <paramref name="isReady"/> answers true; only the one thread that this place belongs to may call it.</summary>
    /// <param name="condition">What both functions are asked about.</param>
    /// <param name="isReady">Asked again and again while spinning, and whenever woken.</param>
    /// <param name="maySpin">False: sleep at once, someone else needs the core.</param>
    public void WaitUntil<T>(T condition, Func<T, bool> isReady, Func<T, bool> maySpin)
    {
        if (isReady(condition))
            return;
        var end = Stopwatch.GetTimestamp() + spinTicks;
        do
        {
            Thread.SpinWait(PausesPerTurn);
            if (isReady(condition))
                return;
        }
        while (maySpin(condition) && Stopwatch.GetTimestamp() < end);

        while (true)
        {
            // A full fence: either this thread sees the condition below, or the one that makes it true sees `asleep`.
            Interlocked.Exchange(ref asleep, 1);
            if (isReady(condition))
            {
                // Nobody signals unless it won the exchange; if someone did, the signal must be taken before it fits the next sleep.
                if (Interlocked.Exchange(ref asleep, 0) == 0)
                {
                    signal.WaitOne();
                }
                return;
            }
            signal.WaitOne();
        }
    }

    /// <summary>Wakes the thread if it sleeps. Call after the condition was made true with a full fence.</summary>
    public void Wake()
    {
        if (Volatile.Read(ref asleep) != 0 && Interlocked.Exchange(ref asleep, 0) != 0)
        {
            signal.Set();
        }
    }

    public void Dispose() => signal.Dispose();
}
