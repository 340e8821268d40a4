using System.Runtime.InteropServices;

namespace Piecewise.Runtime;

/// <summary>
/// How many threads work at once, counted over all teams that share it. A thread that calls a team always works, since it is the
/// application's; a team's own threads help only while cores are left, and go back to sleep when callers take them. Thread-safe.
/// </summary>
internal sealed class CoreBudget
{
    private Count count;

    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 core.</exception>
    public CoreBudget(int cores)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cores, 1);
        Cores = cores;
    }

    public int Cores { get; }

    /// <summary>Threads that work now. More than <see cref="Cores"/> if so many threads call.</summary>
    public int Busy => Volatile.Read(ref count.Busy);

    /// <summary>Cores that nobody works on; negative if callers are more than cores.</summary>
    internal int Free => Cores - Busy;

    /// <summary>A caller begins to work.</summary>
    internal void Enter() => Interlocked.Increment(ref count.Busy);

    /// <summary>A helper begins to work, if a core is left.</summary>
    internal bool TryEnter()
    {
        while (true)
        {
            var busy = Busy;
            if (busy >= Cores)
                return false;
            if (Interlocked.CompareExchange(ref count.Busy, busy + 1, busy) == busy)
                return true;
        }
    }

    internal void Leave() => Interlocked.Decrement(ref count.Busy);

    // On cache lines of its own: all threads write it.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Count
    {
        [FieldOffset(128)]
        public int Busy;
    }
}
