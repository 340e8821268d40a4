using Piecewise.Llm.Tokenization.Model;
using Piecewise.Llm.Tokenization.Splitting;

namespace Piecewise.Llm.Tokenization.Format;

/// <summary>Reads the <c>added_tokens</c> field.</summary>
internal static class AddedTokenReader
{
    /// <summary>
    /// The tokens with the ids that the reference gives them: the model's for content that is in its vocabulary, and otherwise
    /// the next free one after it. Those are the ids in the file, unless the file was edited by hand.
    /// </summary>
    public static IReadOnlyList<AddedToken> Read(JsonSection file, Vocabulary vocabulary)
    {
        if (!file.Has("added_tokens")) return [];
        var tokens = new Dictionary<string, AddedToken>(StringComparer.Ordinal);
        int greatest = -1;
        foreach (var section in file.Sections("added_tokens"))
        {
            section.Number("id", Vocabulary.GreatestId);
            string content = section.Text("content");
            bool special = section.Flag("special", fallback: false);
            var token = new AddedToken(
                0, content,
                section.Flag("single_word", fallback: false),
                section.Flag("lstrip", fallback: false),
                section.Flag("rstrip", fallback: false),
                section.Flag("normalized", fallback: !special),
                special);
            section.RefuseTheRest();
            if (content.Length == 0) continue;

            token = token with { Id = vocabulary.TryGetId(content, out int id) ? id : Math.Max(vocabulary.Count, greatest + 1) };
            if (tokens.TryGetValue(content, out var other))
            {
                if (other != token with { Id = other.Id }) section.Problem("content", $"\"{content}\" occurs again with other settings");
                continue;
            }
            tokens.Add(content, token);
            greatest = Math.Max(greatest, token.Id);
        }
        return [.. tokens.Values];
    }
}
