namespace Piecewise.Llm.Tokenization.Model;

/// <summary>Turns words into ids. Safe for many threads.</summary>
internal abstract class WordModel(Vocabulary vocabulary)
{
    public Vocabulary Vocabulary => vocabulary;

    /// <summary>Appends the ids of a word.</summary>
    /// <exception cref="InvalidOperationException">
    /// The word has an unknown character and the vocabulary lacks the unknown token.
    /// </exception>
    public abstract void Encode(ReadOnlySpan<char> word, List<int> ids);

    protected static InvalidOperationException WithoutUnknown(ReadOnlySpan<char> word, string? unknown) => new(
        $"\"{word}\" has a character that the vocabulary lacks, and it lacks the unknown token \"{unknown}\".");
}
