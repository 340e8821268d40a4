using System.Runtime.InteropServices;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Distributed;

/// <summary>
/// The processes that a launcher started together, as one of them sees it: MPI is started, and they are connected by shared memory where
/// all are in one machine, else by MPI's messages. Why, and what happens when a rank is lost: docs/design/several-processes.md.
/// </summary>
internal sealed unsafe class RankGroup : IDisposable
{
    private static readonly TimeSpan LongestToLeaveTogether = TimeSpan.FromSeconds(1);

    private readonly MpiSession mpi;
    private readonly PeerWatch? watch;
    private readonly MessageExchange? messages;
    private readonly RankStatus* status;

    private RankGroup(Launch launch, RankOptions options, Action<string> end)
    {
        mpi = MpiSession.Start(launch.Family);
        if (mpi.Rank != launch.Rank || mpi.World != launch.World)
        {
            throw new RankException($"The launcher calls this process rank {launch.Rank} of {launch.World}, the library of MPI calls it "
                + $"rank {mpi.Rank} of {mpi.World}: they are not of the same installation.");
        }
        var own = RankIdentity.Own();
        if (!options.AlwaysMessages && mpi.SharesMemory())
        {
            var layout = SlotLayout.For(World);
            var parts = Array.ConvertAll(mpi.ShareMemory(layout.PartBytes), SlotLayout.Begin);
            // Touched by its owner, the memory is near its core, and is there.
            NativeMemory.Clear((void*)parts[Rank], (nuint)(layout.PartBytes - SlotLayout.Page));
            status = SlotLayout.Status(parts[Rank]);
            *status = own;
            var faults = new RankFaults(status, end);
            Processes = Meet(own, out var crowded);
            watch = new PeerWatch(parts, Rank, faults, options.Silence);
            Host = new SlotExchange(layout, parts, Rank, faults, crowded, options.Longest);
        }
        else
        {
            Processes = Meet(own, out var crowded);
            Host = messages = new MessageExchange(mpi, new RankFaults(null, end), crowded, options.Longest);
        }
    }

    /// <summary>The number of this rank, from 0.</summary>
    public int Rank => mpi.Rank;

    /// <summary>How many ranks there are.</summary>
    public int World => mpi.World;

    /// <summary>Exchanges bytes with the other ranks.</summary>
    public ICollectiveHost Host { get; }

    /// <summary>How many threads this rank should work with: its part of the cores that it may use, at least 1.</summary>
    public int Threads { get; private set; }

    /// <summary>The ranks' processes, by their numbers in their systems.</summary>
    public IReadOnlyList<int> Processes { get; }

    /// <summary>Starts MPI and connects the ranks. Every rank calls it; it returns when all have.</summary>
    /// <param name="launch">What the launcher said.</param>
    /// <param name="options">How they are connected.</param>
    /// <param name="end">
    /// Is told, on any thread, why the ranks can't go on, and is to end the process at once: other threads may wait in MPI for good.
    /// </param>
    /// <exception cref="RankException">MPI is not installed or can't start.</exception>
    public static RankGroup Join(Launch launch, RankOptions options, Action<string> end) => new(launch, options, end);

    /// <summary>What the first rank says, on all ranks.</summary>
    public bool FirstSays(bool own)
    {
        Span<nint> ranks = stackalloc nint[World];
        Host.Share(new CollectiveCall(CollectiveKind.Message, DType.Bool, sizeof(bool)), &own, ranks);
        return *(bool*)ranks[0];
    }

    /// <summary>This rank has done its work. Returns when all have; MPI has ended then.</summary>
    public void Finish()
    {
        Span<nint> ranks = stackalloc nint[World];
        byte nothing = 0;
        Host.Share(new CollectiveCall(CollectiveKind.Message, DType.U8, 0), &nothing, ranks);
        if (status is not null)
        {
            status->State = RankState.Done;
        }
        Dispose();
        mpi.End();
    }

    /// <summary>
    /// This rank can't do its work and is about to end its process: the others are told, where they share memory; else the launcher ends
    /// them. Where all can't, for what is wrong with a file or an input is wrong on all, MPI ends as after work: a launcher that sees one
    /// process leave before that kills the others, who may not have said why they end.
    /// </summary>
    public void Fail(int exitCode)
    {
        if (status is null)
            return;
        status->ExitCode = exitCode;
        status->State = RankState.Failed;
        if (watch!.AllLeave(LongestToLeaveTogether))
        {
            status->State = RankState.Done;
            Dispose();
            mpi.End();
        }
    }

    /// <summary>No longer watches the others. MPI ends with <see cref="Finish"/> or with the process.</summary>
    public void Dispose()
    {
        watch?.Dispose();
        messages?.Dispose();
    }

    // Brings every rank's status to every rank: who has it knows that the others' memory is clear and filled in.
    private int[] Meet(RankStatus own, out bool crowded)
    {
        var all = (RankStatus*)NativeMemory.AllocZeroed((nuint)World, (nuint)sizeof(RankStatus));
        var request = mpi.StartGather(&own, sizeof(RankStatus), all);
        var patience = new Patience(crowded: true);
        while (!mpi.HasEnded(ref request))
        {
            patience.Wait();
        }
        var ranks = new Span<RankStatus>(all, World).ToArray();
        NativeMemory.Free(all);
        // Ranks that may use the same cores share them; a launcher may also bind each to some of its own.
        var sharing = ranks.Count(r => r.Cores == ranks[Rank].Cores);
        Threads = Math.Max(1, Environment.ProcessorCount / sharing);
        crowded = sharing > Environment.ProcessorCount;
        return Array.ConvertAll(ranks, r => r.Process);
    }
}
