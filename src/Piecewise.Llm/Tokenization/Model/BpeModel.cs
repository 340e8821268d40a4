using System.Globalization;
using System.Text;

namespace Piecewise.Llm.Tokenization.Model;

/// <summary>
/// Byte-pair encoding: a word is cut into characters, then neighbours are merged in the order of the merge list. Safe for many threads.
/// </summary>
internal sealed class BpeModel : WordModel
{
    private const int Unknown = -1;

    private readonly MergeTable merges;
    private readonly BpeOptions options;
    private readonly WordCache cache = new();
    private readonly int? unknownId;

    // Null unless byte fallback is on: the ids of <0x00> to <0xFF>, Unknown where the vocabulary has none.
    private readonly int[]? byteIds;

    // Ids of single characters that need no affix: those of the byte-level alphabet lie below 0x180.
    private readonly int[] characterIds = new int[0x180];

    public BpeModel(Vocabulary vocabulary, MergeTable merges, BpeOptions options)
        : base(vocabulary)
    {
        (this.merges, this.options) = (merges, options);
        if (options.UnknownToken is { } unknown && vocabulary.TryGetId(unknown, out int id)) unknownId = id;
        if (options.ByteFallback)
            byteIds = [.. Enumerable.Range(0, 256).Select(value => IdOf(string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>")))];
        for (int c = 0; c < characterIds.Length; c++) characterIds[c] = IdOf([(char)c]);
    }

    public override void Encode(ReadOnlySpan<char> word, List<int> ids)
    {
        if (options.IgnoreMerges && Vocabulary.TryGetId(word, out int whole))
        {
            ids.Add(whole);
            return;
        }
        if (cache.TryGet(word, out var known))
        {
            ids.AddRange(known);
            return;
        }
        int start = ids.Count;
        AddCharacters(word, ids);
        var added = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ids)[start..];
        int count = PairMerger.MergeAll(added, merges);
        cache.Set(word, added[..count]);
        ids.RemoveRange(start + count, added.Length - count);
    }

    private void AddCharacters(ReadOnlySpan<char> word, List<int> ids)
    {
        bool pendingUnknown = false;
        for (int at = 0, length; at < word.Length; at += length)
        {
            length = char.IsHighSurrogate(word[at]) ? 2 : 1;
            var character = word.Slice(at, length);
            string prefix = at == 0 ? "" : options.ContinuingSubwordPrefix;
            string suffix = at + length < word.Length ? "" : options.EndOfWordSuffix;
            bool plain = prefix.Length + suffix.Length == 0;
            string? affixed = plain ? null : string.Concat(prefix, character, suffix);

            int id = affixed is null ? IdOfCharacter(character) : IdOf(affixed);
            if (id != Unknown)
            {
                if (pendingUnknown) ids.Add(UnknownId(word));
                pendingUnknown = false;
                ids.Add(id);
            }
            else if (!TryAddBytes(affixed ?? character, ids) && options.UnknownToken is not null)
            {
                // An unknown token waits for the next known character even where bytes come between: the reference does so.
                if (pendingUnknown && !options.FuseUnknown) ids.Add(UnknownId(word));
                pendingUnknown = true;
            }
        }
        if (pendingUnknown) ids.Add(UnknownId(word));
    }

    private bool TryAddBytes(ReadOnlySpan<char> text, List<int> ids)
    {
        if (byteIds is null) return false;
        byte[] bytes = Encoding.UTF8.GetBytes(text.ToArray());
        if (bytes.Any(value => byteIds[value] == Unknown)) return false;
        foreach (byte value in bytes) ids.Add(byteIds[value]);
        return true;
    }

    private int UnknownId(ReadOnlySpan<char> word) => unknownId ?? throw WithoutUnknown(word, options.UnknownToken);

    private int IdOfCharacter(ReadOnlySpan<char> character) =>
        character[0] < characterIds.Length ? characterIds[character[0]] : IdOf(character);

    private int IdOf(ReadOnlySpan<char> token) => Vocabulary.TryGetId(token, out int id) ? id : Unknown;
}
