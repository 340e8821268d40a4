using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>The memory of one entry in one session: its numbers, its arena, and where each buffer lies for the sizes seen so far.</summary>
internal sealed unsafe class EntryMemory : IDisposable
{
    private readonly EntryManifest entry;
    private readonly int dispatchSymbol;
    private readonly long maxReserve;
    private readonly Arena arena = new();
    // By buffer: room that is planned, and where; -1 before the first plan.
    private readonly long[] room;
    private readonly nint[] places;
    // Buffers whose size only a step determines have memory of their own; by stage, which they are.
    private readonly Arena?[] late;
    private readonly ILookup<int, int> lateByStage;
    private bool hasLate;
    // What Pointers and Sizes point to.
    private readonly nint[] pointers;
    private readonly long[] sizes;

    public EntryMemory(EntryManifest entry, int dispatchSymbol, long maxReserve)
    {
        this.entry = entry;
        this.dispatchSymbol = dispatchSymbol;
        this.maxReserve = maxReserve;
        Values = new long[entry.Table.Rows.Length];
        room = new long[entry.Buffers.Length];
        places = new nint[entry.Buffers.Length];
        late = new Arena?[entry.Buffers.Length];
        lateByStage = Enumerable.Range(0, room.Length).Where(i => StageOf(i) > 0).ToLookup(StageOf);
        Array.Fill(room, -1);
        Loose = new object?[entry.LooseCount];
        pointers = GC.AllocateArray<nint>(entry.Steps.Select(s => s.Arguments.Length).DefaultIfEmpty().Max() + 1, pinned: true);
        sizes = GC.AllocateArray<long>(entry.Steps.Select(s => s.Sizes.Length).DefaultIfEmpty().Max() + 1, pinned: true);
        Pointers = (void**)Unsafe.AsPointer(ref pointers[0]);
        Sizes = (long*)Unsafe.AsPointer(ref sizes[0]);
    }

    /// <summary>By row of the entry's table.</summary>
    public long[] Values { get; }

    /// <summary>What interpreted steps made in this call.</summary>
    public object?[] Loose { get; }

    /// <summary>Room for the pointers of one step.</summary>
    public void** Pointers { get; }

    /// <summary>Room for the symbols of one step.</summary>
    public long* Sizes { get; }

    /// <summary>Bytes of the arena.</summary>
    public long ArenaLength => arena.Capacity;

    /// <summary>How often memory was laid out.</summary>
    public int Plans { get; private set; }

    /// <summary>The first byte of a buffer.</summary>
    public byte* BufferPointer(int buffer) => late[buffer] is { } own ? own.Pointer : arena.Pointer + places[buffer];

    /// <summary>The memory that a buffer lies in; whoever refers to it keeps it valid.</summary>
    public Storage MemoryOf(int buffer) => (late[buffer] ?? arena).Memory;

    /// <summary>Whether a storage shares memory with the buffers of a call.</summary>
    public bool Overlaps(Storage storage)
    {
        if (arena.Capacity > 0 && Overlap.OfStorages(storage, arena.Memory))
        {
            return true;
        }
        for (var i = 0; i < late.Length && hasLate; i++)
        {
            if (late[i] is { Capacity: > 0 } own && Overlap.OfStorages(storage, own.Memory))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Computes the numbers that the inputs determine, and lays memory out where it does not suffice.</summary>
    /// <returns>A condition that does not hold: nothing may run then.</returns>
    public SizeCondition? Begin(ReadOnlySpan<long> symbols)
    {
        entry.Table.Evaluate(0, symbols, Values);
        if (Broken(0) is { } condition)
        {
            return condition;
        }
        for (var i = 0; i < room.Length; i++)
        {
            if (StageOf(i) == 0 && Values[entry.Buffers[i].Bytes] > room[i])
            {
                LayOut(symbols);
                break;
            }
        }
        return null;
    }

    /// <summary>Computes the numbers that a step has determined, and makes room for buffers of such sizes.</summary>
    /// <returns>A condition that does not hold: nothing more may run then.</returns>
    public SizeCondition? Continue(int step, ReadOnlySpan<long> symbols)
    {
        entry.Table.Evaluate(step + 1, symbols, Values);
        if (Broken(step + 1) is { } condition)
        {
            return condition;
        }
        foreach (var i in lateByStage[step + 1])
        {
            hasLate = true;
            (late[i] ??= new Arena()).Reserve(Math.Max(Values[entry.Buffers[i].Bytes], 1));
        }
        return null;
    }

    private SizeCondition? Broken(int stage)
    {
        foreach (var condition in entry.Conditions.AsSpan())
        {
            if (entry.Table.Rows[condition.Row].Stage == stage && Values[condition.Row] == 0)
            {
                return condition;
            }
        }
        return null;
    }

    public void Dispose()
    {
        arena.Dispose();
        foreach (var own in late)
        {
            own?.Dispose();
        }
    }

    private int StageOf(int buffer) => entry.Table.Rows[entry.Buffers[buffer].Bytes].Stage;

    // For the largest size of the entry, so that calls of other sizes need no new layout, unless that is very much.
    private void LayOut(ReadOnlySpan<long> symbols)
    {
        if (MemorySource.Guarded is not null)
        {
            LayOutApart();
            return;
        }
        var wanted = new long[room.Length];
        for (var i = 0; i < wanted.Length; i++)
        {
            wanted[i] = Math.Max(room[i], StageOf(i) == 0 ? Values[entry.Buffers[i].Bytes] : 0);
        }
        var plan = Largest(symbols, wanted) is { } largest && entry.PlanMemory(i => largest[i]) is var generous && generous.ArenaLength <= maxReserve
            ? generous
            : entry.PlanMemory(i => wanted[i]);
        // Should there be no such amount, the next call lays out anew.
        Array.Fill(room, -1);
        arena.Reserve(Math.Max(plan.ArenaLength, 1));
        foreach (var buffer in plan.Buffers)
        {
            room[buffer.Request.Id] = buffer.Request.Length;
            places[buffer.Request.Id] = (nint)buffer.Offset;
        }
        Plans++;
    }

    // Under guard pages each buffer has memory of its own, for exactly this call: room stays -1, so that the next call comes here again.
    private void LayOutApart()
    {
        for (var i = 0; i < room.Length; i++)
        {
            if (StageOf(i) == 0)
            {
                hasLate = true;
                (late[i] ??= new Arena()).Reserve(Values[entry.Buffers[i].Bytes]);
            }
        }
        Plans++;
    }

    private long[]? Largest(ReadOnlySpan<long> symbols, long[] wanted)
    {
        if (dispatchSymbol < 0 || entry.End == long.MaxValue)
        {
            return null;
        }
        var values = new long[Values.Length];
        var largest = symbols.ToArray();
        largest[dispatchSymbol] = entry.End;
        try
        {
            entry.Table.Evaluate(0, largest, values);
        }
        catch (ArithmeticException)
        {
            return null;
        }
        return [.. wanted.Select((length, i) => StageOf(i) == 0 ? Math.Max(length, values[entry.Buffers[i].Bytes]) : 0)];
    }
}
