using System.Text.Json;
using Piecewise.Llm.Tokenization.Model;

namespace Piecewise.Llm.Tokenization.Format;

/// <summary>
/// Reads the <c>model</c> field. Vocabulary and merges are read straight from the bytes and once, where they stand, since their
/// trees would cost several times the file's size; what the merges make is looked up when all fields are known.
/// </summary>
internal sealed class ModelReader(FormatProblems problems) : ILargeFieldReader
{
    private const string VocabularyField = "model.vocab", MergesField = "model.merges";

    private readonly List<(int Left, int Right)> merges = [];
    private JsonSection? fields;
    private Vocabulary? vocabulary;
    private long? mergesStart;
    private bool mergesRead;
    private char[] left = new char[64];
    private char[] right = new char[64];

    /// <summary>Reads the model that the reader stands at; <see cref="Build"/> then makes it.</summary>
    public void Read(ref Utf8JsonReader reader) => fields = FieldReader.Read(ref reader, "model", this, problems);

    public bool TryRead(string name, ref Utf8JsonReader reader)
    {
        if (name is not ("vocab" or "merges")) return false;
        if (name == "vocab") vocabulary = ReadVocabulary(ref reader);
        else if (vocabulary is not null) ReadMerges(ref reader, vocabulary);
        else
        {
            // Merges are pairs of tokens: they wait for the vocabulary.
            mergesStart = reader.TokenStartIndex;
            reader.Skip();
        }
        return true;
    }

    /// <param name="json">The whole file.</param>
    /// <returns>The model; null if there are problems.</returns>
    public WordModel? Build(ReadOnlySpan<byte> json)
    {
        if (fields is null)
        {
            problems.Add("model", "is missing");
            return null;
        }
        string type = fields.Text("type", fallback: "BPE");
        if (type == "WordPiece") return BuildWordPiece(fields);
        if (type != "BPE")
        {
            fields.Problem("type", $"\"{type}\" (supported: BPE, WordPiece)");
            return null;
        }
        var options = ReadOptions(fields);
        fields.RefuseTheRest();
        if (vocabulary is null) problems.Add(VocabularyField, "is missing");
        if (vocabulary is not null && mergesStart is { } start)
        {
            var reader = new Utf8JsonReader(json[(int)start..]);
            reader.Read();
            ReadMerges(ref reader, vocabulary);
        }
        if (!mergesRead && mergesStart is null) problems.Add(MergesField, "is missing");
        if (problems.Any) return null;

        var merges = BuildMerges(vocabulary!, options.ContinuingSubwordPrefix);
        return problems.Any ? null : new BpeModel(vocabulary!, merges, options);
    }

    private WordPieceModel? BuildWordPiece(JsonSection fields)
    {
        string unknown = fields.Text("unk_token"), prefix = fields.Text("continuing_subword_prefix", fallback: "##");
        int longest = fields.Has("max_input_chars_per_word")
            ? fields.Number("max_input_chars_per_word", WordPieceModel.LongestWord) : 100;
        // It is written anew before each part of a word.
        if (prefix.Length > 64) fields.Problem("continuing_subword_prefix", "longer than 64 characters");
        fields.RefuseTheRest();
        if (vocabulary is null) problems.Add(VocabularyField, "is missing");
        return problems.Any ? null : new(vocabulary!, unknown, prefix, longest);
    }

    private static BpeOptions ReadOptions(JsonSection fields)
    {
        // Dropout leaves out merges at random while a model is trained; 0 and null are the same.
        if (fields.Has("dropout") && !fields.IsZero("dropout")) fields.Problem("dropout", "merges left out at random (supported: null)");
        fields.Ignore("dropout");
        return new()
        {
            UnknownToken = fields.Has("unk_token") ? fields.Text("unk_token") : null,
            ContinuingSubwordPrefix = fields.Text("continuing_subword_prefix", fallback: ""),
            EndOfWordSuffix = fields.Text("end_of_word_suffix", fallback: ""),
            FuseUnknown = fields.Flag("fuse_unk", fallback: false),
            ByteFallback = fields.Flag("byte_fallback", fallback: false),
            IgnoreMerges = fields.Flag("ignore_merges", fallback: false),
        };
    }

    private Vocabulary ReadVocabulary(ref Utf8JsonReader reader)
    {
        var vocabulary = new Vocabulary(1 << 15);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            problems.Add(VocabularyField, "must be an object of tokens and their ids");
            reader.Skip();
            return vocabulary;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string? token = FieldReader.GetText(ref reader);
            reader.Read();
            if (token is null) problems.Add(VocabularyField, "a token that is not Unicode");
            else if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out int id) || id < 0 || id > Vocabulary.GreatestId)
                problems.Add(VocabularyField, $"the id of \"{token}\" must be a whole number from 0 to {Vocabulary.GreatestId}");
            else if (!vocabulary.TryAdd(token, id)) problems.Add(VocabularyField,
                $"the token \"{token}\" or its id {id} occurs more than once");
            reader.Skip();
        }
        return vocabulary;
    }

    private void ReadMerges(ref Utf8JsonReader reader, Vocabulary vocabulary)
    {
        mergesRead = true;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            problems.Add(MergesField, "must be a list");
            reader.Skip();
            return;
        }
        for (int index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            if (!TryReadPair(ref reader, out var left, out var right))
                problems.Add($"{MergesField}[{index}]", "must be two tokens: \"a b\" or [\"a\", \"b\"]");
            else if (index == 0 && left is "#version:")
                continue; // The first line of the merges.txt that the file was made from.
            else if (!vocabulary.TryGetId(left, out int leftId)) problems.Add($"{MergesField}[{index}]",
                $"\"{left}\" is not in the vocabulary");
            else if (!vocabulary.TryGetId(right, out int rightId)) problems.Add($"{MergesField}[{index}]",
                $"\"{right}\" is not in the vocabulary");
            else merges.Add((leftId, rightId));
        }
    }

    /// <summary>Looks up what each pair becomes: the left token and the right one without its prefix.</summary>
    private MergeTable BuildMerges(Vocabulary vocabulary, string prefix)
    {
        var merges = new MergeTable(this.merges.Count);
        char[] joined = new char[128];
        for (int rank = 0; rank < this.merges.Count; rank++)
        {
            var (left, right) = this.merges[rank];
            vocabulary.TryGetToken(left, out string? leftToken);
            vocabulary.TryGetToken(right, out string? rightToken);
            if (rightToken!.Length < prefix.Length)
            {
                problems.Add(MergesField, $"\"{rightToken}\", the second of two, is shorter than continuing_subword_prefix");
                continue;
            }
            int length = leftToken!.Length + rightToken.Length - prefix.Length;
            if (joined.Length < length) joined = new char[length * 2];
            leftToken.CopyTo(joined);
            rightToken.AsSpan(prefix.Length).CopyTo(joined.AsSpan(leftToken.Length));
            if (vocabulary.TryGetId(joined.AsSpan(0, length), out int result)) merges.Set(left, right, new(rank, result));
            else problems.Add(MergesField,
                $"\"{joined.AsSpan(0, length)}\", made of \"{leftToken}\" and \"{rightToken}\", is not in the vocabulary");
        }
        return merges;
    }

    /// <summary>One merge; the reader is left at its end, well-formed or not.</summary>
    private bool TryReadPair(ref Utf8JsonReader reader, out ReadOnlySpan<char> left, out ReadOnlySpan<char> right)
    {
        left = right = default;
        if (reader.TokenType == JsonTokenType.String)
        {
            if (FieldReader.CopyText(ref reader, ref this.left) is not { } length) return false;
            ReadOnlySpan<char> both = this.left.AsSpan(0, length);
            int space = both.IndexOf(' ');
            if (space < 0 || both[(space + 1)..].Contains(' ')) return false;
            left = both[..space];
            right = both[(space + 1)..];
            return true;
        }
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return false;
        }
        int read = 0, leftLength = 0, rightLength = 0;
        bool valid = true;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; read++)
        {
            int? length = reader.TokenType != JsonTokenType.String || read > 1 ? null
                : read == 0 ? FieldReader.CopyText(ref reader, ref this.left) : FieldReader.CopyText(ref reader, ref this.right);
            valid &= length is not null;
            if (read == 0) leftLength = length ?? 0;
            else rightLength = length ?? 0;
            reader.Skip();
        }
        left = this.left.AsSpan(0, leftLength);
        right = this.right.AsSpan(0, rightLength);
        return valid && read == 2;
    }
}
