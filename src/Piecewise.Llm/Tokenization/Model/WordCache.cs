namespace Piecewise.Llm.Tokenization.Model;

/// <summary>
/// The ids of words seen before. Each word has one slot by its hash, and a newer word of the same slot replaces it, so memory
/// is bounded and no lock is needed: a slot is one reference to an entry that never changes.
/// </summary>
internal sealed class WordCache
{
    private const int Slots = 1 << 14;

    /// <summary>Longer words seldom come again.</summary>
    private const int LongestWord = 48;

    private readonly Entry?[] entries = new Entry?[Slots];

    public bool TryGet(ReadOnlySpan<char> word, out ReadOnlySpan<int> ids)
    {
        ids = default;
        if (word.Length > LongestWord) return false;
        var entry = Volatile.Read(ref entries[Slot(word)]);
        if (entry is null || !word.SequenceEqual(entry.Word)) return false;
        ids = entry.Ids;
        return true;
    }

    public void Set(ReadOnlySpan<char> word, ReadOnlySpan<int> ids)
    {
        if (word.Length <= LongestWord) Volatile.Write(ref entries[Slot(word)], new(word.ToString(), ids.ToArray()));
    }

    private static int Slot(ReadOnlySpan<char> word) => string.GetHashCode(word) & (Slots - 1);

    private sealed record Entry(string Word, int[] Ids);
}
