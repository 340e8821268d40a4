namespace Piecewise.Distributed;

/// <summary>
/// A thread that tells the other ranks of this machine that this one lives, and notices when one of them ends or no longer gets to run:
/// whatever this rank does meanwhile, also where it waits for no one.
/// </summary>
internal sealed unsafe class PeerWatch : IDisposable
{
    private const int BeatMilliseconds = 100;

    private readonly nint[] parts;
    private readonly int rank;
    private readonly RankFaults faults;
    private readonly int longestSilence;
    private readonly ProcessHandles processes;
    private readonly long[] beats;
    private readonly int[] silences;
    private readonly Thread thread;
    private volatile bool stopping;

    /// <param name="parts">Where each rank's <see cref="RankStatus"/> is; all are filled in.</param>
    /// <param name="rank">This one.</param>
    /// <param name="faults">Where it is told.</param>
    /// <param name="silence">How long a rank may not get to run.</param>
    public PeerWatch(nint[] parts, int rank, RankFaults faults, TimeSpan silence)
    {
        (this.parts, this.rank, this.faults) = (parts, rank, faults);
        longestSilence = Math.Max(2, (int)(silence.TotalMilliseconds / BeatMilliseconds));
        beats = new long[parts.Length];
        silences = new int[parts.Length];
        var own = *Status(rank);
        processes = new ProcessHandles([.. Enumerable.Range(0, parts.Length)
            .Select(r => r != rank && Status(r)->ProcessNamespace == own.ProcessNamespace ? Status(r)->Process : 0)]);
        thread = new Thread(Watch) { IsBackground = true, Name = "piecewise ranks" };
        thread.Start();
    }

    /// <summary>
    /// Whether every other rank has failed as this one has, or will have within so much time: none is left that works. One that stops
    /// waiting while another sees all waiting ends its process, upon which the launcher ends the other.
    /// </summary>
    public bool AllLeave(TimeSpan longest) => SpinWait.SpinUntil(
        () => Enumerable.Range(0, parts.Length).All(other => other == rank || Status(other)->State is RankState.Failed or RankState.Done),
        longest);

    public void Dispose()
    {
        stopping = true;
        thread.Join();
        processes.Dispose();
    }

    private void Watch()
    {
        while (!stopping)
        {
            Volatile.Write(ref Status(rank)->Beat, Status(rank)->Beat + 1);
            processes.AwaitEnd(BeatMilliseconds);
            if (stopping)
                return;
            if (Ended() is { } ended)
            {
                faults.Tell(Reason(ended), ended);
                return;
            }
            if (Silent() is { } silent)
            {
                faults.Tell(
                    $"{Name(silent)} has not run for {longestSilence * BeatMilliseconds / 1000.0:0.#} s: it is stopped, or its machine has "
                    + "no time for it", silent);
                return;
            }
        }
    }

    // One that ended for another's sake is not the cause, as long as the other is there to be named.
    private int? Ended()
    {
        int? gaveUp = null;
        for (var other = 0; other < parts.Length; other++)
        {
            if (!processes.HasEnded(other) || Status(other)->State == RankState.Done)
                continue;
            if (Status(other)->State != RankState.GaveUp)
                return other;
            gaveUp = other;
        }
        return gaveUp;
    }

    // Counted in beats of this thread: a machine that stood still as a whole has silenced nobody.
    private int? Silent()
    {
        for (var other = 0; other < parts.Length; other++)
        {
            var beat = Volatile.Read(ref Status(other)->Beat);
            silences[other] = beat == beats[other] && other != rank && Status(other)->State != RankState.Done ? silences[other] + 1 : 0;
            beats[other] = beat;
            if (silences[other] > longestSilence)
                return other;
        }
        return null;
    }

    private string Reason(int other) => Status(other)->State switch
    {
        RankState.Failed => $"{Name(other)} has ended with exit code {Status(other)->ExitCode}; its own message says why",
        RankState.GaveUp => $"{Name(other)} has ended because of {Name(Status(other)->Cause)}",
        _ => $"{Name(other)} has ended before its work was done: it was killed, or it crashed",
    };

    private string Name(int other) => $"rank {other} (process {Status(other)->Process})";

    private RankStatus* Status(int other) => SlotLayout.Status(parts[other]);
}
