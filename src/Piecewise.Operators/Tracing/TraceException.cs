using Piecewise.Graphs;

namespace Piecewise.Tracing;

/// <summary>
/// A traced function did what can't be recorded: shapes that do not fit, an unknown operator, a branch on a dynamic size (F4).
/// </summary>
internal sealed class TraceException : Exception
{
    public TraceException()
    {
    }

    public TraceException(string message)
        : base(message)
    {
    }

    public TraceException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    internal TraceException(string message, SourceLocation? location, Exception? inner = null)
        : base(location is null ? $"{message} [F4]" : $"{message} At {location}. [F4]", inner) => Location = location;

    /// <summary>The C# line that caused it, with the module it belongs to; null where it is not known.</summary>
    public SourceLocation? Location { get; }
}
