namespace Piecewise.Llm.Tokenization.Splitting;

/// <summary>
/// What becomes of the matches of a split, with <c>-</c> on <c>a-b--c</c> as example. The names are those of the file format.
/// </summary>
internal enum SplitBehavior
{
    /// <summary><c>a b c</c></summary>
    Removed,

    /// <summary><c>a - b - - c</c></summary>
    Isolated,

    /// <summary><c>a- b- - c</c></summary>
    MergedWithPrevious,

    /// <summary><c>a -b - -c</c></summary>
    MergedWithNext,

    /// <summary><c>a - b -- c</c></summary>
    Contiguous,
}
