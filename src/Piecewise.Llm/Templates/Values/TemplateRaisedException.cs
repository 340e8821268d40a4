namespace Piecewise.Llm.Templates;

/// <summary>The template itself refused the messages (<c>raise_exception</c>): its own words are the message.</summary>
internal sealed class TemplateRaisedException(string message) : TemplateException(message)
{
    public override TemplateException At(int line) => this;
}
