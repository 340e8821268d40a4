using System.Text;

namespace Piecewise.Compiler.Explain;

/// <summary>A page that grows. What is appended is markup: text goes through <see cref="HtmlText.Of"/> first.</summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder text = new();

    public HtmlWriter Append(string markup)
    {
        text.Append(markup);
        return this;
    }

    public override string ToString() => text.ToString();
}
