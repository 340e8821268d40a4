using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>The memory of one entry in one session: its numbers, its arena, and where each buffer lies for the sizes seen so far.</summary>
internal sealed unsafe class EntryMemory : IDisposable
{
    private readonly ProgramManifest program;
    private readonly EntryManifest entry;
    private readonly int dispatchSymbol;
    private readonly long maxReserve;
    private readonly long maxMemory;
    // By buffer: whether anyone but the code gets to see it: in results, in attention, in the interpreter.
    private readonly bool[] isShown;
    private readonly Arena shown = new();
    private ArenaBlock? hidden;
    // By buffer: room that is planned, and where it lies; -1 before the first plan.
    private readonly long[] room;
    private readonly nint[] places;
    // Buffers whose size only a step determines have memory of their own; by stage, which they are.
    private readonly Arena?[] late;
    private readonly ILookup<int, int> lateByStage;
    private bool hasLate;
    private long lateBytes;
    // What Pointers and Sizes point to.
    private readonly nint[] pointers;
    private readonly long[] sizes;

    public EntryMemory(ProgramManifest program, EntryManifest entry, SessionOptions options)
    {
        this.program = program;
        this.entry = entry;
        dispatchSymbol = program.DispatchSymbol;
        (maxReserve, maxMemory) = (Math.Min(options.MaxReserve, options.MaxMemory), options.MaxMemory);
        Values = new long[entry.Table.Rows.Length];
        room = new long[entry.Buffers.Length];
        places = new nint[entry.Buffers.Length];
        late = new Arena?[entry.Buffers.Length];
        lateByStage = Enumerable.Range(0, room.Length).Where(i => StageOf(i) > 0).ToLookup(StageOf);
        isShown = entry.ShownBuffers();
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
    public long ArenaLength => shown.Capacity + (hidden?.Length ?? 0);

    /// <summary>How often memory was laid out.</summary>
    public int Plans { get; private set; }

    /// <summary>The first byte of a buffer.</summary>
    public byte* BufferPointer(int buffer) => late[buffer] is { } own ? own.Pointer : (byte*)places[buffer];

    /// <summary>
    /// The memory that a buffer lies in. Whoever refers to that of a shown one keeps it valid; that of others is for the time of a call.
    /// </summary>
    public Storage MemoryOf(int buffer) => late[buffer] is { } own ? own.Memory
        : isShown[buffer] ? shown.Memory
        : Storage.Borrow(hidden!, hidden!.Pointer, hidden.Length, isReadOnly: false);

    /// <summary>Whether a storage, which an application has, shares memory with the buffers of a call.</summary>
    public bool Overlaps(Storage storage)
    {
        if (shown.Capacity > 0 && Overlap.OfStorages(storage, shown.Memory))
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
    /// <exception cref="InputException">Sizes of the call are beyond all numbers, or need more memory than a call may take.</exception>
    public SizeCondition? Begin(ReadOnlySpan<long> symbols)
    {
        try
        {
            entry.Table.Evaluate(0, symbols, Values);
        }
        catch (ArithmeticException e)
        {
            throw new InputException($"A size that follows from {SizesOf(symbols)} can't be computed: {e.Message}");
        }
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
    /// <exception cref="CallFailedException">They are beyond all numbers, or need more memory than a call may take.</exception>
    public SizeCondition? Continue(int step, ReadOnlySpan<long> symbols)
    {
        try
        {
            entry.Table.Evaluate(step + 1, symbols, Values);
        }
        catch (ArithmeticException e)
        {
            throw new CallFailedException(
                $"After {entry.Steps[step].Name}: a size that follows from {SizesOf(symbols)} can't be computed: {e.Message}", e);
        }
        if (Broken(step + 1) is { } condition)
        {
            return condition;
        }
        foreach (var i in lateByStage[step + 1])
        {
            var others = ArenaLength + lateBytes - (late[i]?.Capacity ?? 0);
            var bytes = Values[entry.Buffers[i].Bytes];
            if (bytes < 0 || bytes > maxMemory - others)
            {
                throw new CallFailedException($"After {entry.Steps[step].Name}: {TooMuch((Int128)others + bytes, symbols, [i])}");
            }
            ReserveLate(i, Math.Max(bytes, 1));
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
        shown.Dispose();
        hidden?.Dispose();
        foreach (var own in late)
        {
            own?.Dispose();
        }
    }

    private int StageOf(int buffer) => entry.Table.Rows[entry.Buffers[buffer].Bytes].Stage;

    // For the largest size of the entry, so that calls of other sizes need no new layout, unless that is very much. What is shown costs the
    // garbage collector by its length, and results of the largest size may be most of all memory: it grows with the calls, by doubling.
    private void LayOut(ReadOnlySpan<long> symbols)
    {
        if (MemorySource.Guarded is not null)
        {
            LayOutApart(symbols);
            return;
        }
        var wanted = new long[room.Length];
        for (var i = 0; i < wanted.Length; i++)
        {
            wanted[i] = Math.Max(room[i], StageOf(i) == 0 ? Values[entry.Buffers[i].Bytes] : 0);
            // One alone, before places are computed with it.
            if (StageOf(i) == 0 && Values[entry.Buffers[i].Bytes] is var bytes && (bytes < 0 || bytes > maxMemory))
            {
                throw new InputException(TooMuch(bytes, symbols, [i]));
            }
        }
        var plan = Lengths(symbols, wanted, entry.End) is { } largest && Lengths(symbols, wanted, Ample(symbols)) is { } ample
            && entry.PlanMemory(i => isShown[i] ? ample[i] : largest[i]) is var generous && generous.ArenaLength <= maxReserve
            ? generous
            : entry.PlanMemory(i => wanted[i]);
        if (plan.ArenaLength > maxMemory)
        {
            // Room that larger calls have taken before need not be kept.
            plan = entry.PlanMemory(i => StageOf(i) == 0 ? Values[entry.Buffers[i].Bytes] : 0);
            if (plan.ArenaLength > maxMemory)
            {
                throw new InputException(TooMuch(plan.ArenaLength, symbols, Enumerable.Range(0, room.Length).Where(i => StageOf(i) == 0)));
            }
        }
        // Should there be no such amount, the next call lays out anew.
        Array.Fill(room, -1);
        var border = EntryManifest.BorderOf(plan, isShown);
        Reserve(border, plan.ArenaLength - border);
        foreach (var buffer in plan.Buffers)
        {
            var id = buffer.Request.Id;
            room[id] = buffer.Request.Length;
            places[id] = (nint)(isShown[id] ? shown.Pointer + (buffer.Offset - border) : hidden!.Pointer + buffer.Offset);
        }
        Plans++;
    }

    // Under guard pages each buffer has memory of its own, for exactly this call: room stays -1, so that the next call comes here again.
    private void LayOutApart(ReadOnlySpan<long> symbols)
    {
        var ours = Enumerable.Range(0, room.Length).Where(i => StageOf(i) == 0);
        var total = ours.Aggregate((Int128)0, (sum, i) => sum + Values[entry.Buffers[i].Bytes]);
        if (total > maxMemory)
        {
            throw new InputException(TooMuch(total, symbols, ours));
        }
        foreach (var i in ours)
        {
            ReserveLate(i, Values[entry.Buffers[i].Bytes]);
        }
        Plans++;
    }

    private void ReserveLate(int buffer, long bytes)
    {
        hasLate = true;
        var own = late[buffer] ??= new Arena();
        lateBytes -= own.Capacity;
        own.Reserve(bytes);
        lateBytes += own.Capacity;
    }

    private void Reserve(long hiddenLength, long shownLength)
    {
        if (hidden is null || hidden.Length < hiddenLength)
        {
            hidden?.Dispose();
            hidden = null;
            hidden = new ArenaBlock(Math.Max(hiddenLength, 1), preferHugePages: true);
        }
        shown.Reserve(Math.Max(shownLength, 1));
    }

    // The next power of two from the call's size on.
    private long Ample(ReadOnlySpan<long> symbols) =>
        dispatchSymbol < 0
            ? 0
            : (long)Math.Min((ulong)entry.End, BitOperations.RoundUpToPowerOf2((ulong)Math.Max(symbols[dispatchSymbol], 1)));

    // What buffers need at a size of the entry, and no less than now.
    private long[]? Lengths(ReadOnlySpan<long> symbols, long[] wanted, long size)
    {
        if (dispatchSymbol < 0 || entry.End == long.MaxValue)
        {
            return null;
        }
        var values = new long[Values.Length];
        var others = symbols.ToArray();
        others[dispatchSymbol] = size;
        try
        {
            entry.Table.Evaluate(0, others, values);
        }
        catch (ArithmeticException)
        {
            return null;
        }
        long[] largestRoom = [.. wanted.Select((length, i) => StageOf(i) == 0 ? Math.Max(length, values[entry.Buffers[i].Bytes]) : 0)];
        // What is more than may be set aside need not be laid out.
        return largestRoom.All(length => length <= maxReserve) ? largestRoom : null;
    }

    private string TooMuch(Int128 bytes, ReadOnlySpan<long> symbols, IEnumerable<int> buffers)
    {
        const int most = 3;
        var largest = buffers.OrderByDescending(i => Values[entry.Buffers[i].Bytes]).Take(most)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"{Values[entry.Buffers[i].Bytes]} for %{entry.Buffers[i].Name}"));
        return string.Create(CultureInfo.InvariantCulture,
            $"The call needs {bytes} bytes of memory ({string.Join(", ", largest)}) with {SizesOf(symbols)}, "
            + $"more than the {maxMemory} that "
            + $"a call may take: pass smaller sizes, or raise MaxMemory of the session.");
    }

    private string SizesOf(ReadOnlySpan<long> symbols)
    {
        const int most = 8;
        var sizes = new List<string>();
        for (var i = 0; i < Math.Min(symbols.Length, most); i++)
        {
            sizes.Add(string.Create(CultureInfo.InvariantCulture, $"{program.Symbols[i]} = {symbols[i]}"));
        }
        return sizes.Count == 0 ? "the program's fixed sizes" : string.Join(", ", sizes) + (symbols.Length > most ? ", …" : "");
    }
}
