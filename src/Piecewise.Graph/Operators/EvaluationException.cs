using Piecewise.Tensors;

namespace Piecewise.Graphs;

/// <summary>A call failed at run time: an index out of range, a failed check, shapes that do not fit.</summary>
internal sealed class EvaluationException : PiecewiseException
{
    public EvaluationException(string message)
        : base(message)
    {
    }

    public EvaluationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
