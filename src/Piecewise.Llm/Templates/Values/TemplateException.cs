using Piecewise.Tensors;

namespace Piecewise.Llm.Templates;

/// <summary>A chat template is malformed, fails on these messages, or asks for more than it may have.</summary>
/// <remarks>The message says the line where one is known; <see cref="Reason"/> is the same without it.</remarks>
internal class TemplateException : PiecewiseException
{
    public TemplateException(string reason)
        : base(reason) => Reason = reason;

    public TemplateException(string reason, int line)
        : base($"The chat template fails in line {line}: {reason}") => (Reason, Line) = (reason, line);

    /// <summary>What is wrong, without the place.</summary>
    public string Reason { get; }

    /// <summary>The line of the template, from 1; null where it is not known.</summary>
    public int? Line { get; }

    /// <summary>The same error, at a line of the template.</summary>
    public virtual TemplateException At(int line) => Line is null ? new TemplateException(Reason, line) : this;
}
