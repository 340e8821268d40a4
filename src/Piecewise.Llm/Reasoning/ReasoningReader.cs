namespace Piecewise.Llm.Reasoning;

/// <summary>
/// Parts an answer into its reasoning and the rest as it comes. What may be a mark is held back; white space at both ends of the block, and
/// before the answer, belongs to neither. Serves one caller at a time.
/// </summary>
/// <param name="use">How the answer begins.</param>
internal sealed class ReasoningReader(ReasoningUse use)
{
    private enum Place
    {
        Beginning,
        Reasoning,
        Between,
        Content,
    }

    private Place place = use.Start switch
    {
        ReasoningStart.Inside => Place.Reasoning,
        ReasoningStart.After => Place.Content,
        _ => Place.Beginning,
    };

    private string held = "";
    private bool hasBegun;

    /// <summary>Takes more text.</summary>
    /// <param name="text">The next piece of it.</param>
    /// <param name="isLast">Whether no more comes.</param>
    /// <returns>What is certain now.</returns>
    public (string Reasoning, string Content) Push(string text, bool isLast)
    {
        held += text;
        if (place == Place.Beginning)
        {
            Begin(isLast);
        }
        var reasoning = place == Place.Reasoning ? Reason(isLast) : "";
        if (place == Place.Between && held.TrimStart() is { Length: > 0 } rest)
        {
            (place, held) = (Place.Content, rest);
        }
        var content = place == Place.Content ? held : "";
        held = place == Place.Content ? "" : held;
        return (reasoning, content);
    }

    private void Begin(bool isLast)
    {
        var text = held.TrimStart();
        if (text.StartsWith(use.Form.Open, StringComparison.Ordinal))
        {
            (place, held) = (Place.Reasoning, text[use.Form.Open.Length..]);
        }
        else if (isLast || !use.Form.Open.StartsWith(text, StringComparison.Ordinal))
        {
            place = Place.Content;
        }
    }

    private string Reason(bool isLast)
    {
        if (!hasBegun)
        {
            held = held.TrimStart();
        }
        var end = held.IndexOf(use.Form.Close, StringComparison.Ordinal);
        var certain = end >= 0 ? held[..end] : held[..^(isLast ? 0 : MarkSearch.Beginning(held, use.Form.Close))];
        var reasoning = certain.TrimEnd();
        hasBegun |= reasoning.Length > 0;
        held = end >= 0 ? held[(end + use.Form.Close.Length)..] : held[reasoning.Length..];
        place = end >= 0 ? Place.Between : place;
        return reasoning;
    }
}
