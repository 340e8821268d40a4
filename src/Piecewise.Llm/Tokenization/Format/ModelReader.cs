using System.Text.Json;
using Piecewise.Llm.Tokenization.Model;

namespace Piecewise.Llm.Tokenization.Format;

/// <summary>
/// Reads the <c>model</c> field. Vocabulary and merges are read straight from the bytes, since their trees would cost several
/// times the file's size, and last, because what they mean depends on the other fields.
/// </summary>
internal sealed class ModelReader(FormatProblems problems)
{
    private char[] _left = new char[64];
    private char[] _right = new char[64];

    /// <returns>The model; null if there are problems.</returns>
    public BpeModel? Read(ReadOnlySpan<byte> json)
    {
        var (fields, large) = FieldReader.Read(json, "model", ["vocab", "merges"], problems);
        string type = fields.Text("type", fallback: "BPE");
        if (type != "BPE")
        {
            fields.Problem("type", $"\"{type}\" (supported: BPE)");
            return null;
        }
        var options = ReadOptions(fields);
        fields.RefuseTheRest();
        foreach (string name in (string[])["vocab", "merges"])
        {
            if (!large.ContainsKey(name)) fields.Problem(name, "is missing");
        }
        if (problems.Any) return null;

        var vocabulary = ReadVocabulary(json[large["vocab"]]);
        if (problems.Any) return null;
        var merges = ReadMerges(json[large["merges"]], vocabulary, options.ContinuingSubwordPrefix);
        return problems.Any ? null : new(vocabulary, merges, options);
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

    private Vocabulary ReadVocabulary(ReadOnlySpan<byte> json)
    {
        const string Field = "model.vocab";
        // The shortest entry, "a":0, with its comma takes six bytes and a usual one about twenty.
        var vocabulary = new Vocabulary(json.Length / 20);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            problems.Add(Field, "must be an object of tokens and their ids");
            return vocabulary;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string? token = FieldReader.GetText(ref reader);
            reader.Read();
            if (token is null) problems.Add(Field, "a token that is not Unicode");
            else if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out int id) || id < 0 || id > Vocabulary.GreatestId)
                problems.Add(Field, $"the id of \"{token}\" must be a whole number from 0 to {Vocabulary.GreatestId}");
            else if (!vocabulary.TryAdd(token, id)) problems.Add(Field, $"the token \"{token}\" or its id {id} occurs more than once");
            reader.Skip();
        }
        return vocabulary;
    }

    private MergeTable ReadMerges(ReadOnlySpan<byte> json, Vocabulary vocabulary, string prefix)
    {
        const string Field = "model.merges";
        // Counted first, so that the table need not grow.
        int count = CountItems(json);
        var merges = new MergeTable(count);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            problems.Add(Field, "must be a list");
            return merges;
        }
        char[] joined = [];
        for (int rank = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; rank++)
        {
            if (!TryReadPair(ref reader, out var left, out var right))
            {
                problems.Add($"{Field}[{rank}]", "must be two tokens: \"a b\" or [\"a\", \"b\"]");
                continue;
            }
            // Files made from merges.txt may begin with its version line.
            if (left is "#version:" && rank == 0) continue;
            if (right.Length < prefix.Length)
            {
                problems.Add($"{Field}[{rank}]", $"the second token, \"{right}\", is shorter than continuing_subword_prefix");
                continue;
            }
            int length = left.Length + right.Length - prefix.Length;
            if (joined.Length < length) joined = new char[length * 2];
            left.CopyTo(joined);
            right[prefix.Length..].CopyTo(joined.AsSpan(left.Length));
            var result = joined.AsSpan(0, length);

            if (!vocabulary.TryGetId(left, out int leftId)) problems.Add($"{Field}[{rank}]", $"\"{left}\" is not in the vocabulary");
            else if (!vocabulary.TryGetId(right, out int rightId)) problems.Add($"{Field}[{rank}]", $"\"{right}\" is not in the vocabulary");
            else if (!vocabulary.TryGetId(result, out int resultId)) problems.Add($"{Field}[{rank}]", $"\"{result}\" is not in the vocabulary");
            else merges.Set(leftId, rightId, new(rank, resultId));
        }
        return merges;
    }

    /// <summary>One merge; the reader is left at its end, well-formed or not.</summary>
    private bool TryReadPair(ref Utf8JsonReader reader, out ReadOnlySpan<char> left, out ReadOnlySpan<char> right)
    {
        left = right = default;
        if (reader.TokenType == JsonTokenType.String)
        {
            if (FieldReader.CopyText(ref reader, ref _left) is not { } length) return false;
            ReadOnlySpan<char> both = _left.AsSpan(0, length);
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
                : read == 0 ? FieldReader.CopyText(ref reader, ref _left) : FieldReader.CopyText(ref reader, ref _right);
            valid &= length is not null;
            if (read == 0) leftLength = length ?? 0;
            else rightLength = length ?? 0;
            reader.Skip();
        }
        left = _left.AsSpan(0, leftLength);
        right = _right.AsSpan(0, rightLength);
        return valid && read == 2;
    }

    private static int CountItems(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        int count = 0;
        while (reader.Read())
        {
            if (reader.CurrentDepth == 1 && reader.TokenType is JsonTokenType.String or JsonTokenType.StartArray) count++;
        }
        return count;
    }
}
