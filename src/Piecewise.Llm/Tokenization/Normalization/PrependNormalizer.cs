namespace Piecewise.Llm.Tokenization.Normalization;

/// <summary>Puts a prefix before text that is not empty. The prefix counts as part of the character it precedes.</summary>
internal sealed class PrependNormalizer(string prefix) : Normalizer
{
    public override NormalizedText Normalize(NormalizedText input) => input.Text.Length == 0
        ? input
        : new(prefix + input.Text, input.Lead == 0 ? 0 : input.Lead + prefix.Length);
}
