using System.Collections.Concurrent;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Llm;

/// <summary>
/// Keys and values of all sequences of a model, in blocks of <see cref="AttentionPages.Tokens"/> tokens: a sequence takes a block, which
/// has room in every layer, when its last one is full, and gives it back in the end. Full blocks may be found again by a hash of all their
/// tokens and those before (<see cref="Publish"/>): sequences that begin alike share them, and what nobody holds stays until its memory is
/// needed, the least recently used first. Memory grows by slabs, each twice the one before, and never moves; it is freed when the pool is
/// disposed and the last block is back. For any number of threads.
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
    private readonly List<Block> blocks = [];
    private readonly Dictionary<UInt128, int> published = [];
    // Published blocks that no sequence holds, the least recently used first.
    private readonly LinkedList<int> unused = new();
    private int limit;
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

    /// <summary>How many blocks there may be at most.</summary>
    public int Limit => Volatile.Read(ref limit);

    /// <summary>Blocks that sequences hold.</summary>
    public int Taken => Volatile.Read(ref taken);

    /// <summary>Bytes of a block, all layers together that were seen so far.</summary>
    public long BlockBytes => layers.Values.Sum(l => l.Shape.BlockBytes);

    /// <summary>Sets how many blocks there may be; before more than that are taken.</summary>
    public void LimitTo(int most)
    {
        lock (gate)
        {
            limit = Math.Max(most, ever);
        }
    }

    /// <summary>What to throw where <see cref="TryTake"/> has refused the blocks of more tokens.</summary>
    public InsufficientMemoryException Full(long tokens) => new(
        $"Keys and values of {tokens} more tokens do not fit: all {limit} blocks of {AttentionPages.Tokens} tokens are in use by other "
        + "sequences.");

    /// <summary>Takes blocks, of any content; false, and nothing is taken, where the pool's limit leaves too few.</summary>
    /// <param name="numbers">Where their numbers are written.</param>
    /// <exception cref="InsufficientMemoryException">The machine has not enough memory.</exception>
    public bool TryTake(Span<int> numbers)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (limit - taken < numbers.Length)
            {
                return false;
            }
            RequireMemory(taken + numbers.Length);
            foreach (ref var number in numbers)
            {
                number = Unused();
                blocks[number].Holders = 1;
                taken++;
            }
            return true;
        }
    }

    /// <summary>Gives blocks back; whoever does may not read them any more.</summary>
    public void Return(ReadOnlySpan<int> numbers)
    {
        lock (gate)
        {
            // The last ones first: without those before they are worth nothing.
            for (var i = numbers.Length - 1; i >= 0; i--)
            {
                var block = blocks[numbers[i]];
                if (--block.Holders > 0)
                {
                    continue;
                }
                taken--;
                if (block.Hash is null)
                {
                    free.Push(numbers[i]);
                }
                else
                {
                    block.Place = unused.AddLast(numbers[i]);
                }
            }
            FreeUnused();
        }
    }

    /// <summary>Makes a full block one that can be found; where an equal one is known already, that stays.</summary>
    /// <param name="number">A block that the caller holds and does not write any more.</param>
    /// <param name="hash">Of its tokens and all before them.</param>
    public void Publish(int number, UInt128 hash)
    {
        lock (gate)
        {
            if (blocks[number].Hash is null && published.TryAdd(hash, number))
            {
                blocks[number].Hash = hash;
            }
        }
    }

    /// <summary>Finds a block and holds it: it is to be returned as one that was taken. -1 for none.</summary>
    public int Find(UInt128 hash)
    {
        lock (gate)
        {
            if (!published.TryGetValue(hash, out var number))
            {
                return -1;
            }
            var block = blocks[number];
            if (block.Holders++ == 0)
            {
                unused.Remove(block.Place!);
                block.Place = null;
                taken++;
            }
            return number;
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

    // One that never was, rather than one that may be found again.
    private int Unused()
    {
        if (free.TryPop(out var number))
        {
            return number;
        }
        if (ever < limit)
        {
            blocks.Add(new Block());
            return ever++;
        }
        number = unused.First!.Value;
        unused.RemoveFirst();
        published.Remove(blocks[number].Hash!.Value);
        (blocks[number].Hash, blocks[number].Place) = (null, null);
        return number;
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
    private void RequireMemory(int count)
    {
        var bytes = BlockBytes * (double)count;
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bytes > available)
        {
            throw new InsufficientMemoryException(
                $"Keys and values of {(long)count * AttentionPages.Tokens} tokens need {bytes:F0} bytes, more than the {available} that "
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

    private sealed class Block
    {
        /// <summary>Sequences that hold it.</summary>
        public int Holders { get; set; }

        /// <summary>By which it can be found.</summary>
        public UInt128? Hash { get; set; }

        /// <summary>Among those that nobody holds but that can be found.</summary>
        public LinkedListNode<int>? Place { get; set; }
    }
}
