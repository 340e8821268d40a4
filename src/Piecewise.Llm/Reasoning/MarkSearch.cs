namespace Piecewise.Llm.Reasoning;

/// <summary>Marks in a text that comes piece by piece.</summary>
internal static class MarkSearch
{
    /// <summary>How many characters at a text's end may be the beginning of a mark; fewer than the mark has.</summary>
    public static int Beginning(string text, string mark)
    {
        var length = Math.Min(mark.Length - 1, text.Length);
        while (length > 0 && !text.EndsWith(mark[..length], StringComparison.Ordinal))
        {
            length--;
        }
        return length;
    }
}
