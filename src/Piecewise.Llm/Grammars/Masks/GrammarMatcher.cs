using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Piecewise.Llm.Grammars;

/// <summary>A text that is held to a grammar, while it grows. Serves one caller at a time.</summary>
internal sealed class GrammarMatcher
{
    /// <summary>In how many ways a text is read at most, from token to token.</summary>
    public const int MostReadings = 32;

    // Inside a token more are kept, so that one which the mask allows is read.
    private const int MostInToken = 4096;

    private readonly TokenMasks masks;
    private readonly FrameReader reader;
    private readonly ulong[] mask;
    private List<Frame> frames = [];
    private List<Frame> others = [];

    public GrammarMatcher(TokenMasks masks)
    {
        this.masks = masks;
        reader = new FrameReader(masks.Grammar, MostInToken);
        mask = new ulong[masks.Words];
        frames.Add(reader.Of(masks.Grammar.Start, null));
    }

    /// <summary>Whether the text is what it must be, and nothing can follow.</summary>
    public bool IsAtEnd => !frames.Exists(reader.GoesOn);

    /// <summary>Takes away the tokens that cannot follow.</summary>
    /// <param name="logits">One for each token of the vocabulary.</param>
    /// <param name="endTokens">Those that end the text: they may where it is what it must be.</param>
    /// <param name="mayEnd">Whether they may at all.</param>
    public void Apply(Span<float> logits, ImmutableArray<int> endTokens, bool mayEnd)
    {
        masks.Find(frames, mask);
        var isComplete = mayEnd && frames.Exists(reader.Ends);
        foreach (var token in endTokens)
        {
            if ((uint)(token >> 6) < (uint)mask.Length)
            {
                SetEnd(token, isComplete);
            }
        }
        if (!mask.AsSpan().ContainsAnyExcept(0UL))
        {
            throw new InvalidOperationException("No token of the vocabulary can follow by the grammar that the text is held to.");
        }
        LogitMask.Apply(mask, logits);
    }

    /// <summary>Takes the token that was picked.</summary>
    public void Append(int token)
    {
        foreach (var value in masks.Trie.BytesOf(token))
        {
            others.Clear();
            reader.Read(CollectionsMarshal.AsSpan(frames), value, others);
            (frames, others) = (others, frames);
        }
        if (frames.Count == 0)
        {
            throw new InvalidOperationException($"The token {token} cannot follow by the grammar, or can be read in too many ways.");
        }
        frames.RemoveRange(Math.Min(frames.Count, MostReadings), Math.Max(0, frames.Count - MostReadings));
    }

    // A token of the text that would end it too soon may not come, unless nothing else can.
    private void SetEnd(int token, bool isComplete)
    {
        var (word, bit) = (token >> 6, 1UL << token);
        if (isComplete)
        {
            mask[word] |= bit;
        }
        else if ((mask[word] & bit) != 0)
        {
            mask[word] &= ~bit;
            if (!mask.AsSpan().ContainsAnyExcept(0UL))
            {
                mask[word] |= bit;
            }
        }
    }
}
