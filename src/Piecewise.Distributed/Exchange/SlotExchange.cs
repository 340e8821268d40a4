using System.Runtime.CompilerServices;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Distributed;

/// <summary>
/// Exchanges over memory that all ranks map. A rank copies its bytes into its slot, stamps the slot, and waits until each other rank's slot
/// has the same stamp: one synchronization, and no byte is copied twice.
/// </summary>
/// <remarks>
/// A slot is written again two exchanges later. By then every rank has stamped the exchange between, so it has called again, which ends its
/// right to read what it was given before.
/// </remarks>
internal sealed unsafe class SlotExchange : ICollectiveHost
{
    private readonly SlotLayout layout;
    private readonly nint[] parts;
    private readonly RankFaults faults;
    private readonly bool crowded;
    private readonly TimeSpan longest;
    private long exchange;

    /// <param name="layout">How each part lies.</param>
    /// <param name="parts">Where the ranks' parts begin, as this process sees them; zero before the first rank came.</param>
    /// <param name="rank">The number of this rank.</param>
    /// <param name="faults">Where it is told that ranks do not fit.</param>
    /// <param name="crowded">Whether ranks are more than the cores.</param>
    /// <param name="longest">How long a rank is waited for that lives; messages are waited for without an end.</param>
    public SlotExchange(SlotLayout layout, nint[] parts, int rank, RankFaults faults, bool crowded, TimeSpan longest)
    {
        (this.layout, this.parts, this.faults, this.crowded, this.longest) = (layout, parts, faults, crowded, longest);
        Rank = rank;
    }

    public int Rank { get; }

    public int World => parts.Length;

    public long Limit => layout.SlotBytes;

    public void Share(CollectiveCall call, void* bytes, Span<nint> ranks) => Exchange(call, bytes, ranks, scatters: false);

    public void Scatter(CollectiveCall call, void* bytes, Span<nint> ranks)
    {
        Exchange(call, bytes, ranks, scatters: true);
        var begin = (nint)(call.Bytes / World * Rank);
        foreach (ref var rank in ranks[..World])
        {
            rank += begin;
        }
    }

    // Short exchanges take a microsecond; the runtime's first version of a method would be a good part of that.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Exchange(CollectiveCall call, void* bytes, Span<nint> ranks, bool scatters)
    {
        ExchangeSize.Check(call, this, scatters);
        faults.ThrowIfAny();
        exchange++;
        var own = SlotHeader.Of(call, scatters);
        own.Stamp = exchange;
        Buffer.MemoryCopy(bytes, (void*)layout.Slot(parts[Rank], exchange), layout.SlotBytes, call.Bytes);
        var header = SlotLayout.Header(parts[Rank], exchange);
        header->Count = own.Count;
        header->Kind = own.Kind;
        header->Type = own.Type;
        header->Scatters = own.Scatters;
        Volatile.Write(ref header->Stamp, exchange);
        for (var i = 0; i < World; i++)
        {
            // From the next rank on: not all ask the same one first.
            var other = (Rank + i) % World;
            ranks[other] = layout.Slot(parts[other], exchange);
            if (i > 0)
            {
                Await(other, own);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Await(int other, in SlotHeader own)
    {
        var header = SlotLayout.Header(parts[other], exchange);
        var patience = new Patience(crowded);
        while (Volatile.Read(ref header->Stamp) != exchange)
        {
            patience.Wait();
            faults.ThrowIfAny();
            if (patience.Elapsed > TimeSpan.Zero)
            {
                AskFor(other, own, patience.Elapsed);
            }
        }
        if (!own.Fits(*header))
        {
            throw faults.Tell(SlotHeader.Contradiction(Rank, own, other, *header), other);
        }
    }

    // A rank that is done comes no more; one that lives has long enough.
    private void AskFor(int other, in SlotHeader own, TimeSpan waited)
    {
        var header = SlotLayout.Header(parts[other], exchange);
        var state = (RankState)Volatile.Read(ref *(int*)&SlotLayout.Status(parts[other])->State);
        if (state == RankState.Done && Volatile.Read(ref header->Stamp) != exchange)
        {
            throw faults.Tell($"rank {Rank} waits for all ranks in {own}, but rank {other} has ended its work: "
                + "all ranks have to make the same calls in the same order", other);
        }
        if (waited > longest && own.Kind != (int)CollectiveKind.Message)
        {
            throw faults.Tell($"rank {Rank} waits in {own}, but rank {other}, which lives, did not come within {longest.TotalSeconds:0} s",
                other);
        }
    }
}
