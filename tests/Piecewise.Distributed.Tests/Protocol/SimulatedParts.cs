using System.Runtime.InteropServices;

namespace Piecewise.Distributed.Tests.Protocol;

/// <summary>Ranks as threads of this process, their parts in plain memory.</summary>
internal sealed unsafe class SimulatedParts : IDisposable
{
    private readonly void* memory;

    public SimulatedParts(int world)
    {
        Layout = SlotLayout.For(world);
        memory = NativeMemory.AllocZeroed((nuint)(Layout.PartBytes * world));
        Parts = [.. Enumerable.Range(0, world).Select(r => SlotLayout.Begin((nint)memory + (nint)(r * Layout.PartBytes)))];
        foreach (var part in Parts)
        {
            SlotLayout.Status(part)->State = RankState.Works;
        }
    }

    public SlotLayout Layout { get; }

    public nint[] Parts { get; }

    public ref RankStatus Status(int rank) => ref *SlotLayout.Status(Parts[rank]);

    public SlotExchange Exchange(int rank, TimeSpan? longest = null) => new(
        Layout, Parts, rank, new RankFaults(SlotLayout.Status(Parts[rank]), _ => { }), crowded: Parts.Length > Environment.ProcessorCount,
        longest ?? TimeSpan.FromMinutes(1));

    public PeerWatch Watch(int rank, double silence, Action<string> end) => new(
        Parts, rank, new RankFaults(SlotLayout.Status(Parts[rank]), end), TimeSpan.FromSeconds(silence));

    /// <summary>Runs one thread for each rank.</summary>
    /// <returns>What each threw.</returns>
    public Exception?[] Run(Action<SlotExchange> work, TimeSpan? longest = null)
    {
        var thrown = new Exception?[Parts.Length];
        var threads = Enumerable.Range(0, Parts.Length).Select(rank => new Thread(() =>
        {
            thrown[rank] = Record.Exception(() => work(Exchange(rank, longest)));
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        return thrown;
    }

    public void Dispose() => NativeMemory.Free(memory);
}
