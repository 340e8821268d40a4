using Piecewise.Llm.Tokenization.Patterns;

namespace Piecewise.Llm.Tokenization.Splitting;

/// <summary>Optionally puts a space before each piece, optionally cuts as GPT-2 does, then writes each piece in bytes.</summary>
internal sealed class ByteLevelPreTokenizer(bool addPrefixSpace, bool useRegex) : PreTokenizer
{
    // GPT-2's rule: English contractions, then runs of letters, numbers or other characters with at most one space before them.
    private static readonly Pattern Words =
        Pattern.Parse(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+");

    private static readonly SplitPreTokenizer Split = new(Words, SplitBehavior.Isolated, invert: false);

    public override void Apply(SplitState state)
    {
        if (addPrefixSpace) AddSpaces(state);
        if (useRegex) Split.Apply(state);

        state.Next.Clear();
        foreach (var piece in state.Current.Pieces)
        {
            int start = state.Next.Append("");
            ByteLevelAlphabet.Append(state.Current[piece], state.Next);
            state.Next.EndPiece(start, piece.Lead);
        }
        state.Advance();
    }

    private static void AddSpaces(SplitState state)
    {
        state.Next.Clear();
        foreach (var piece in state.Current.Pieces)
        {
            var text = state.Current[piece];
            bool prefix = text[0] != ' ';
            int start = state.Next.Append(prefix ? " " : "");
            state.Next.Append(text);
            state.Next.EndPiece(start, prefix && piece.Lead > 0 ? piece.Lead + 1 : piece.Lead);
        }
        state.Advance();
    }
}
