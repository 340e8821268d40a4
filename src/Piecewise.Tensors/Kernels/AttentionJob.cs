using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Attention, a block of keys at a time: scores become weights against the largest score so far, and what was summed before is scaled where
/// that grows. A row's result has the same bits whichever rows are computed with it and whichever keys it does not see are there.
/// </summary>
/// <param name="call">Lies where it is until the job is done: a copy of its operands would take longer than a small call's
/// products.</param>
internal unsafe partial struct AttentionJob<T>(AttentionCall* call) : IJob where T : unmanaged
{
    // Keys of a block. Blocks begin at multiples of it, so that they do not depend on the rows.
    private const int Block = 64;

    // Rows of a block: a query of each head that reads the same keys, then the next token's.
    private const int Rows = 32;

    // Up to here keys and values are read as they lie; more rows are worth a copy in f32.
    private const int FewRows = 8;

    private readonly AttentionCall* call = call;
    private float* scratch;

    private readonly nint Group => call->Heads / call->KeyHeads;

    // Of a sequence each.
    private readonly nint Count => call->Sequences is null ? call->Batch : call->SequenceCount;

    private readonly nint PartFloats => AttentionMemory.Floats(Padded(call->Size), Padded(call->ValueSize), Rows, Block);

    private readonly bool IsEmpty => call->KeyHeads == 0 || call->Keys == 0 || call->Size == 0 || call->ValueSize == 0;

    /// <summary>Computes all of it.</summary>
    public void Run(Workers workers)
    {
        // There may be any number of sequences of which nothing is written.
        if (call->Heads <= 0 || call->Queries <= 0 || (call->ValueSize == 0 && call->LogSums.IsNone))
        {
            return;
        }
        if (IsEmpty)
        {
            Clear();
            return;
        }
        var (items, scores) = (0L, 0L);
        for (nint i = 0; i < Count; i++)
        {
            var sequence = Sequence(i);
            items += call->KeyHeads * BlocksOfHead(sequence);
            scores += call->Heads * sequence.Queries * sequence.Keys;
        }
        if (items == 0)
        {
            return;
        }
        var parts = workers.Parts(items, scores * (call->Size + call->ValueSize));
        scratch = (float*)Scratch.Of(parts * PartFloats * sizeof(float));
        Jobs.Run(workers.Tier, workers.Team, parts, this);
    }

    public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var memory = new AttentionMemory(scratch + (part * PartFloats), Padded(call->Size), Padded(call->ValueSize), Rows, Block);
        // Later blocks of a causal head see more keys: parts take them in turns.
        nint item = part;
        for (nint i = 0; i < Count; i++)
        {
            var sequence = Sequence(i);
            var blocks = BlocksOfHead(sequence);
            for (; item < call->KeyHeads * blocks; item += parts)
            {
                Attend<TLanes, TVector>(memory, RowsOf(i, sequence, item / blocks, item % blocks * Rows));
            }
            item -= call->KeyHeads * blocks;
        }
    }

    private static nint Padded(nint size) => (size + 15) & ~15;

    private static nint Place(in HeadStrides strides, nint batch, nint head, nint token) =>
        (batch * strides.Batch) + (head * strides.Head) + (token * strides.Token);

    private static T* At(in AttentionOperand operand, nint batch, nint head, nint token) =>
        (T*)operand.First + Place(operand.Strides, batch, head, token);

    private readonly AttentionSequence Sequence(nint index) => call->Sequences is not null
        ? call->Sequences[index]
        : new AttentionSequence { Queries = call->Queries, Keys = call->Keys, Start = call->Start };

    private readonly nint BlocksOfHead(in AttentionSequence sequence) => ((Group * sequence.Queries) + Rows - 1) / Rows;

    private readonly RowBlock RowsOf(nint index, in AttentionSequence sequence, nint keyHead, nint first) =>
        new(call->Sequences is null ? index : 0, sequence, Group, keyHead, first, Math.Min(Rows, (Group * sequence.Queries) - first));

    // Keys [first, end) of all that a token sees.
    private readonly Share Seen(in AttentionSequence sequence, nint token)
    {
        var position = sequence.Start + token;
        var end = call->Rules.IsCausal ? Math.Clamp(position + 1, 0, sequence.Keys) : sequence.Keys;
        var first = call->Rules.IsCausal && call->Rules.Window > 0 ? Math.Clamp(position + 1 - call->Rules.Window, 0, end) : 0;
        return new Share(first, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Attend<TLanes, TVector>(AttentionMemory memory, in RowBlock rows)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        for (nint r = 0; r < rows.Count; r++)
        {
            var query = At(call->Query, rows.Batch, rows.Head(r), rows.Sequence.FirstQuery + rows.Token(r));
            FloatMatrix.Widen<TLanes, TVector, T>(query, 0, call->Query.Strides.Element, 1, call->Size, memory.Queries + (r * memory.Size),
                0);
            memory.Max[r] = call->Sinks.IsNone ? float.NegativeInfinity : call->Sinks.Read(rows.Head(r) * call->Sinks.Strides.Head);
            memory.Sum[r] = memory.Max[r] == float.NegativeInfinity ? 0 : 1;
            new Span<float>(memory.Results + (r * memory.ValueSize), (int)memory.ValueSize).Clear();
        }
        var (first, end) = (Seen(rows.Sequence, rows.Token(0)).Start, Seen(rows.Sequence, rows.Token(rows.Count - 1)).End);
        for (var start = first / Block * Block; start < end; start += Block)
        {
            var keys = new KeyBlock(start, Math.Min(Block, end - start));
            Score<TLanes, TVector>(memory, rows, keys);
            var (allFrom, allTo) = ((nint)0, keys.Count);
            for (nint r = 0; r < rows.Count; r++)
            {
                var seen = Seen(rows.Sequence, rows.Token(r));
                var (from, to) = (Math.Clamp(seen.Start - start, 0, keys.Count), Math.Clamp(seen.End - start, 0, keys.Count));
                to = Weigh<TLanes, TVector>(memory, rows, r, keys, from, to) ? to : from;
                memory.Seen[r] = new Share(from, to);
                (allFrom, allTo) = (Math.Max(allFrom, from), Math.Min(allTo, to));
            }
            Sum<TLanes, TVector>(memory, rows, keys, new Share(allFrom, allTo));
        }
        Finish<TLanes, TVector>(memory, rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Finish<TLanes, TVector>(AttentionMemory memory, in RowBlock rows)
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

    private readonly void Clear()
    {
        for (nint i = 0; i < Count; i++)
        {
            var sequence = Sequence(i);
            var batch = call->Sequences is null ? i : 0;
            for (nint row = 0; row < call->Heads * sequence.Queries; row++)
            {
                var (head, token) = (row / sequence.Queries, sequence.FirstQuery + (row % sequence.Queries));
                new Span<T>(At(call->Result, batch, head, token), (int)call->ValueSize).Clear();
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
