using System.Numerics;
using System.Runtime.CompilerServices;

namespace Piecewise.Llm.Tokenization.Model;

/// <summary>
/// What each pair of neighbouring tokens becomes, and how early: a hash table with open addressing, because it is asked
/// several times for every character of every new word.
/// </summary>
internal sealed class MergeTable
{
    private const ulong NoPair = ulong.MaxValue;

    private readonly ulong[] pairs;
    private readonly Merge[] merges;
    private readonly int shift;

    public MergeTable(int count)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(count, 1) * 2);
        pairs = new ulong[size];
        merges = new Merge[size];
        shift = 64 - BitOperations.Log2((uint)size);
        Array.Fill(pairs, NoPair);
    }

    /// <summary>
    /// Sets what a pair becomes; a pair that comes again takes the later rank. At most as many pairs as the table was made for.
    /// </summary>
    public void Set(int left, int right, Merge merge)
    {
        ulong pair = Pair(left, right);
        int slot = FindSlot(pair);
        pairs[slot] = pair;
        merges[slot] = merge;
    }

    public bool TryGet(int left, int right, out Merge merge)
    {
        int slot = FindSlot(Pair(left, right));
        merge = merges[slot];
        return pairs[slot] != NoPair;
    }

    private static ulong Pair(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    /// <summary>Where the pair is, or where it would go.</summary>
    // Optimized at once, because loading is over by the time that tiered compilation would get to it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int FindSlot(ulong pair)
    {
        // Fibonacci hashing: the high bits of the product depend on all bits of the pair.
        int slot = shift == 64 ? 0 : (int)((pair * 0x9E3779B97F4A7C15UL) >> shift);
        while (pairs[slot] != pair && pairs[slot] != NoPair) slot = (slot + 1) & (pairs.Length - 1);
        return slot;
    }
}

/// <param name="Rank">The place in the file's list; lower ranks are merged first.</param>
/// <param name="Token">The id that the pair becomes.</param>
internal readonly record struct Merge(int Rank, int Token);
