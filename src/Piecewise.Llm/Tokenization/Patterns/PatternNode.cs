namespace Piecewise.Llm.Tokenization.Patterns;

/// <summary>A parsed pattern: what may follow what, in order of preference, without captures.</summary>
internal abstract record PatternNode
{
    /// <summary>Matches nothing, always.</summary>
    public sealed record Nothing : PatternNode;

    /// <summary>One code point of a set.</summary>
    public sealed record One(CodePointSet Set) : PatternNode;

    public sealed record Sequence(IReadOnlyList<PatternNode> Items) : PatternNode;

    /// <summary>The first branch that lets the rest match wins.</summary>
    public sealed record Choice(IReadOnlyList<PatternNode> Branches) : PatternNode;

    /// <param name="Body">What repeats.</param>
    /// <param name="Minimum">Least number of times.</param>
    /// <param name="Maximum">Greatest number of times; null is no bound.</param>
    /// <param name="Preference">Whether more, fewer or nothing but all of them is tried first.</param>
    public sealed record Repeat(PatternNode Body, int Minimum, int? Maximum, RepeatPreference Preference) : PatternNode;

    /// <summary>Once matched, never tried in another way.</summary>
    public sealed record Atomic(PatternNode Body) : PatternNode;

    /// <summary>Must match (or, negative, must not) from here on, or up to here, without consuming.</summary>
    public sealed record Look(PatternNode Body, bool Behind, bool Negative) : PatternNode;

    public sealed record Assertion(PatternAnchor Anchor) : PatternNode;

    /// <summary>Goes that many code points back, or fails at the start of the text: how a look-behind begins.</summary>
    public sealed record StepBack(int Count) : PatternNode;

    /// <summary>The fewest and most code points this can match; a null maximum is no bound.</summary>
    public (int Minimum, int? Maximum) Width() => this switch
    {
        One => (1, 1),
        Sequence sequence => sequence.Items.Select(item => item.Width())
            .Aggregate((Minimum: 0, Maximum: (int?)0), (sum, item) => (Add(sum.Minimum, item.Minimum), Add(sum.Maximum, item.Maximum))),
        Choice choice => choice.Branches.Select(branch => branch.Width())
            .Aggregate((a, b) => (Math.Min(a.Minimum, b.Minimum), a.Maximum is { } x && b.Maximum is { } y ? Math.Max(x, y) : null)),
        Repeat repeat => repeat.Body.Width() is var body
            ? (Multiply(body.Minimum, repeat.Minimum), body.Maximum == 0 ? 0 : Multiply(body.Maximum, repeat.Maximum))
            : default,
        Atomic atomic => atomic.Body.Width(),
        _ => (0, 0),
    };

    // Nested counts multiply without end; a width past the int range means the same as the largest one.
    private static int Add(int left, int right) => (int)Math.Min((long)left + right, int.MaxValue);

    private static int? Add(int? left, int? right) => left is { } a && right is { } b ? Add(a, b) : null;

    private static int Multiply(int left, int right) => (int)Math.Min((long)left * right, int.MaxValue);

    private static int? Multiply(int? left, int? right) => left is { } a && right is { } b ? Multiply(a, b) : null;
}

internal enum RepeatPreference
{
    /// <summary>As many as possible first, then fewer.</summary>
    Greedy,

    /// <summary>As few as possible first, then more.</summary>
    Lazy,

    /// <summary>As many as possible, never fewer.</summary>
    Possessive,
}

/// <summary>Zero-width tests, with the meaning they have in Ruby's syntax, where <c>^</c> and <c>$</c> know lines.</summary>
internal enum PatternAnchor
{
    LineStart,
    LineEnd,
    TextStart,
    TextEnd,
    TextEndOrLastNewline,
    WordBoundary,
    NoWordBoundary,
}
