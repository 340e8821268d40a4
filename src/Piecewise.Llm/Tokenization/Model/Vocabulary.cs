using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Piecewise.Llm.Tokenization.Model;

/// <summary>
/// Tokens and their ids, both ways. Ids need not be contiguous; none has two tokens. From text to id it is a hash table with
/// open addressing of its own: loading asks for three tokens a merge, all of them as spans.
/// </summary>
internal sealed class Vocabulary
{
    /// <summary>The greatest id that is accepted: sixteen times what the largest published vocabularies need.</summary>
    public const int GreatestId = (1 << 22) - 1;

    private const int Free = -1;

    private string?[] tokens;
    private int[] hashes;
    private int[] slots;

    /// <param name="capacity">About how many tokens there will be.</param>
    public Vocabulary(int capacity)
    {
        tokens = new string?[capacity];
        hashes = new int[capacity];
        slots = NewSlots(capacity);
    }

    public int Count { get; private set; }

    /// <summary>The first id from which on there are no tokens.</summary>
    public int IdLimit { get; private set; }

    /// <summary>Adds a token; false if the token or the id is there already.</summary>
    public bool TryAdd(string token, int id)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)id, (uint)GreatestId, nameof(id));
        if (id >= tokens.Length)
        {
            int length = Math.Max(id + 1, tokens.Length * 2);
            Array.Resize(ref tokens, length);
            Array.Resize(ref hashes, length);
        }
        int hash = string.GetHashCode(token);
        int slot = FindSlot(token, hash);
        if (tokens[id] is not null || slots[slot] != Free) return false;
        (tokens[id], hashes[id], slots[slot]) = (token, hash, id);
        IdLimit = Math.Max(IdLimit, id + 1);
        if (++Count * 2 > slots.Length) Grow();
        return true;
    }

    public bool TryGetId(ReadOnlySpan<char> token, out int id)
    {
        id = slots[FindSlot(token, string.GetHashCode(token))];
        return id != Free;
    }

    public bool TryGetToken(int id, [NotNullWhen(true)] out string? token)
    {
        token = (uint)id < (uint)tokens.Length ? tokens[id] : null;
        return token is not null;
    }

    /// <summary>Where the token is, or where it would go.</summary>
    // Optimized at once, because loading is over by the time that tiered compilation would get to it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int FindSlot(ReadOnlySpan<char> token, int hash)
    {
        int mask = slots.Length - 1;
        for (int slot = hash & mask; ; slot = (slot + 1) & mask)
        {
            int id = slots[slot];
            if (id == Free || (hashes[id] == hash && token.SequenceEqual(tokens[id]))) return slot;
        }
    }

    private void Grow()
    {
        int[] old = slots;
        slots = NewSlots(Count * 2);
        foreach (int id in old)
        {
            if (id != Free) slots[FindSlot(tokens[id], hashes[id])] = id;
        }
    }

    private static int[] NewSlots(int capacity)
    {
        int[] slots = new int[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, 8) * 2)];
        Array.Fill(slots, Free);
        return slots;
    }
}
