using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Piecewise.Runtime;

/// <summary>The memory of one entry in one session: its numbers, its arena, and where each buffer lies for the sizes seen so far.</summary>
internal sealed unsafe class EntryMemory : IDisposable
{
    private readonly ProgramManifest program;
    private readonly EntryManifest entry;
    private readonly int dispatchSymbol;
    private readonly long maxReserve;
    private readonly long maxMemory;
    private readonly Arena arena = new();
    // By buffer: room that is planned, and where; -1 before the first plan.
    private readonly long[] room;
    private readonly nint[] places;
    // Buffers whose size only a step determines have memory of their own; by stage, which they are.
    private readonly Arena?[] late;
    private readonly ILookup<int, int> lateByStage;
    private long lateBytes;

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
        Array.Fill(room, -1);
        Loose = new object?[entry.LooseCount];
        Pointers = (void**)NativeMemory.Alloc((nuint)(entry.Steps.Select(s => s.Arguments.Length).DefaultIfEmpty().Max() + 1), (nuint)sizeof(void*));
        Sizes = (long*)NativeMemory.Alloc((nuint)(entry.Steps.Select(s => s.Sizes.Length).DefaultIfEmpty().Max() + 1), sizeof(long));
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

    /// <summary>Computes the numbers that the inputs determine, and lays memory out where it does not suffice.</summary>
    /// <exception cref="InputException">Sizes of the call are beyond all numbers, or need more memory than a call may take.</exception>
    public void Begin(ReadOnlySpan<long> symbols)
    {
        try
        {
            entry.Table.Evaluate(0, symbols, Values);
        }
        catch (ArithmeticException e)
        {
            throw new InputException($"A size that follows from {SizesOf(symbols)} can't be computed: {e.Message}");
        }
        for (var i = 0; i < room.Length; i++)
        {
            if (StageOf(i) == 0 && Values[entry.Buffers[i].Bytes] > room[i])
            {
                LayOut(symbols);
                return;
            }
        }
    }

    /// <summary>Computes the numbers that a step has determined, and makes room for buffers of such sizes.</summary>
    /// <exception cref="CallFailedException">They are beyond all numbers, or need more memory than a call may take.</exception>
    public void Continue(int step, ReadOnlySpan<long> symbols)
    {
        try
        {
            entry.Table.Evaluate(step + 1, symbols, Values);
        }
        catch (ArithmeticException e)
        {
            throw new CallFailedException($"Behind {entry.Steps[step].Name}: a size that follows from {SizesOf(symbols)} can't be computed: {e.Message}", e);
        }
        foreach (var i in lateByStage[step + 1])
        {
            var bytes = Values[entry.Buffers[i].Bytes];
            var own = late[i] ??= new Arena();
            var others = arena.Capacity + lateBytes - own.Capacity;
            if (bytes < 0 || bytes > maxMemory - others)
            {
                throw new CallFailedException($"Behind {entry.Steps[step].Name}: {TooMuch((Int128)others + bytes, symbols, [i])}");
            }
            lateBytes -= own.Capacity;
            own.Reserve(Math.Max(bytes, 1));
            lateBytes += own.Capacity;
        }
    }

    public void Dispose()
    {
        arena.Dispose();
        foreach (var own in late)
        {
            own?.Dispose();
        }
        NativeMemory.Free(Pointers);
        NativeMemory.Free(Sizes);
    }

    private int StageOf(int buffer) => entry.Table.Rows[entry.Buffers[buffer].Bytes].Stage;

    // For the largest size of the entry, so that calls of other sizes need no new layout, unless that is very much.
    private void LayOut(ReadOnlySpan<long> symbols)
    {
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
        var plan = Largest(symbols, wanted) is { } largest && entry.PlanMemory(i => largest[i]) is var generous && generous.ArenaLength <= maxReserve
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
        arena.Reserve(Math.Max(plan.ArenaLength, 1));
        foreach (var buffer in plan.Buffers)
        {
            room[buffer.Request.Id] = buffer.Request.Length;
            places[buffer.Request.Id] = (nint)buffer.Offset;
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
        long[] largestRoom = [.. wanted.Select((length, i) => StageOf(i) == 0 ? Math.Max(length, values[entry.Buffers[i].Bytes]) : 0)];
        // What is more than may be set aside need not be laid out.
        return largestRoom.All(length => length <= maxReserve) ? largestRoom : null;
    }

    private string TooMuch(Int128 bytes, ReadOnlySpan<long> symbols, IEnumerable<int> buffers)
    {
        const int shown = 3;
        var largest = buffers.OrderByDescending(i => Values[entry.Buffers[i].Bytes]).Take(shown)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"{Values[entry.Buffers[i].Bytes]} for %{entry.Buffers[i].Name}"));
        return string.Create(CultureInfo.InvariantCulture,
            $"The call needs {bytes} bytes of memory ({string.Join(", ", largest)}) with {SizesOf(symbols)}, more than the {maxMemory} that a call may take: pass smaller sizes, or raise MaxMemory of the session.");
    }

    private string SizesOf(ReadOnlySpan<long> symbols)
    {
        const int shown = 8;
        var sizes = new List<string>();
        for (var i = 0; i < Math.Min(symbols.Length, shown); i++)
        {
            sizes.Add(string.Create(CultureInfo.InvariantCulture, $"{program.Symbols[i]} = {symbols[i]}"));
        }
        return sizes.Count == 0 ? "the program's fixed sizes" : string.Join(", ", sizes) + (symbols.Length > shown ? ", …" : "");
    }
}
