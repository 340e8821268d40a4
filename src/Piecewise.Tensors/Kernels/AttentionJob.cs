using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Attention, a block of keys at a time: scores become weights against the largest score so far, and what was summed before is scaled where
/// that grows. Both products run through <see cref="PanelTiles"/>, whose panel is a block of keys, transposed once for all rows, and of
/// values. A row's result has the same bits whichever rows are computed with it and whichever keys it does not see are there.
/// </summary>
/// <param name="call">Lies where it is until the job is done: a copy of its operands would take longer than a small call's
/// products.</param>
internal unsafe partial struct AttentionJob<T>(AttentionCall* call) : IJob where T : unmanaged
{
    // Keys of a block. Blocks begin at multiples of it, so that they do not depend on the rows.
    private const int Block = AttentionPages.Tokens;

    // Rows of a block: a query of each head that reads the same keys, then the next token's. So many that a copy of the keys costs little.
    private const int MostRows = 96;

    private readonly AttentionCall* call = call;
    private float* scratch;
    private int blockRows;
    private long* taken;

    private readonly nint Group => call->Heads / call->KeyHeads;

    // Of a sequence each.
    private readonly nint Count => call->Sequences is null ? call->Batch : call->SequenceCount;

    private readonly nint PartFloats => AttentionMemory.Floats(Padded(call->Size), Padded(call->ValueSize), blockRows, Block);

    private readonly bool IsEmpty => call->KeyHeads == 0 || call->Keys == 0 || call->ValueSize == 0;

    /// <summary>Computes all of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(Workers workers)
    {
        // There may be any number of sequences of which nothing is written.
        if (call->Heads <= 0 || call->Queries <= 0 || Count <= 0 || (call->ValueSize == 0 && call->LogSums.IsNone))
        {
            return;
        }
        if (IsEmpty)
        {
            Clear();
            return;
        }
        var (rows, scores) = (0L, 0L);
        for (nint i = 0; i < Count; i++)
        {
            var sequence = Sequence(i);
            rows = Math.Max(rows, Group * sequence.Queries);
            scores += call->Heads * sequence.Queries * sequence.Keys;
        }
        // Few rows are divided so that all threads have some.
        var blocks = ((2L * workers.Team.Size) + (call->KeyHeads * Count) - 1) / (call->KeyHeads * Count);
        var tiles = (((rows + blocks - 1) / blocks) + PanelTiles.MostRows - 1) / PanelTiles.MostRows;
        blockRows = (int)Math.Clamp(tiles * PanelTiles.MostRows, PanelTiles.MostRows, MostRows);
        var items = 0L;
        for (nint i = 0; i < Count; i++)
        {
            items += call->KeyHeads * BlocksOfHead(Sequence(i));
        }
        if (items == 0)
        {
            return;
        }
        var parts = workers.Parts(items, scores * (call->Size + call->ValueSize));
        scratch = (float*)Scratch.Of(workers, checked(parts * PartFloats * sizeof(float)));
        var next = 0L;
        taken = &next;
        Jobs.Run(workers.Tier, workers.Team, parts, this);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var memory = new AttentionMemory(scratch + (part * PartFloats), Padded(call->Size), Padded(call->ValueSize), blockRows, Block);
        // Parts take what comes next, of each sequence the last rows first: causal ones see more keys.
        nint before = 0;
        var item = Take();
        for (nint i = 0; i < Count; i++)
        {
            var sequence = Sequence(i);
            var blocks = BlocksOfHead(sequence);
            for (; item - before < call->KeyHeads * blocks; item = Take())
            {
                var (block, head) = Math.DivRem(item - before, call->KeyHeads);
                Attend<TLanes, TVector>(memory, RowsOf(i, sequence, head, (blocks - 1 - block) * blockRows));
            }
            before += call->KeyHeads * blocks;
        }
    }

    private readonly nint Take() => (nint)Interlocked.Increment(ref *taken) - 1;

    private static nint Padded(nint size) => (size + 15) & ~15;

    private static nint Place(in HeadStrides strides, nint batch, nint head, nint token) =>
        (batch * strides.Batch) + (head * strides.Head) + (token * strides.Token);

    private static T* At(in AttentionOperand operand, nint batch, nint head, nint token) =>
        (T*)operand.First + Place(operand.Strides, batch, head, token);

    private readonly AttentionSequence Sequence(nint index) => call->Sequences is not null
        ? call->Sequences[index]
        : new AttentionSequence { Queries = call->Queries, Keys = call->Keys, Start = call->Start };

    private readonly nint BlocksOfHead(in AttentionSequence sequence) => ((Group * sequence.Queries) + blockRows - 1) / blockRows;

    private readonly RowBlock RowsOf(nint index, in AttentionSequence sequence, nint keyHead, nint first) =>
        new(call->Sequences is null ? index : 0, sequence, Group, keyHead, first, Math.Min(blockRows, (Group * sequence.Queries) - first));

    // Keys [first, end) of all that a token sees.
    private readonly Share Seen(in AttentionSequence sequence, nint token)
    {
        var position = sequence.Start + token;
        var end = call->Rules.IsCausal ? Math.Clamp(position + 1, 0, sequence.Keys) : sequence.Keys;
        var first = call->Rules.IsCausal && call->Rules.Window > 0 ? Math.Clamp(position + 1 - call->Rules.Window, 0, end) : 0;
        return new Share(first, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Attend<TLanes, TVector>(in AttentionMemory memory, in RowBlock rows)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        for (nint r = 0; r < rows.Count; r++)
        {
            var query = At(call->Query, rows.Batch, rows.Head(r), rows.Sequence.FirstQuery + rows.Token(r));
            FloatMatrix.Widen<TLanes, TVector, T>(query, 0, call->Query.Strides.Element, 1, call->Size, memory.Queries + (r * memory.Size),
                0);
            memory.Visible[r] = Seen(rows.Sequence, rows.Token(r));
            memory.Max[r] = call->Sinks.IsNone ? float.NegativeInfinity : call->Sinks.Read(rows.Head(r) * call->Sinks.Strides.Head);
            memory.Sum[r] = memory.Max[r] == float.NegativeInfinity ? 0 : 1;
            NativeMemory.Clear(memory.Results + (r * memory.ValueSize), (nuint)(memory.ValueSize * sizeof(float)));
        }
        var (first, end) = (memory.Visible[0].Start, memory.Visible[rows.Count - 1].End);
        var stepwise = IsStepwise(rows.Count);
        for (var start = first / Block * Block; start < end; start += Block)
        {
            var keys = new KeyBlock(start, Math.Min(Block, end - start));
            var ahead = Ahead(rows, start + Block);
            Score<TLanes, TVector>(memory, rows, keys, &ahead);
            var (allFrom, allTo) = ((nint)0, keys.Count);
            for (nint r = 0; r < rows.Count; r++)
            {
                ahead.Fetch(stepwise ? 0 : Block / 4);
                var seen = memory.Visible[r];
                var (from, to) = (Math.Clamp(seen.Start - start, 0, keys.Count), Math.Clamp(seen.End - start, 0, keys.Count));
                to = Weigh<TLanes, TVector>(memory, rows, r, keys, from, to) ? to : from;
                memory.Seen[r] = new Share(from, to);
                (allFrom, allTo) = (Math.Max(allFrom, from), Math.Min(allTo, to));
            }
            ahead.Fetch(stepwise ? 0 : 2 * Block);
            Sum<TLanes, TVector>(memory, rows, keys, new Share(allFrom, allTo), &ahead);
            ahead.Fetch(2 * Block);
        }
        Finish<TLanes, TVector>(memory, rows);
    }

    private readonly KeysAhead Ahead(in RowBlock rows, nint start)
    {
        if (start >= rows.Sequence.Keys)
        {
            return default;
        }
        var (keyBytes, valueBytes) = (call->Size * sizeof(T), call->ValueSize * sizeof(T));
        if (!call->Pages.AreNone)
        {
            var keys = Page(rows, start);
            return new KeysAhead(keys, keyBytes, keyBytes, keys + (Block * call->Size), valueBytes, valueBytes, Block);
        }
        return new KeysAhead(
            At(call->Key, rows.Batch, rows.KeyHead, rows.Sequence.FirstKey + start), call->Key.Strides.Token * sizeof(T), keyBytes,
            At(call->Value, rows.Batch, rows.KeyHead, rows.Sequence.FirstKey + start), call->Value.Strides.Token * sizeof(T), valueBytes,
            Block);
    }

    // Keys [size, block] of the rows' key head from a token on, a multiple of a block; values follow.
    private readonly T* Page(in RowBlock rows, nint start)
    {
        var head = AttentionPages.HeadBytes(call->Size, call->ValueSize, sizeof(T));
        return (T*)(call->Pages.Block(((int*)rows.Sequence.Blocks)[start / Block], call->KeyHeads * head) + (rows.KeyHead * head));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Finish<TLanes, TVector>(in AttentionMemory memory, in RowBlock rows)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        for (nint r = 0; r < rows.Count; r++)
        {
            var (head, token) = (rows.Head(r), rows.Sequence.FirstQuery + rows.Token(r));
            var target = At(call->Result, rows.Batch, head, token);
            // A row that sees nothing has sums of 0, and is 0.
            var divisor = TLanes.Broadcast(memory.Sum[r] == 0 ? 1 : memory.Sum[r]);
            for (nint i = 0; i < call->ValueSize; i += TLanes.Width)
            {
                var value = TLanes.Divide(TLanes.Load(memory.Results + (r * memory.ValueSize) + i), divisor);
                // Whether a negative zero has met the values of keys that the row does not see is nobody's business.
                value = TLanes.Add(value, TLanes.Zero);
                Elements.Store<TLanes, TVector, T>(target + i, value, call->ValueSize - i);
            }
            WriteLogSum(rows.Batch, head, token, memory.Max[r] + MathF.Log(memory.Sum[r]));
        }
    }

    private readonly void WriteLogSum(nint batch, nint head, nint token, float value)
    {
        if (!call->LogSums.IsNone)
        {
            ((float*)call->LogSums.First)[Place(call->LogSums.Strides, batch, head, token)] = value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Clear()
    {
        for (nint i = 0; i < Count; i++)
        {
            var sequence = Sequence(i);
            var batch = call->Sequences is null ? i : 0;
            for (nint row = 0; row < call->Heads * sequence.Queries; row++)
            {
                var (head, token) = (row / sequence.Queries, sequence.FirstQuery + (row % sequence.Queries));
                NativeMemory.Clear(At(call->Result, batch, head, token), (nuint)(call->ValueSize * sizeof(T)));
                WriteLogSum(batch, head, token, float.NegativeInfinity);
            }
        }
    }

    // Rows that read the same keys: for each token a row of each head of the group.
    private readonly record struct RowBlock(nint Batch, AttentionSequence Sequence, nint Group, nint KeyHead, nint First, nint Count)
    {
        public nint Token(nint row) => (First + row) / Group;

        public nint Head(nint row) => (KeyHead * Group) + ((First + row) % Group);
    }

    // Keys of the sequence from a multiple of a block on.
    private readonly record struct KeyBlock(nint Start, nint Count);
}
