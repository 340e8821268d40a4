using System.Numerics;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// A layer's keys and values in blocks of tokens, as a cache holds them. A block has, for each key head, keys
/// [<c>size</c>, <see cref="Tokens"/>] (so that a score's products run along neighbouring keys) and values
/// [<see cref="Tokens"/>, <c>value size</c>].
/// </summary>
/// <remarks>Blocks lie in slabs, each of which has twice as many as the one before: none moves, and few addresses lead to all.</remarks>
/// <param name="Slabs">The address of the first of <see cref="MostSlabs"/> addresses; 0 where there are no pages.</param>
/// <param name="FirstSlab">Blocks of the first slab: a power of two.</param>
internal readonly unsafe record struct AttentionPages(nint Slabs, int FirstSlab)
{
    /// <summary>Tokens of a block: those that attention weighs at once.</summary>
    public const int Tokens = 64;

    public const int MostSlabs = 32;

    public bool AreNone => Slabs == 0;

    /// <summary>How many blocks so many tokens need.</summary>
    public static long BlocksOf(long tokens) => (tokens + Tokens - 1) / Tokens;

    /// <summary>In which slab a block lies.</summary>
    public static int SlabOf(int block, int firstSlab) => BitOperations.Log2(((uint)block / (uint)firstSlab) + 1);

    /// <summary>Bytes of what a block holds of one key head.</summary>
    public static nint HeadBytes(nint size, nint valueSize, nint elementBytes) => Tokens * (size + valueSize) * elementBytes;

    /// <summary>The first key of a head in a block.</summary>
    /// <param name="block">The block's number.</param>
    /// <param name="blockBytes">Bytes of all heads.</param>
    public byte* Block(int block, nint blockBytes)
    {
        var slab = SlabOf(block, FirstSlab);
        var first = (nint)FirstSlab * ((1 << slab) - 1);
        return ((byte**)Slabs)[slab] + ((block - first) * blockBytes);
    }
}
