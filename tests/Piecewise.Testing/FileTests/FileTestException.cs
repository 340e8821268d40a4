namespace Piecewise.Testing;

/// <summary>A fixture is malformed, or its expectation does not hold.</summary>
internal sealed class FileTestException : Exception
{
    public FileTestException()
    {
    }

    public FileTestException(string message)
        : base(message)
    {
    }

    public FileTestException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
