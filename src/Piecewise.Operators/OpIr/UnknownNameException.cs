using Piecewise.Tensors;

namespace Piecewise.Operators.OpIr;

/// <summary>The user names a provider, an op or a pass that does not exist. The message lists those that do.</summary>
internal sealed class UnknownNameException : PiecewiseException
{
    public UnknownNameException(string message)
        : base(message)
    {
    }
}
