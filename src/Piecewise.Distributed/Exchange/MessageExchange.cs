using System.Runtime.InteropServices;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Distributed;

/// <summary>
/// Exchanges between machines: by MPI's own. What each rank calls travels beside the bytes and is compared before the bytes are waited for,
/// so that ranks that do not fit are told so instead of hanging.
/// </summary>
internal sealed unsafe class MessageExchange : ICollectiveHost, IDisposable
{
    // Larger exchanges are split by the caller; MPI counts in 32 bits.
    private const long Largest = 4 << 20;

    private readonly MpiSession mpi;
    private readonly RankFaults faults;
    private readonly bool crowded;
    private readonly TimeSpan longest;
    private SlotHeader* headers;
    private byte* received;
    private long exchange;

    public MessageExchange(MpiSession mpi, RankFaults faults, bool crowded, TimeSpan longest)
    {
        (this.mpi, this.faults, this.crowded, this.longest) = (mpi, faults, crowded, longest);
        var share = (long)SlotLayout.Page * mpi.World;
        Limit = Math.Max(share, Largest / share * share);
        // The last one is this rank's own, to be sent.
        headers = (SlotHeader*)NativeMemory.AlignedAlloc((nuint)((mpi.World + 1) * SlotHeader.Bytes), SlotHeader.Bytes);
        received = (byte*)NativeMemory.AlignedAlloc((nuint)(Limit * mpi.World), SlotLayout.Page);
    }

    public int Rank => mpi.Rank;

    public int World => mpi.World;

    public long Limit { get; }

    public void Share(CollectiveCall call, void* bytes, Span<nint> ranks) => Exchange(call, bytes, ranks, scatters: false);

    public void Scatter(CollectiveCall call, void* bytes, Span<nint> ranks) => Exchange(call, bytes, ranks, scatters: true);

    public void Dispose()
    {
        NativeMemory.AlignedFree(headers);
        NativeMemory.AlignedFree(received);
        headers = null;
        received = null;
    }

    private void Exchange(CollectiveCall call, void* bytes, Span<nint> ranks, bool scatters)
    {
        ExchangeSize.Check(call, this, scatters);
        faults.ThrowIfAny();
        exchange++;
        ref var own = ref headers[World];
        own = SlotHeader.Of(call, scatters);
        own.Stamp = exchange;
        var count = (int)(scatters ? call.Bytes / World : call.Bytes);
        var calls = mpi.StartGather(&headers[World], SlotHeader.Bytes, headers);
        var data = scatters ? mpi.StartScatter(bytes, count, received) : mpi.StartGather(bytes, count, received);
        Await(ref calls, own);
        for (var other = 0; other < World; other++)
        {
            if (!own.Fits(headers[other]) || headers[other].Stamp != exchange)
            {
                throw faults.Tell(SlotHeader.Contradiction(Rank, own, other, headers[other]), other);
            }
        }
        Await(ref data, own);
        for (var other = 0; other < World; other++)
        {
            ranks[other] = (nint)received + ((nint)other * count);
        }
    }

    private void Await(ref nint request, in SlotHeader own)
    {
        var patience = new Patience(crowded);
        while (!mpi.HasEnded(ref request))
        {
            patience.Wait();
            faults.ThrowIfAny();
            if (patience.Elapsed > longest && own.Kind != (int)CollectiveKind.Message)
            {
                throw faults.Tell($"rank {Rank} waits in {own}, but not all ranks came within {longest.TotalSeconds:0} s", Rank);
            }
        }
    }
}
