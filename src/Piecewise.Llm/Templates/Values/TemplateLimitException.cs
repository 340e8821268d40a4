namespace Piecewise.Llm.Templates;

/// <summary>A template asked for more steps, text, depth or items than <see cref="TemplateLimits"/> allow.</summary>
internal sealed class TemplateLimitException : TemplateException
{
    public TemplateLimitException(string reason)
        : base(reason)
    {
    }

    private TemplateLimitException(string reason, int line)
        : base(reason, line)
    {
    }

    public override TemplateException At(int line) => Line is null ? new TemplateLimitException(Reason, line) : this;
}
