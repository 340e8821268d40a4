namespace Piecewise.Llm.Tokenization.Normalization;

/// <summary>A step that rewrites text before it is split. Steps are immutable and shared between threads.</summary>
internal abstract class Normalizer
{
    public abstract NormalizedText Normalize(NormalizedText input);

    /// <summary>Rewrites a text of its own, such as the content of an added token.</summary>
    public string Normalize(string text) => Normalize(new NormalizedText(text, 0)).Text;
}
