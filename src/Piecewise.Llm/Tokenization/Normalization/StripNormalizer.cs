namespace Piecewise.Llm.Tokenization.Normalization;

/// <summary>Takes white space (the Unicode property) off either end.</summary>
internal sealed class StripNormalizer(bool left, bool right) : Normalizer
{
    public override NormalizedText Normalize(NormalizedText input)
    {
        var text = input.Text.AsSpan();
        if (right) text = text.TrimEnd();
        int before = text.Length;
        if (left) text = text.TrimStart();
        if (text.Length == input.Text.Length) return input;
        int lead = Math.Max(0, input.Lead - (before - text.Length));
        return new(text.ToString(), Math.Min(lead, text.Length));
    }
}
