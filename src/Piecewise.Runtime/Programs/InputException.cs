using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>
/// The inputs of a call do not fit the program: a wrong name, dtype, shape or frozen value. Nothing has run. All problems are listed.
/// </summary>
public sealed class InputException : PiecewiseException
{
    public InputException()
    {
    }

    public InputException(string message)
        : base(message)
    {
    }

    public InputException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public InputException(IReadOnlyList<string> problems)
        : base(problems.Count == 1 ? problems[0] : $"{problems.Count} problems with the inputs:\n  - {string.Join("\n  - ", problems)}")
    {
    }
}
