using System.Runtime.CompilerServices;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Llm;

/// <summary>
/// Attention over cached keys and values: of each call of a program it knows which tokens belong to which sequence, writes their keys and
/// values into the sequences' blocks, layer by layer, and attends to all tokens of each sequence. Serves one session, one caller at a time.
/// </summary>
internal sealed unsafe class CachedAttention : IAttentionHost
{
    private readonly KvPool pool;
    // The call that each layer was last part of.
    private readonly Dictionary<int, long> layers = [];
    private readonly List<KvCache> caches = [];
    private AttentionSequence[] sequences = GC.AllocateArray<AttentionSequence>(1, pinned: true);
    private int count;
    private nint tokens;
    private nint mostKeys;
    private long call;
    private bool knowsLayers;

    /// <param name="pool">Of the sequences that its calls belong to.</param>
    public CachedAttention(KvPool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        this.pool = pool;
    }

    /// <summary>Begins a call of a program, without any sequence.</summary>
    public void Begin()
    {
        call++;
        caches.Clear();
        (count, tokens, mostKeys) = (0, 0, 0);
    }

    /// <summary>Adds a sequence to the call: its next tokens are the call's next ones.</summary>
    /// <exception cref="ContextLengthException">The sequence may not have so many.</exception>
    /// <exception cref="InsufficientMemoryException">There is no memory for their keys and values.</exception>
    public void Add(KvCache cache, int count)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        cache.Reserve(count);
        Add((nint)cache.Length, count, cache.Table);
        caches.Add(cache);
    }

    /// <summary>Adds a sequence of another rank, which keeps account of it: its blocks have the same numbers here.</summary>
    public void Add(RankSequence sequence) =>
        Add(sequence.Start, sequence.Count, (nint)Unsafe.AsPointer(ref sequence.Blocks[0]));

    /// <summary>The sequences of the call.</summary>
    public ReadOnlySpan<AttentionSequence> Sequences => sequences.AsSpan(0, count);

    private void Add(nint start, int queries, nint blocks)
    {
        if (count == sequences.Length)
        {
            var more = GC.AllocateArray<AttentionSequence>(2 * sequences.Length, pinned: true);
            sequences.CopyTo(more, 0);
            sequences = more;
        }
        sequences[count++] = new AttentionSequence
        {
            FirstQuery = tokens,
            Queries = queries,
            Keys = start + queries,
            Start = start,
            Blocks = blocks,
        };
        tokens += queries;
        mostKeys = Math.Max(mostKeys, start + queries);
    }

    /// <remarks>Allocates nothing but room in the pool.</remarks>
    public void Attend(Workers workers, in AttentionTask task)
    {
        task.Check();
        var all = task.Call;
        if (all.Keys != tokens || all.Queries != tokens)
        {
            throw new ArgumentException(
                $"Attention of layer {task.Layer} got {all.Queries} queries and {all.Keys} keys in a call of {tokens} tokens.");
        }
        Enter(task.Layer);
        all.Pages = pool.PagesOf(task.Layer, new KvShape(all.Key.DType, all.KeyHeads, all.Size, all.ValueSize));
        all.Sequences = (AttentionSequence*)Unsafe.AsPointer(ref sequences[0]);
        all.SequenceCount = count;
        new AppendToPagesCall(&all).Run(workers);
        all.Keys = mostKeys;
        all.Run(workers);
        GC.KeepAlive(this);
    }

    /// <summary>Ends the call: its tokens become part of their sequences.</summary>
    /// <exception cref="InvalidOperationException">A layer's attention has not run in it; nothing has changed.</exception>
    public void Complete()
    {
        foreach (var (number, last) in layers)
        {
            if (last != call)
            {
                throw new InvalidOperationException(
                    $"Layer {number} of the cache does not hold keys and values of this call's {tokens} tokens: its attention has to run "
                    + "in every call.");
            }
        }
        knowsLayers = layers.Count > 0;
        for (var i = 0; i < caches.Count; i++)
        {
            caches[i].Advance((long)sequences[i].Queries);
        }
    }

    private void Enter(int layer)
    {
        if (!layers.TryGetValue(layer, out var last) && knowsLayers)
        {
            throw new InvalidOperationException(
                $"Layer {layer} of the cache does not hold keys and values of earlier calls: its attention has to run in every call.");
        }
        if (last == call && call > 0)
        {
            throw new InvalidOperationException(
                $"Two calls of attention append to layer {layer} of the cache: each attention of a program needs a number of its own.");
        }
        layers[layer] = call;
    }
}
