using Piecewise.Tensors;

namespace Piecewise.Llm;

/// <summary>A program can't be used to generate text, or to make vectors of texts; the message says what it lacks.</summary>
public sealed class NotALanguageModelException : PiecewiseException
{
    public NotALanguageModelException()
    {
    }

    public NotALanguageModelException(string message)
        : base(message)
    {
    }

    public NotALanguageModelException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
