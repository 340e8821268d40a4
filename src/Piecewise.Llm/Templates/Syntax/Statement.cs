namespace Piecewise.Llm.Templates.Syntax;

/// <summary>A part of a template that makes text or sets names.</summary>
/// <param name="Line">Its line, from 1.</param>
internal abstract record Statement(int Line)
{
    /// <summary>Text outside of tags.</summary>
    public sealed record Data(string Text, int Line) : Statement(Line);

    /// <summary>An expression whose text is the output.</summary>
    public sealed record Print(Expression Value, int Line) : Statement(Line);

    public sealed record If(IReadOnlyList<(Expression Test, Block Body)> Branches, Block Else, int Line) : Statement(Line);

    /// <param name="Target">A name, or a tuple of names.</param>
    /// <param name="Source">What is gone through.</param>
    /// <param name="Filter">Which items count; null is all.</param>
    /// <param name="IsRecursive">Whether <c>loop(…)</c> goes through something else in the same way.</param>
    /// <param name="Body">What is done with each.</param>
    /// <param name="Else">What is done where there is none.</param>
    /// <param name="Line">Its line.</param>
    public sealed record For(
        Expression Target, Expression Source, Expression? Filter, bool IsRecursive, Block Body, Block Else, int Line) : Statement(Line);

    /// <summary><c>break</c>, or <c>continue</c>.</summary>
    public sealed record Jump(bool IsBreak, int Line) : Statement(Line);

    public sealed record Set(Expression Target, Expression Value, int Line) : Statement(Line);

    /// <param name="Target">A name, or a namespace's attribute.</param>
    /// <param name="Filter">What the text is put through, if anything.</param>
    /// <param name="Body">What makes the text.</param>
    /// <param name="Line">Its line.</param>
    public sealed record SetBlock(Expression Target, Expression.Filter? Filter, Block Body, int Line) : Statement(Line);

    public sealed record FilterBlock(Expression.Filter Filter, Block Body, int Line) : Statement(Line);

    public sealed record With(IReadOnlyList<(Expression Target, Expression Value)> Names, Block Body, int Line) : Statement(Line);

    /// <summary>A function that gives the text of its body.</summary>
    public sealed record Macro(string Name, MacroSignature Signature, Block Body, int Line) : Statement(Line);

    /// <summary>A call that is handed the block as <c>caller</c>.</summary>
    public sealed record CallBlock(Expression.Call Call, MacroSignature Signature, Block Body, int Line) : Statement(Line);

    /// <summary>The part that a model made, which training wants to know; here it is like any other.</summary>
    public sealed record Generation(Block Body, int Line) : Statement(Line);
}

/// <summary>Statements in order.</summary>
internal sealed record Block(IReadOnlyList<Statement> Statements)
{
    public static Block Empty { get; } = new([]);
}

/// <summary>What a macro takes.</summary>
internal sealed record MacroSignature(IReadOnlyList<(string Name, Expression? Default)> Parameters)
{
    /// <summary>Which of <c>varargs</c>, <c>kwargs</c> and <c>caller</c> the body uses: only then more arguments may come.</summary>
    public MacroUses Uses { get; init; }
}

[Flags]
internal enum MacroUses
{
    None = 0,
    Positional = 1,
    Named = 2,
    Caller = 4,
}
