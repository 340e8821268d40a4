using Piecewise.Llm.Tokenization.Patterns;

namespace Piecewise.Llm.Tokenization.Splitting;

/// <summary>
/// SentencePiece's way with spaces: each becomes a mark (usually <c>▁</c>, U+2581), one may be put in front, and words start at marks.
/// </summary>
internal sealed class MetaspacePreTokenizer(string mark, PrependScheme scheme, bool split) : PreTokenizer
{
    private readonly SplitPreTokenizer? split = split ? new(Pattern.Literal(mark), SplitBehavior.MergedWithNext, invert: false) : null;

    public override void Apply(SplitState state)
    {
        state.Next.Clear();
        foreach (var piece in state.Current.Pieces)
        {
            var text = state.Current[piece];
            bool wanted = scheme == PrependScheme.Always || (scheme == PrependScheme.First && piece.Lead > 0);
            bool prefix = wanted && text[0] != ' ' && !text.StartsWith(mark);
            int start = state.Next.Append(prefix ? mark : "");
            int before = state.Next.Append("");
            while (text.IndexOf(' ') is >= 0 and var space)
            {
                state.Next.Append(text[..space]);
                state.Next.Append(mark);
                text = text[(space + 1)..];
            }
            state.Next.Append(text);
            state.Next.EndPiece(start, piece.Lead > 0 ? piece.Lead + before - start : 0);
        }
        state.Advance();
        this.split?.Apply(state);
    }
}
