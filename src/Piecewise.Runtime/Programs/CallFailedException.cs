using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>
/// A call of a compiled program met a value that an operator can't take: an index out of range, an integer division by zero. The message
/// names the piece and the operator. Results of the call are lost; buffers that the program writes in place may have changed.
/// </summary>
public sealed class CallFailedException : PiecewiseException
{
    public CallFailedException()
    {
    }

    public CallFailedException(string message)
        : base(message)
    {
    }

    public CallFailedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
