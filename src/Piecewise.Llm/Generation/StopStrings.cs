namespace Piecewise.Llm;

/// <summary>
/// Text that streams until one of some strings is in it. What may be the beginning of one is held back until it is known.
/// </summary>
/// <param name="strings">They end the text and are no part of it; none is empty.</param>
internal sealed class StopStrings(IReadOnlyList<string> strings)
{
    private string held = "";

    /// <summary>Whether one of the strings was there.</summary>
    public bool IsFound { get; private set; }

    /// <summary>Takes more text.</summary>
    /// <returns>What is certain to belong to the text.</returns>
    public string Push(string text)
    {
        if (strings.Count == 0)
        {
            return text;
        }
        held += text;
        var first = strings.Select(s => held.IndexOf(s, StringComparison.Ordinal)).Where(i => i >= 0).DefaultIfEmpty(-1).Min();
        IsFound = first >= 0;
        var end = IsFound ? first : held.Length - LongestBeginning();
        var certain = held[..end];
        held = IsFound ? "" : held[end..];
        return certain;
    }

    /// <summary>What was held back, when no more text comes.</summary>
    public string Rest() => held;

    // Of the end of the text: how much of it begins one of the strings.
    private int LongestBeginning() => strings
        .Select(s => Enumerable.Range(1, s.Length - 1).LastOrDefault(length => held.EndsWith(s[..length], StringComparison.Ordinal)))
        .DefaultIfEmpty().Max();
}
