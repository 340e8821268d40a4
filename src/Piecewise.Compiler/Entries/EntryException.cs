using Piecewise.Tensors;

namespace Piecewise.Compiler;

/// <summary>The sizes that a program should be compiled for do not fit it. All problems are listed.</summary>
public sealed class EntryException : PiecewiseException
{
    public EntryException()
    {
    }

    public EntryException(string message)
        : base(message)
    {
    }

    public EntryException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public EntryException(IReadOnlyList<string> problems)
        : base(problems.Count == 1 ? problems[0] : $"{problems.Count} problems with the sizes:\n  - {string.Join("\n  - ", problems)}")
    {
    }
}
