namespace Piecewise.Import;

/// <summary>The line of Python that a node came from: the innermost frame of its stack trace.</summary>
/// <param name="File">Path as Python reported it.</param>
/// <param name="Line">Line number, from 1.</param>
/// <param name="Function">Name of the function; empty if not recorded.</param>
/// <param name="Code">The line's text, trimmed; empty if not recorded.</param>
internal sealed record SourceFrame(string File, int Line, string Function, string Code)
{
    public override string ToString() => Function.Length == 0 ? $"{File}:{Line}" : $"{File}:{Line} in {Function}";
}
