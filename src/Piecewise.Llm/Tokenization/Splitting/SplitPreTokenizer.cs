using System.Diagnostics;
using Piecewise.Llm.Tokenization.Patterns;

namespace Piecewise.Llm.Tokenization.Splitting;

/// <summary>Cuts where a pattern matches. Inverted, the matches change roles with what lies between them.</summary>
internal sealed class SplitPreTokenizer(Pattern pattern, SplitBehavior behavior, bool invert) : PreTokenizer
{
    public override void Apply(SplitState state)
    {
        state.Next.ResetTo(state.Current);
        foreach (var piece in state.Current.Pieces)
        {
            if (behavior == SplitBehavior.Isolated) Isolate(state.Current[piece], piece, state.Next, state.Stack);
            else Split(state.Current[piece], piece, state.Next, state.Stack);
        }
        state.Advance();
    }

    /// <summary>The usual case, in which matches and what lies between them are treated alike.</summary>
    private void Isolate(ReadOnlySpan<char> text, Piece piece, PieceBuffer to, BacktrackStack stack)
    {
        var matches = pattern.Matches(text, stack);
        int end = 0;
        while (matches.MoveNext())
        {
            to.AddPart(piece, end, matches.Start);
            to.AddPart(piece, matches.Start, matches.End);
            end = matches.End;
        }
        to.AddPart(piece, end, text.Length);
    }

    private void Split(ReadOnlySpan<char> text, Piece piece, PieceBuffer to, BacktrackStack stack)
    {
        // Matches may be empty: they then cut nothing off, yet they part what lies on their two sides.
        var spans = new List<Span>();
        var matches = pattern.Matches(text, stack);
        int end = 0;
        while (matches.MoveNext())
        {
            if (matches.Start > end) spans.Add(new(end, matches.Start, invert));
            spans.Add(new(matches.Start, matches.End, !invert));
            end = matches.End;
        }
        if (end < text.Length) spans.Add(new(end, text.Length, invert));

        foreach (var (start, stop, _) in Arrange(spans)) to.AddPart(piece, start, stop);
    }

    private IEnumerable<Span> Arrange(List<Span> spans)
    {
        switch (behavior)
        {
            case SplitBehavior.Removed: return spans.Where(span => !span.IsMatch);
            case SplitBehavior.Contiguous: return Merge(spans, joins: (previousMatch, match) => match == previousMatch);
            case SplitBehavior.MergedWithPrevious: return Merge(spans, joins: (previousMatch, match) => match && !previousMatch);
            case SplitBehavior.MergedWithNext:
                spans.Reverse();
                return Merge(spans, joins: (previousMatch, match) => match && !previousMatch).AsEnumerable().Reverse();
            default: throw new UnreachableException();
        }
    }

    /// <summary>Joins each span with the one before it where asked; the first span comes after "no match".</summary>
    private static List<Span> Merge(List<Span> spans, Func<bool, bool, bool> joins)
    {
        var merged = new List<Span>();
        bool previousMatch = false;
        foreach (var span in spans)
        {
            if (merged.Count > 0 && joins(previousMatch, span.IsMatch))
                merged[^1] = new(Math.Min(merged[^1].Start, span.Start), Math.Max(merged[^1].End, span.End), span.IsMatch);
            else
                merged.Add(span);
            previousMatch = span.IsMatch;
        }
        return merged;
    }

    private readonly record struct Span(int Start, int End, bool IsMatch);
}
