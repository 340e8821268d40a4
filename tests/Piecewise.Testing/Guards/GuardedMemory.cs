using Piecewise.Tensors;

namespace Piecewise.Testing;

/// <summary>
/// Memory between two pages that nobody may touch: each block ends exactly at one of them, or begins right after the other. Memory that was
/// given back stays untouchable for a while, so that a use after that faults too.
/// </summary>
internal sealed unsafe class GuardedMemory
{
    private readonly Source source;

    private GuardedMemory(long limit) => source = new Source(limit);

    /// <summary>Whether blocks that are made from now on end at a guard; else they begin after one.</summary>
    public bool EndsAtGuard { get => source.EndsAtGuard; set => source.EndsAtGuard = value; }

    /// <summary>Bytes that are in use, in whole pages.</summary>
    public long BytesInUse => source.BytesInUse;

    /// <summary>Bytes of all blocks made so far.</summary>
    public long BytesTaken => source.BytesTaken;

    /// <summary>Blocks made so far.</summary>
    public long Blocks => source.Blocks;

    /// <summary>From now on, in this process, everything that kernels and generated code touch lies between guards.</summary>
    /// <param name="limit">Bytes in use at one time; more are refused like memory that the system has not.</param>
    public static GuardedMemory Install(long limit)
    {
        var memory = new GuardedMemory(limit);
        MemorySource.Guarded = memory.source;
        return memory;
    }

    /// <summary>Frees what nothing refers to any more.</summary>
    public void Collect() => source.Collect();

    private sealed class Source(long limit) : MemorySource
    {
        private const int MostBlocks = 12_000;
        private long bytesInUse;
        private long bytesTaken;
        private long blocks;
        private long live;

        public bool EndsAtGuard { get; set; } = true;

        public long BytesInUse => Interlocked.Read(ref bytesInUse);

        public long BytesTaken => Interlocked.Read(ref bytesTaken);

        public long Blocks => Interlocked.Read(ref blocks);

        public override OwnedMemory Take(long byteLength, bool zeroed)
        {
            var pages = Math.Max((byteLength + Pages.Size - 1) / Pages.Size, 1);
            if (byteLength > limit || BytesInUse + (pages * Pages.Size) > limit)
            {
                Collect();
                if (byteLength > limit || BytesInUse + (pages * Pages.Size) > limit)
                {
                    throw new InsufficientMemoryException(
                        $"{byteLength} bytes are more than this run may have; {BytesInUse} of {limit} are in use.");
                }
            }
            if (Interlocked.Read(ref live) >= MostBlocks)
            {
                Collect();
            }
            Interlocked.Increment(ref blocks);
            Interlocked.Add(ref bytesTaken, byteLength);
            Interlocked.Increment(ref live);
            Interlocked.Add(ref bytesInUse, pages * Pages.Size);
            return new Block(this, byteLength, pages, EndsAtGuard, zeroed);
        }

        public void Collect()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        public void Freed(long pages)
        {
            Interlocked.Decrement(ref live);
            Interlocked.Add(ref bytesInUse, -pages * Pages.Size);
        }
    }

    private sealed class Block : OwnedMemory
    {
        // Neither zero nor a small number as any element type; all floats are large or odd.
        private const byte Poison = 0xCD;
        private readonly Source source;
        private readonly byte* mapping;
        private readonly long pages;
        private byte* pointer;

        public Block(Source source, long byteLength, long pages, bool endsAtGuard, bool zeroed)
        {
            this.source = source;
            this.pages = pages;
            mapping = Pages.Take(pages);
            pointer = endsAtGuard ? mapping + Pages.Size + (pages * Pages.Size) - byteLength : mapping + Pages.Size;
            if (!zeroed)
            {
                new Span<byte>(pointer, checked((int)byteLength)).Fill(Poison);
            }
        }

        ~Block() => Free();

        public override byte* Pointer => pointer;

        public override void MakeReadOnly() => Pages.Protect(mapping, pages, Pages.Read);

        public override void Dispose()
        {
            Free();
            GC.SuppressFinalize(this);
        }

        private void Free()
        {
            if (pointer is null)
            {
                return;
            }
            pointer = null;
            Pages.Retire(mapping, pages);
            source.Freed(pages);
        }
    }
}
