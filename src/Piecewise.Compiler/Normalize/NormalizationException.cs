using Piecewise.Tensors;

namespace Piecewise.Compiler;

/// <summary>A program has no functional form.</summary>
public sealed class NormalizationException : PiecewiseException
{
    public NormalizationException()
    {
    }

    public NormalizationException(string message)
        : base(message)
    {
    }

    public NormalizationException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Only some rows were wanted, of a result that has no rows.</summary>
    internal bool IsForRows { get; init; }
}
