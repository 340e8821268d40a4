using System.Runtime.CompilerServices;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Llm;

/// <summary>
/// Keys and values of one sequence: the blocks of a pool that they lie in. The caller owns it; attention writes and reads them
/// (<see cref="CachedAttention"/>). Serves one caller at a time.
/// </summary>
internal sealed class KvCache : IDisposable
{
    private readonly KvPool pool;
    private int[] blocks = GC.AllocateUninitializedArray<int>(4, pinned: true);
    private int count;

    /// <param name="pool">Where its blocks come from.</param>
    /// <param name="contextLength">Tokens that the sequence may have; at least 1.</param>
    public KvCache(KvPool pool, long contextLength)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(contextLength);
        this.pool = pool;
        ContextLength = contextLength;
    }

    // There is none where the constructor has refused its arguments.
    ~KvCache() => pool?.Return(blocks.AsSpan(0, count));

    public long ContextLength { get; }

    /// <summary>Tokens whose keys and values all layers hold: the position of the next token.</summary>
    public long Length { get; private set; }

    /// <summary>The address of its blocks' numbers, until it takes more.</summary>
    internal unsafe nint Table => (nint)Unsafe.AsPointer(ref blocks[0]);

    /// <summary>Takes the blocks that more tokens need. Allocates only where there are too few, and asks the pool only then.</summary>
    /// <exception cref="ContextLengthException">The sequence may not have so many.</exception>
    /// <exception cref="InsufficientMemoryException">The pool has no blocks left.</exception>
    internal void Reserve(long tokens)
    {
        if (!TryReserve(tokens))
        {
            throw pool.Full(tokens);
        }
    }

    /// <summary>As <see cref="Reserve"/>; false where the pool's limit leaves too few blocks.</summary>
    internal bool TryReserve(long tokens)
    {
        var missing = Missing(tokens);
        if (!missing.IsEmpty && !pool.TryTake(missing))
        {
            return false;
        }
        count += missing.Length;
        return true;
    }

    /// <summary>Begins with a block of tokens that another sequence has computed; the caller holds it, from now on the sequence.</summary>
    internal void Adopt(int block)
    {
        if (Length != (long)count * AttentionPages.Tokens)
        {
            throw new InvalidOperationException("Blocks can be adopted by a sequence of whole blocks only.");
        }
        Enlarge(count + 1);
        blocks[count++] = block;
        Length += AttentionPages.Tokens;
    }

    /// <summary>Makes a full block one that other sequences find.</summary>
    /// <param name="index">Which of the sequence's.</param>
    /// <param name="hash">Of its tokens and all before them.</param>
    internal void Publish(int index, UInt128 hash) => pool.Publish(blocks[index], hash);

    /// <summary>Makes tokens that every layer has written part of the sequence.</summary>
    internal void Advance(long tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Length + tokens, (long)count * AttentionPages.Tokens, nameof(tokens));
        Length += tokens;
    }

    /// <summary>Forgets all tokens from a position on, and gives back blocks that are not needed any more.</summary>
    public void Truncate(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
        var needed = (int)AttentionPages.BlocksOf(length);
        if (needed < count)
        {
            pool.Return(blocks.AsSpan(needed, count - needed));
            count = needed;
        }
    }

    /// <summary>Gives all blocks back; attention may not use them any more.</summary>
    public void Dispose()
    {
        pool.Return(blocks.AsSpan(0, count));
        count = 0;
        GC.SuppressFinalize(this);
    }

    // Where the numbers of the blocks come to stand that more tokens need.
    private Span<int> Missing(long tokens)
    {
        var end = Length + tokens;
        if (end > ContextLength)
        {
            throw new ContextLengthException(end, ContextLength);
        }
        var needed = checked((int)AttentionPages.BlocksOf(end));
        if (needed <= count)
        {
            return [];
        }
        Enlarge(needed);
        return blocks.AsSpan(count, needed - count);
    }

    private void Enlarge(int needed)
    {
        if (needed <= blocks.Length)
        {
            return;
        }
        var grown = GC.AllocateUninitializedArray<int>(Math.Max(needed, 2 * blocks.Length), pinned: true);
        blocks.AsSpan(0, count).CopyTo(grown);
        blocks = grown;
    }
}
