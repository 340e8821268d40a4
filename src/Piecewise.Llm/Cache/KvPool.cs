using System.Collections.Concurrent;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Llm;

/// <summary>
/// Keys and values of all sequences of a model, in blocks of <see cref="AttentionPages.Tokens"/> tokens: a sequence takes a block, which
/// has room in every layer, when its last one is full, and gives it back in the end. Memory grows by slabs, each twice the one before, and
/// never moves; it is freed when the pool is disposed and the last block is back. For any number of threads.
/// </summary>
internal sealed class KvPool : IDisposable
{
    // Bytes of the first slab, all layers together: enough for large pages.
    private const long FirstSlabBytes = 4 << 20;
    private const int MostFirstBlocks = 64;

    private readonly Lock gate = new();
    private readonly KvMemory memory;
    private readonly int layerCount;
    private readonly ConcurrentDictionary<int, KvLayer> layers = [];
    private readonly Stack<int> free = [];
    private readonly int limit;
    private int firstSlab;
    private int ever;
    private int taken;
    private bool disposed;

    /// <param name="layerCount">How many layers there will be: memory is taken for all of them at once.</param>
    /// <param name="limit">How many blocks there may be at most.</param>
    public KvPool(int layerCount, int limit = int.MaxValue)
    {
        this.layerCount = Math.Max(layerCount, 1);
        this.limit = limit;
        memory = new KvMemory(this.layerCount);
    }

    /// <summary>Takes blocks, of any content.</summary>
    /// <param name="blocks">Where their numbers are written.</param>
    /// <exception cref="InsufficientMemoryException">There are none left: the pool's limit or the machine's memory.</exception>
    public void Take(Span<int> blocks)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (limit - taken < blocks.Length)
            {
                throw new InsufficientMemoryException(
                    $"Keys and values of {blocks.Length * AttentionPages.Tokens} more tokens do not fit: all {limit} blocks of "
                    + $"{AttentionPages.Tokens} tokens are in use by other sequences.");
            }
            RequireMemory(taken + blocks.Length);
            foreach (ref var block in blocks)
            {
                block = free.TryPop(out var used) ? used : ever++;
                taken++;
            }
        }
    }

    /// <summary>Gives blocks back; nothing may read them any more.</summary>
    public void Return(ReadOnlySpan<int> blocks)
    {
        lock (gate)
        {
            for (var i = blocks.Length - 1; i >= 0; i--)
            {
                free.Push(blocks[i]);
                taken--;
            }
            FreeUnused();
        }
    }

    /// <summary>A layer's pages, with room for all blocks that are taken.</summary>
    /// <exception cref="ArgumentException">The layer holds keys and values of another shape.</exception>
    internal AttentionPages PagesOf(int number, KvShape shape)
    {
        var layer = layers.TryGetValue(number, out var known) ? known : Register(number, shape);
        if (layer.Shape != shape)
        {
            throw new ArgumentException(
                $"Layer {number} of the cache holds {layer.Shape}; {shape} can't follow: "
                + "each attention of a program needs a number of its own.");
        }
        // Whoever asks has taken its blocks before.
        var last = Volatile.Read(ref ever) - 1;
        if (last >= 0 && layer.Slabs <= AttentionPages.SlabOf(last, firstSlab))
        {
            Grow(layer, last);
        }
        return layer.Pages(firstSlab);
    }

    /// <summary>Frees the memory, at the latest when the last block is given back.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            FreeUnused();
        }
    }

    private KvLayer Register(int number, KvShape shape)
    {
        lock (gate)
        {
            if (firstSlab == 0)
            {
                // A power of two, the same for all layers: a block has one number.
                var wanted = FirstSlabBytes / Math.Max(1, shape.BlockBytes * layerCount);
                firstSlab = 1 << (int)Math.Log2(Math.Clamp(wanted, 1, MostFirstBlocks));
            }
            return layers.GetOrAdd(number, new KvLayer(shape));
        }
    }

    private unsafe void Grow(KvLayer layer, int last)
    {
        lock (gate)
        {
            RequireMemory(taken);
            while (layer.Slabs <= AttentionPages.SlabOf(last, firstSlab))
            {
                layer.Add(memory.Take(checked(layer.Shape.BlockBytes * firstSlab << layer.Slabs)));
            }
        }
    }

    // Slabs are larger than what is used of them: what counts are the blocks.
    private void RequireMemory(int blocks)
    {
        var bytes = layers.Values.Sum(l => l.Shape.BlockBytes) * (double)blocks;
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bytes > available)
        {
            throw new InsufficientMemoryException(
                $"Keys and values of {(long)blocks * AttentionPages.Tokens} tokens need {bytes:F0} bytes, more than the {available} that "
                + "the machine has.");
        }
    }

    private void FreeUnused()
    {
        if (disposed && taken == 0)
        {
            memory.Dispose();
        }
    }
}
