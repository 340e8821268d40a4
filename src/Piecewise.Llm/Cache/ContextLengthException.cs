using Piecewise.Tensors;

namespace Piecewise.Llm;

/// <summary>A sequence would become longer than the model's context.</summary>
public sealed class ContextLengthException : PiecewiseException
{
    public ContextLengthException()
    {
    }

    public ContextLengthException(string message)
        : base(message)
    {
    }

    public ContextLengthException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public ContextLengthException(long tokens, long contextLength)
        : base(
            $"The sequence would have {tokens} tokens; the model's context is {contextLength}. "
            + "Shorten the prompt or ask for fewer new tokens.")
    {
    }
}
