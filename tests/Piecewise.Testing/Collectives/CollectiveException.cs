namespace Piecewise.Testing;

/// <summary>The ranks of a program do not meet: they ask for different things, one has ended or failed, or none comes in time.</summary>
internal sealed class CollectiveException : Exception
{
    public CollectiveException()
    {
    }

    public CollectiveException(string message)
        : base(message)
    {
    }

    public CollectiveException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
