using System.Buffers;
using System.Text;
using Piecewise.Llm.Tokenization.Patterns;

namespace Piecewise.Llm.Tokenization.Splitting;

/// <summary>A stretch of text, or an added token in its place.</summary>
/// <param name="Start">Where it starts, in UTF-16 units.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Token">The added token; null for text.</param>
internal readonly record struct Segment(int Start, int End, AddedToken? Token);

/// <summary>Finds added tokens in text: the leftmost first, and of those that start at one place the longest.</summary>
internal sealed class AddedTokenSplitter
{
    private static readonly CodePointTable Word = new(UnicodeProperties.RustWord);

    private readonly Node root = new();
    private readonly SearchValues<char> firsts;

    /// <param name="tokens">The tokens with the text to look for, none of it empty; of equal texts the first counts.</param>
    public AddedTokenSplitter(IReadOnlyList<(string Text, AddedToken Token)> tokens)
    {
        foreach (var (text, token) in tokens)
        {
            var node = root;
            foreach (char c in text)
            {
                if (!node.Children.TryGetValue(c, out var child)) node.Children.Add(c, child = new());
                node = child;
            }
            node.Token ??= token;
        }
        firsts = SearchValues.Create([.. root.Children.Keys]);
    }

    /// <summary>Segments that cover the text; no text segment is empty.</summary>
    public void Split(ReadOnlySpan<char> text, List<Segment> segments)
    {
        int done = 0;
        for (int at = 0; TryFind(text, at, out var match); at = match.End)
        {
            var token = match.Token!;
            // The search goes on after a token that is not taken, so what overlaps it is not found either.
            if (token.SingleWord && (IsWordBefore(text[..match.Start]) || IsWordAfter(text[match.End..]))) continue;
            int start = token.StripsLeft ? text[..match.Start].TrimEnd().Length : match.Start;
            int end = token.StripsRight ? text.Length - text[match.End..].TrimStart().Length : match.End;
            // White space before this token may have gone to the one before it, and so may a token that is white space. The
            // reference then gives that token all the same.
            if (token.StripsLeft) start = Math.Max(start, done);
            if (start >= end) continue;
            if (start > done) segments.Add(new(done, start, null));
            segments.Add(new(start, end, token));
            done = end;
        }
        if (text.Length > done) segments.Add(new(done, text.Length, null));
    }

    private bool TryFind(ReadOnlySpan<char> text, int from, out Segment match)
    {
        match = default;
        while (text[from..].IndexOfAny(firsts) is >= 0 and var skipped)
        {
            from += skipped;
            var node = root;
            for (int at = from; at < text.Length && node.Children.TryGetValue(text[at], out node); at++)
            {
                if (node.Token is { } token) match = new(from, at + 1, token);
            }
            if (match.Token is not null) return true;
            from++;
        }
        return false;
    }

    private static bool IsWordBefore(ReadOnlySpan<char> text) =>
        Rune.DecodeLastFromUtf16(text, out var rune, out _) == OperationStatus.Done && Word.Contains(rune.Value);

    private static bool IsWordAfter(ReadOnlySpan<char> text) =>
        Rune.DecodeFromUtf16(text, out var rune, out _) == OperationStatus.Done && Word.Contains(rune.Value);

    private sealed class Node
    {
        public Dictionary<char, Node> Children { get; } = [];

        public AddedToken? Token { get; set; }
    }
}
