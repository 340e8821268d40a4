namespace Piecewise.Llm.Tokenization.Patterns;

/// <summary>What an instruction does; the text position moves forward unless it says otherwise.</summary>
internal enum PatternOp : byte
{
    /// <summary>The program, or the body of the instruction that started it, has matched.</summary>
    Accept,

    /// <summary>One code point of the table.</summary>
    One,

    /// <summary>Between <c>A</c> and <c>B</c> code points of the table, in the order of the preference.</summary>
    Loop,

    /// <summary>Goes on at <c>A</c>, and at <c>B</c> if that fails.</summary>
    Split,

    /// <summary>Goes on at <c>A</c>.</summary>
    Jump,

    /// <summary>Runs the body that follows and keeps its first match; goes on at <c>A</c>, after it.</summary>
    Atomic,

    /// <summary>As <see cref="Atomic"/>, without moving.</summary>
    Look,

    /// <summary>As <see cref="Look"/>, for a body that must not match.</summary>
    LookNot,

    /// <summary>A code point of the table comes next; no move.</summary>
    Ahead,

    /// <summary>No code point of the table comes next; no move.</summary>
    NotAhead,

    /// <summary>Moves <c>A</c> code points back.</summary>
    StepBack,

    /// <summary>The <see cref="PatternAnchor"/> numbered <c>A</c> holds here; no move.</summary>
    Assert,
}

internal readonly struct PatternInstruction(
    PatternOp op, int a = 0, int b = 0, CodePointTable? table = null, RepeatPreference preference = RepeatPreference.Greedy)
{
    public readonly PatternOp Op = op;
    public readonly RepeatPreference Preference = preference;
    public readonly int A = a;
    public readonly int B = b;
    public readonly CodePointTable? Table = table;
}
