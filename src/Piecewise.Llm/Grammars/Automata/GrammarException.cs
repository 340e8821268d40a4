using Piecewise.Tensors;

namespace Piecewise.Llm;

/// <summary>What a text is to be held to is malformed, asks for what is not supported, or is too large.</summary>
public sealed class GrammarException : PiecewiseException
{
    public GrammarException()
    {
    }

    public GrammarException(string message)
        : base(message)
    {
    }

    public GrammarException(string message, Exception inner)
        : base(message, inner)
    {
    }

    internal GrammarException(string path, string message)
        : base(message) => Path = path;

    /// <summary>The place in a JSON Schema, as in <c>properties.name.minLength</c>; empty for the whole.</summary>
    public string Path { get; } = "";
}
