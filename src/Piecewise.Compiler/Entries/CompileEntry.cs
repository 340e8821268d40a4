using Piecewise.Runtime;

namespace Piecewise.Compiler.Entries;

/// <summary>One compiled version of every piece: for an interval of the dynamic size, or for one size.</summary>
/// <param name="Range">The sizes that it serves.</param>
/// <param name="Symbol">The symbol of the dynamic size; null where the program has none (R10).</param>
internal sealed record CompileEntry(SizeRange Range, string? Symbol)
{
    /// <summary>The size that decisions of speed are made for: the end of the interval (R6); the start where there is no end.</summary>
    public long TuningHint => Range.End == long.MaxValue ? Range.Start : Range.End;

    /// <summary>True where no symbol is left after specialization (R5).</summary>
    public bool IsStatic => Symbol is null || Range.IsSingleSize;

    public override string ToString() => Range.ToString();
}
