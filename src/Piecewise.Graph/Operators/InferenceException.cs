namespace Piecewise.Graphs;

/// <summary>The arguments of a call break the operator's rules (shapes that do not broadcast, a dim out of range, …).</summary>
internal sealed class InferenceException : Exception
{
    public InferenceException(string message)
        : base(message)
    {
    }

    public InferenceException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
