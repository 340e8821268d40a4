using System.Runtime.InteropServices;
using System.Text;
using Piecewise.Llm.Tokenization.Decoding;
using Piecewise.Llm.Tokenization.Format;
using Piecewise.Llm.Tokenization.Normalization;
using Piecewise.Llm.Tokenization.Splitting;

namespace Piecewise.Llm;

/// <summary>
/// A byte-pair tokenizer in the form of a <c>tokenizer.json</c>, as GPT-2, Llama 3 and Qwen have them, or one of whole words and parts of
/// them (WordPiece), as BERT has it. It gives the ids and texts that the Hugging Face tokenizers library gives; what it does not support it
/// refuses when loading. Safe for many threads.
/// </summary>
public sealed class Tokenizer
{
    private readonly TokenizerFile file;
    private readonly AddedTokenSplitter rawTokens;
    private readonly AddedTokenSplitter normalizedTokens;
    private readonly Dictionary<int, AddedToken> addedById = [];

    // The text that decoding starts from: the reference takes a normalized token in its normalized form, and asks whether that
    // text, not the token, is special.
    private readonly Dictionary<int, (string Text, bool Special)> addedForms = [];
    private readonly Dictionary<string, int> addedIds = new(StringComparer.Ordinal);

    // Memory of the last encoding, for the next one. Two at once: the later to end leaves its own.
    private EncodingState? idle;

    private Tokenizer(TokenizerFile file, string? config)
    {
        this.file = file;
        var problems = new FormatProblems();
        foreach (var token in file.AddedTokens)
        {
            addedById[token.Id] = token;
            addedIds[token.Content] = token.Id;
        }
        // Between tokens that normalize to the same text the reference chooses by chance; here the special one counts, then the first.
        var ordered = file.AddedTokens.OrderByDescending(token => token.Special).ToList();
        rawTokens = new([.. ordered.Where(token => !token.Normalized).Select(token => (token.Content, token))]);
        var normalized = ordered.Where(token => token.Normalized)
            .Select(token => (Text: NormalizeContent(token, problems), Token: token)).ToList();
        problems.ThrowIfAny();
        foreach (var (_, token) in normalized.Where(item => item.Text.Length == 0))
            problems.Add("added_tokens", $"nothing is left of \"{token.Content}\" when it is normalized");
        problems.ThrowIfAny();
        normalizedTokens = new(normalized);

        var special = file.AddedTokens.Where(token => token.Special).Select(token => token.Content).ToHashSet(StringComparer.Ordinal);
        foreach (var token in file.AddedTokens)
        {
            string form = token.Normalized ? Normalize(token.Content) : token.Content;
            addedForms[token.Id] = (form, special.Contains(form));
        }

        var configured = config is null ? [] : EndOfTextReader.Read(config, TokenToId, problems);
        problems.ThrowIfAny();
        EndOfText = configured.Count > 0 ? configured : EndOfTextReader.Find(file.AddedTokens);
    }

    /// <summary>The number of tokens, added ones included.</summary>
    public int VocabularySize =>
        file.Model.Vocabulary.Count + addedIds.Keys.Count(content => !file.Model.Vocabulary.TryGetId(content, out _));

    /// <summary>
    /// The ids after which a text is at its end, ascending: what the configuration says, or else the special tokens known to mean it.
    /// </summary>
    public IReadOnlyList<int> EndOfText { get; }

    /// <summary>Loads a tokenizer from the text of a <c>tokenizer.json</c>.</summary>
    /// <param name="json">The text.</param>
    /// <param name="config">
    /// The text of the model's <c>config.json</c>, <c>generation_config.json</c> or <c>tokenizer_config.json</c>, which name the
    /// ids in <see cref="EndOfText"/>; null if there is none.
    /// </param>
    /// <exception cref="TokenizerFormatException">A text is malformed, or asks for what is not supported.</exception>
    public static Tokenizer Load(string json, string? config = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Load(Encoding.UTF8.GetBytes(json), config);
    }

    /// <summary>Loads a tokenizer from the UTF-8 bytes of a <c>tokenizer.json</c>; see <see cref="Load(string, string?)"/>.</summary>
    /// <exception cref="TokenizerFormatException">A text is malformed, or asks for what is not supported.</exception>
    public static Tokenizer Load(ReadOnlySpan<byte> utf8, string? config = null)
    {
        var mark = Encoding.UTF8.Preamble;
        return new(TokenizerFile.Read(utf8.StartsWith(mark) ? utf8[mark.Length..] : utf8), config);
    }

    /// <summary>Loads a tokenizer from a <c>tokenizer.json</c> file; see <see cref="Load(string, string?)"/>.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="TokenizerFormatException">A text is malformed, or asks for what is not supported.</exception>
    public static Tokenizer FromFile(string path, string? config = null) => Load(File.ReadAllBytes(path), config);

    /// <summary>The ids of a text.</summary>
    /// <param name="text">
    /// Any text. Added tokens such as <c>&lt;|endoftext|&gt;</c> in it become their ids. Halves of surrogate pairs count as U+FFFD.
    /// </param>
    /// <param name="addSpecialTokens">Whether to put what the file's post-processor asks for around the text, such as a begin-of-text
    /// id.</param>
    /// <exception cref="InvalidOperationException">
    /// The text has a character that the vocabulary lacks, and the file names an unknown token that it lacks too; a pattern of the file
    /// finds no end on this text; or the file's normalizer makes far more of it.
    /// </exception>
    public int[] Encode(string text, bool addSpecialTokens = true) => Encode(text, addSpecialTokens, most: null);

    /// <inheritdoc cref="Encode(string, bool)"/>
    /// <param name="text">Any text.</param>
    /// <param name="addSpecialTokens">Whether to put around it what the post-processor asks for.</param>
    /// <param name="most">How many ids there may be, those around the text included; what is too much goes from the text's end.</param>
    internal int[] Encode(string text, bool addSpecialTokens, int? most)
    {
        ArgumentNullException.ThrowIfNull(text);
        var state = Interlocked.Exchange(ref idle, null) ?? new();
        state.Ids.Clear();
        EncodeText(WellFormed(text), state);
        int room = (most ?? int.MaxValue) - (addSpecialTokens ? file.Template.Sum(part => part?.Length ?? 0) : 0);
        if (state.Ids.Count > room) state.Ids.RemoveRange(Math.Max(room, 0), state.Ids.Count - Math.Max(room, 0));
        int[] ids = addSpecialTokens ? Surround(state.Ids) : [.. state.Ids];
        Volatile.Write(ref idle, state);
        return ids;
    }

    /// <summary>The text of ids. Ids without a token are left out; bytes that are not UTF-8 become U+FFFD.</summary>
    /// <param name="ids">Ids in order.</param>
    /// <param name="skipSpecialTokens">Whether to leave out special tokens.</param>
    public string Decode(IEnumerable<int> ids, bool skipSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var result = new StringBuilder();
        var sink = StartDecoding(result);
        foreach (int id in ids) Decode(id, skipSpecialTokens, sink);
        sink.Complete();
        return result.ToString();
    }

    /// <summary>
    /// Starts decoding ids that come one by one; what it yields in all is what <see cref="Decode(IEnumerable{int}, bool)"/> returns.
    /// </summary>
    /// <param name="skipSpecialTokens">Whether to leave out special tokens.</param>
    public TokenStream StartDecoding(bool skipSpecialTokens = true) => new(this, skipSpecialTokens);

    /// <summary>
    /// The id of a token, added or the model's; null if there is none. The model's tokens are in its own alphabet:
    /// <c>Ġthe</c>, not <c> the</c>.
    /// </summary>
    public int? TokenToId(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return addedIds.TryGetValue(token, out int id) || file.Model.Vocabulary.TryGetId(token, out id) ? id : null;
    }

    /// <summary>The token of an id; null if there is none. See <see cref="TokenToId"/> for its alphabet.</summary>
    public string? IdToToken(int id) =>
        addedById.TryGetValue(id, out var added) ? added.Content
        : file.Model.Vocabulary.TryGetToken(id, out string? token) ? token : null;

    /// <summary>The first id from which on there are no tokens.</summary>
    internal int IdLimit => Math.Max(file.Model.Vocabulary.IdLimit, addedById.Keys.DefaultIfEmpty(-1).Max() + 1);

    /// <summary>The steps that turn tokens into text.</summary>
    internal IReadOnlyList<TokenDecoder> Decoders => file.Decoders;

    /// <summary>Whether a token is left out of texts.</summary>
    internal bool IsSpecial(int id) => addedForms.TryGetValue(id, out var form) && form.Special;

    /// <summary>A run of the decoder's steps into a text.</summary>
    internal TokenSink StartDecoding(StringBuilder result) => TokenDecoder.StartAll(file.Decoders, new TextSink(result));

    internal void Decode(int id, bool skipSpecialTokens, TokenSink sink)
    {
        if (!addedForms.TryGetValue(id, out var added))
        {
            if (file.Model.Vocabulary.TryGetToken(id, out string? token)) sink.Token(token);
        }
        else if (!(skipSpecialTokens && added.Special))
        {
            sink.Token(added.Text);
        }
    }

    private void EncodeText(string text, EncodingState state)
    {
        state.Raw.Clear();
        rawTokens.Split(text, state.Raw);
        foreach (var raw in state.Raw)
        {
            if (raw.Token is { } token)
            {
                state.Ids.Add(token.Id);
                continue;
            }
            string part = raw.End - raw.Start == text.Length ? text : text[raw.Start..raw.End];
            var input = new NormalizedText(part, raw.Start == 0 ? FirstCharacterLength(part) : 0);
            EncodeNormalized(file.Normalizer?.Normalize(input) ?? input, state);
        }
    }

    private void EncodeNormalized(NormalizedText input, EncodingState state)
    {
        state.Normalized.Clear();
        normalizedTokens.Split(input.Text, state.Normalized);
        foreach (var (start, end, token) in state.Normalized)
        {
            if (token is not null)
            {
                state.Ids.Add(token.Id);
                continue;
            }
            state.Split.Current.Reset(input.Text.AsSpan(start, end - start), lead: Math.Max(0, input.Lead - start));
            file.PreTokenizer?.Apply(state.Split);
            var pieces = state.Split.Current;
            foreach (var piece in CollectionsMarshal.AsSpan(pieces.Pieces)) file.Model.Encode(pieces[piece], state.Ids);
        }
    }

    private int[] Surround(List<int> ids)
    {
        int[] result = new int[file.Template.Sum(part => part?.Length ?? ids.Count)];
        int filled = 0;
        foreach (int[]? part in file.Template)
        {
            var source = part ?? CollectionsMarshal.AsSpan(ids);
            source.CopyTo(result.AsSpan(filled));
            filled += source.Length;
        }
        return result;
    }

    private string NormalizeContent(AddedToken token, FormatProblems problems)
    {
        try
        {
            return Normalize(token.Content);
        }
        catch (InvalidOperationException e)
        {
            problems.Add("added_tokens", $"\"{token.Content}\" can't be normalized: {e.Message}");
            return token.Content;
        }
    }

    private string Normalize(string text) => file.Normalizer?.Normalize(text) ?? text;

    private static int FirstCharacterLength(string text) => char.IsHighSurrogate(text[0]) ? 2 : 1;

    /// <summary>The text with U+FFFD for halves of surrogate pairs, which the reference cannot be given at all.</summary>
    private static string WellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) i++;
            else return Encoding.Unicode.GetString(Encoding.Unicode.GetBytes(text));
        }
        return text;
    }

    /// <summary>The memory that encoding one text needs.</summary>
    private sealed class EncodingState
    {
        public List<int> Ids { get; } = [];

        public List<Segment> Raw { get; } = [];

        public List<Segment> Normalized { get; } = [];

        public SplitState Split { get; } = new();
    }
}
