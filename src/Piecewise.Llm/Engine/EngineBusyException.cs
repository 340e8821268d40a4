using Piecewise.Tensors;

namespace Piecewise.Llm;

/// <summary>An <see cref="Engine"/> takes no more requests now: too many wait, or it is being drained. Try again later.</summary>
public sealed class EngineBusyException : PiecewiseException
{
    public EngineBusyException()
    {
    }

    public EngineBusyException(string message)
        : base(message)
    {
    }

    public EngineBusyException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
