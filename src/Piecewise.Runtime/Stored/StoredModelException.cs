using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>The files of a stored model are damaged, or do not belong to each other or to the application's code.</summary>
public sealed class StoredModelException : PiecewiseException
{
    public StoredModelException()
    {
    }

    public StoredModelException(string message)
        : base(message)
    {
    }

    public StoredModelException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
