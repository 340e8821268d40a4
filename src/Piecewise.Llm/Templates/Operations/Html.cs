using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Operations;

/// <summary>Text in which signs of HTML mean themselves.</summary>
internal static class Html
{
    /// <summary>The text, with its signs escaped where it isn't markup already.</summary>
    public static TextValue Escape(Value value, Budget budget)
    {
        if (value is TextValue { IsMarkup: true } markup) return markup;
        var text = Representation.Text(value, budget)
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace("'", "&#39;", StringComparison.Ordinal)
            .Replace("\"", "&#34;", StringComparison.Ordinal);
        return budget.Text(text, isMarkup: true);
    }
}
