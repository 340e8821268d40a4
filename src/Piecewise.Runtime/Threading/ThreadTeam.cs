using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>
/// A fixed set of threads with a fork and join of about a microsecond: nothing is allocated per run, and threads look for work for a
/// short while before they sleep. Many callers may share a team: while one has its threads, the others run their parts on their own
/// thread. A <see cref="CoreBudget"/> keeps callers and threads, of one team or of several, from being more than the cores: as callers
/// come, threads retire.
/// </summary>
/// <remarks>
/// The caller works too, and takes whatever parts no worker has taken: a worker that the operating system schedules late costs its help,
/// not a wait. Dispose ends the threads; a team that is never disposed keeps its (background) threads.
/// </remarks>
public sealed unsafe class ThreadTeam : IWorkTeam, IDisposable
{
    private const int PartBits = 32;
    private const int Closed = -1;

    private readonly Thread[] threads;
    private readonly Parking[] workers;
    private readonly Parking join;
    private readonly Shared* shared;
    private readonly CoreBudget cores;

    // The run in progress. Written while the ticket holds no parts, hence never while a worker can act on them.
    private delegate*<void*, int, int, void> body;
    private void* state;
    private int parts;
    private ExceptionDispatchInfo? failure;

    // Managed id of the thread that has the team; 0: none. Beyond the last run it stays at Closed.
    private int owner;
    private volatile bool stopping;

    /// <exception cref="ArgumentOutOfRangeException">The options ask for less than 1 thread, or for a negative time.</exception>
    public ThreadTeam(ThreadTeamOptions? options = null)
    {
        options ??= new ThreadTeamOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Spin, TimeSpan.Zero, nameof(options));
        Size = options.Threads;
        cores = options.Cores ?? new CoreBudget(Size);
        shared = (Shared*)NativeMemory.AlignedAlloc((nuint)sizeof(Shared), Shared.Line);
        *shared = default;
        join = new Parking(options.Spin);
        workers = new Parking[Size - 1];
        threads = new Thread[Size - 1];
        for (var i = 0; i < threads.Length; i++)
        {
            var parking = workers[i] = new Parking(options.Spin);
            threads[i] = new Thread(() => Work(parking)) { IsBackground = true, Name = $"{options.Name}-{i + 1}" };
        }
        foreach (var thread in threads)
        {
            thread.Start();
        }
    }

    /// <inheritdoc/>
    public int Size { get; }

    /// <inheritdoc/>
    /// <remarks>
    /// More lenient than the interface asks: a part may run work of this team, which stays on the part's thread, and it may throw.
    /// Parts that have not begun are left out then, and the first exception is thrown here once those that had begun have ended. The
    /// team stays usable.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The team is disposed.</exception>
    public void Run(int parts, delegate*<void*, int, int, void> body, void* state)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(parts);
        ObjectDisposedException.ThrowIf(stopping, this);
        cores.Enter();
        try
        {
            // Nested in a part, or beside another caller: the team has an owner already, and the work stays on this thread.
            if (parts <= 1 || workers.Length == 0 || Interlocked.CompareExchange(ref owner, Environment.CurrentManagedThreadId, 0) != 0)
            {
                SingleThread.Team.Run(parts, body, state);
            }
            else
            {
                RunWithWorkers(parts, body, state);
            }
        }
        finally
        {
            cores.Leave();
        }
    }

    /// <summary>Waits for a run in progress, ends the threads and joins them.</summary>
    /// <exception cref="InvalidOperationException">Called from a part of this team's own run.</exception>
    public void Dispose()
    {
        if (stopping)
            return;
        var self = Environment.CurrentManagedThreadId;
        if (Volatile.Read(ref owner) == self || Array.IndexOf(threads, Thread.CurrentThread) >= 0)
        {
            throw new InvalidOperationException("A team can't be disposed from a part that it runs.");
        }
        var wait = new SpinWait();
        int seen;
        while ((seen = Interlocked.CompareExchange(ref owner, Closed, 0)) != 0)
        {
            // Another thread disposes it.
            if (seen == Closed)
                return;
            wait.SpinOnce();
        }
        stopping = true;
        Interlocked.MemoryBarrier();
        foreach (var worker in workers)
        {
            worker.Wake();
        }
        for (var i = 0; i < threads.Length; i++)
        {
            threads[i].Join();
            workers[i].Dispose();
        }
        join.Dispose();
        // The shared words stay valid for a caller that passed the check above just before: nobody owns the team any more, so
        // such a caller runs inline and never reads them.
        NativeMemory.AlignedFree(shared);
    }

    // The caller owns the team.
    private void RunWithWorkers(int parts, delegate*<void*, int, int, void> body, void* state)
    {
        this.body = body;
        this.state = state;
        this.parts = parts;
        Volatile.Write(ref shared->Pending, parts);
        var round = (shared->Ticket >> PartBits) + 1;
        Interlocked.Exchange(ref shared->Ticket, (round << PartBits) | (uint)parts);
        var helpers = Math.Min(Math.Min(workers.Length, parts - 1), cores.Free);
        for (var i = 0; i < helpers; i++)
        {
            workers[i].Wake();
        }
        while (RunOnePart())
        {
        }
        join.WaitUntil(this, static team => Volatile.Read(ref team.shared->Pending) == 0, static _ => true);
        var thrown = failure;
        failure = null;
        Volatile.Write(ref owner, 0);
        thrown?.Throw();
    }

    private void Work(Parking parking)
    {
        while (true)
        {
            // Asleep for want of a core, a thread is woken by the next run that leaves one: missing the rest of this one costs help only.
            parking.WaitUntil(this,
                static team => team.stopping || ((uint)Volatile.Read(ref team.shared->Ticket) != 0 && team.cores.Free > 0),
                static team => team.cores.Free > 0);
            if (stopping)
                return;
            if (!cores.TryEnter())
                continue;
            while (cores.Free >= 0 && RunOnePart())
            {
            }
            cores.Leave();
        }
    }

    /// <summary>Takes a part and runs it; false where none is left.</summary>
    private bool RunOnePart()
    {
        // The ticket is (round, parts not yet taken). Taking one is a compare-exchange on both, so that a thread which slept through
        // the end of a round can't take a part of the next one with what it read of the last. What it read of this round is right
        // if the exchange succeeds: the fields change only after all parts were taken and have ended.
        while (true)
        {
            var ticket = Volatile.Read(ref shared->Ticket);
            var left = (uint)ticket;
            if (left == 0)
                return false;
            var body = this.body;
            var state = this.state;
            var parts = this.parts;
            if (Interlocked.CompareExchange(ref shared->Ticket, ticket - 1, ticket) != ticket)
                continue;
            if (Volatile.Read(ref failure) is null)
            {
                try
                {
                    body(state, parts - (int)left, parts);
                }
#pragma warning disable CA1031 // Whatever a part throws is the caller's to see.
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
                }
            }
            if (Interlocked.Decrement(ref shared->Pending) == 0)
            {
                join.Wake();
            }
            return true;
        }
    }

    /// <summary>The words that all threads write, each on lines of its own: neighbours would slow each other down.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 4 * Shared.Line)]
    private struct Shared
    {
        // Two cache lines: processors fetch them in pairs.
        public const int Line = 128;

        /// <summary>High half: number of the round. Low half: parts that nobody has taken yet.</summary>
        [FieldOffset(0)]
        public long Ticket;

        /// <summary>Parts that have not ended yet.</summary>
        [FieldOffset(2 * Line)]
        public long Pending;
    }
}
