using System.Runtime.InteropServices;

namespace Piecewise.Llm.Tokenization.Model;

/// <summary>
/// WordPiece: from a word's beginning the longest token that is there, then the longest that goes on from it, which has a prefix. A word
/// that can't be cut so is one unknown token.
/// </summary>
/// <param name="vocabulary">The tokens.</param>
/// <param name="unknownToken">Stands for a whole word.</param>
/// <param name="prefix">What tokens begin with that do not begin a word, usually <c>##</c>.</param>
/// <param name="longestWord">In code points; longer ones are unknown.</param>
internal sealed class WordPieceModel(Vocabulary vocabulary, string unknownToken, string prefix, int longestWord) : WordModel(vocabulary)
{
    /// <summary>What a file may have for the longest word: time grows with its cube.</summary>
    public const int LongestWord = 1000;

    private readonly WordCache cache = new();
    private readonly int? unknownId = vocabulary.TryGetId(unknownToken, out int id) ? id : null;

    public override void Encode(ReadOnlySpan<char> word, List<int> ids)
    {
        if (cache.TryGet(word, out var known))
        {
            ids.AddRange(known);
            return;
        }
        int start = ids.Count;
        if (!TryCut(word, ids))
        {
            ids.RemoveRange(start, ids.Count - start);
            ids.Add(unknownId ?? throw WithoutUnknown(word, unknownToken));
        }
        cache.Set(word, CollectionsMarshal.AsSpan(ids)[start..]);
    }

    private bool TryCut(ReadOnlySpan<char> word, List<int> ids)
    {
        if (CodePoints(word) > longestWord) return false;
        // The prefix is written over what was cut off already, right before what is left.
        char[] affixed = new char[prefix.Length + word.Length];
        word.CopyTo(affixed.AsSpan(prefix.Length));
        for (int start = 0; start < word.Length;)
        {
            int from = start == 0 ? prefix.Length : start;
            if (start > 0) prefix.CopyTo(affixed.AsSpan(start));
            int end = word.Length, found = -1;
            while (end > start && !Vocabulary.TryGetId(affixed.AsSpan(from, prefix.Length + end - from), out found))
                end -= char.IsLowSurrogate(word[end - 1]) ? 2 : 1;
            if (end <= start) return false;
            ids.Add(found);
            start = end;
        }
        return true;
    }

    private static int CodePoints(ReadOnlySpan<char> word)
    {
        int count = 0;
        foreach (char unit in word) count += char.IsLowSurrogate(unit) ? 0 : 1;
        return count;
    }
}
