using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Fast;

/// <summary>Strides of a tensor [batch, heads, tokens, elements], in elements; 0 where it is repeated.</summary>
internal readonly record struct HeadStrides(nint Batch, nint Head, nint Token, nint Element);

/// <summary>
/// Attention, a block of keys at a time: scores become weights against the largest score so far, and what was summed before is scaled where
/// that grows. A row's result has the same bits whichever rows are computed with it and whichever keys it does not see are there.
/// </summary>
internal unsafe partial struct AttentionJob<T, TMask, TOut> : IJob where T : unmanaged where TMask : unmanaged where TOut : unmanaged
{
    // Keys of a block. Blocks begin at multiples of it, so that they do not depend on the rows.
    private const int Block = 64;

    // Rows of a block: a query of each head that reads the same keys, then the next token's.
    private const int Rows = 32;

    // Up to here keys and values are read as they lie; more rows are worth a copy in f32.
    private const int FewRows = 8;

    public T* Query;
    public HeadStrides QueryStrides;
    public T* Key;
    public HeadStrides KeyStrides;
    public T* Value;
    public HeadStrides ValueStrides;

    /// <summary>Added to scores, or bools that say what is seen; null for none.</summary>
    public TMask* Mask;

    /// <summary>The element is a key's.</summary>
    public HeadStrides MaskStrides;

    /// <summary>[heads], or null.</summary>
    public float* Sinks;
    public TOut* Result;

    /// <summary>Elements are neighbours.</summary>
    public HeadStrides ResultStrides;

    /// <summary>Logarithms of the softmax's denominators; null if nobody asks.</summary>
    public float* LogSums;
    public HeadStrides LogSumStrides;
    public nint Batch;
    public nint Heads;
    public nint KeyHeads;
    public nint Queries;
    public nint Keys;
    public nint Size;
    public nint ValueSize;
    public AttentionRule Rule;
    public bool IsCausal;

    /// <summary>
    /// Whether a NaN or infinity among the values of a block of keys reaches a row that does not see it, as in PyTorch's kernel, which multiplies
    /// it by a weight of 0. Where false, what a row does not see need not even be there.
    /// </summary>
    public bool CountsHiddenValues;

    /// <summary>Position of the first query, where causal.</summary>
    public nint Start;
    private float* scratch;

    /// <summary>Computes all of it.</summary>
    public void Run(Workers workers)
    {
        if (Batch <= 0 || Heads <= 0 || Queries <= 0)
        {
            return;
        }
        if (KeyHeads == 0 || Keys == 0 || Size == 0 || ValueSize == 0)
        {
            Clear();
            return;
        }
        if (Heads % KeyHeads != 0)
        {
            throw new KernelException($"{Heads} query heads are no multiple of {KeyHeads} heads.");
        }
        var parts = workers.Parts(Items, (long)Batch * Heads * Queries * Keys * (Size + ValueSize));
        scratch = (float*)Scratch.Of(parts * PartFloats * sizeof(float));
        Jobs.Run(workers.Tier, workers.Team, parts, this);
    }

    public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var memory = new AttentionMemory(scratch + (part * PartFloats), Padded(Size), Padded(ValueSize), Rows, Block);
        var blocks = BlocksOfHead;
        // Later blocks of a causal head see more keys: parts take them in turns.
        for (nint item = part; item < Items; item += parts)
        {
            var (head, block) = (item / blocks, item % blocks);
            Attend<TLanes, TVector>(memory, head / KeyHeads, head % KeyHeads, block * Rows);
        }
    }

    private readonly nint Group => Heads / KeyHeads;

    private readonly nint BlocksOfHead => ((Group * Queries) + Rows - 1) / Rows;

    private readonly nint Items => Batch * KeyHeads * BlocksOfHead;

    private readonly nint PartFloats => AttentionMemory.Floats(Padded(Size), Padded(ValueSize), Rows, Block);

    private static nint Padded(nint size) => (size + 15) & ~15;

    // Keys [first, end) of all that a row sees.
    private readonly Share Seen(nint row)
    {
        var position = Start + (row / Group);
        var end = IsCausal ? Math.Clamp(position + 1, 0, Keys) : Keys;
        var first = IsCausal && Rule.Window > 0 ? Math.Clamp(position + 1 - Rule.Window, 0, end) : 0;
        return new Share(first, end);
    }

    private readonly void Attend<TLanes, TVector>(AttentionMemory memory, nint batch, nint keyHead, nint firstRow)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var rows = Math.Min(Rows, (Group * Queries) - firstRow);
        for (nint r = 0; r < rows; r++)
        {
            var (token, head) = ((firstRow + r) / Group, (keyHead * Group) + ((firstRow + r) % Group));
            FloatMatrix.Widen<TLanes, TVector, T>(
                Query + Place(QueryStrides, batch, head, token), 0, QueryStrides.Element, 1, Size, memory.Queries + (r * memory.Size), 0);
            memory.Max[r] = Sinks is null ? float.NegativeInfinity : Sinks[head];
            memory.Sum[r] = memory.Max[r] == float.NegativeInfinity ? 0 : 1;
            new Span<float>(memory.Results + (r * memory.ValueSize), (int)memory.ValueSize).Clear();
        }
        var (first, end) = (Seen(firstRow).Start, Seen(firstRow + rows - 1).End);
        for (var start = first / Block * Block; start < end; start += Block)
        {
            var count = Math.Min(Block, end - start);
            Score<TLanes, TVector>(memory, batch, keyHead, rows, start, count);
            var isFull = true;
            for (nint r = 0; r < rows; r++)
            {
                var seen = Seen(firstRow + r);
                var (from, to) = (Math.Clamp(seen.Start - start, 0, count), Math.Clamp(seen.End - start, 0, count));
                var (token, head) = ((firstRow + r) / Group, (keyHead * Group) + ((firstRow + r) % Group));
                var mask = Mask is null ? null : Mask + Place(MaskStrides, batch, head, token) + (start * MaskStrides.Element);
                to = Weigh<TLanes, TVector>(memory, r, from, to, mask) ? to : from;
                memory.Seen[r] = new Share(from, to);
                isFull &= CountsHiddenValues || (from == 0 && to == count);
            }
            Sum<TLanes, TVector>(memory, batch, keyHead, rows, start, count, isFull);
        }
        Finish<TLanes, TVector>(memory, batch, keyHead, firstRow, rows);
    }

    private static nint Place(HeadStrides strides, nint batch, nint head, nint token) =>
        (batch * strides.Batch) + (head * strides.Head) + (token * strides.Token);

    private readonly void Finish<TLanes, TVector>(AttentionMemory memory, nint batch, nint keyHead, nint firstRow, nint rows)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        for (nint r = 0; r < rows; r++)
        {
            var (token, head) = ((firstRow + r) / Group, (keyHead * Group) + ((firstRow + r) % Group));
            var target = Result + Place(ResultStrides, batch, head, token);
            // A row that sees nothing has sums of 0, and is 0.
            var divisor = TLanes.Broadcast(memory.Sum[r] == 0 ? 1 : memory.Sum[r]);
            for (nint i = 0; i < ValueSize; i += TLanes.Width)
            {
                var value = TLanes.Divide(TLanes.Load(memory.Results + (r * memory.ValueSize) + i), divisor);
                Elements.Store<TLanes, TVector, TOut>(target + i, value, ValueSize - i);
            }
            if (LogSums is not null)
            {
                LogSums[Place(LogSumStrides, batch, head, token)] = memory.Max[r] + MathF.Log(memory.Sum[r]);
            }
        }
    }

    private readonly void Clear()
    {
        for (nint row = 0; row < Batch * Heads * Queries; row++)
        {
            var (batch, head, token) = (row / Queries / Heads, row / Queries % Heads, row % Queries);
            new Span<TOut>(Result + Place(ResultStrides, batch, head, token), (int)ValueSize).Clear();
            if (LogSums is not null)
            {
                LogSums[Place(LogSumStrides, batch, head, token)] = float.NegativeInfinity;
            }
        }
    }
}
