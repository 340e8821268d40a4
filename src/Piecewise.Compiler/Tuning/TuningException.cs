using Piecewise.Tensors;

namespace Piecewise.Compiler;

/// <summary>A file is no tuning, or one for another program.</summary>
public sealed class TuningException : PiecewiseException
{
    public TuningException()
    {
    }

    public TuningException(string message)
        : base(message)
    {
    }

    public TuningException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
