namespace Piecewise.Llm.Tokenization.Normalization;

/// <summary>Steps one after the other; without steps, the text as it is.</summary>
internal sealed class SequenceNormalizer(IReadOnlyList<Normalizer> steps) : Normalizer
{
    public override NormalizedText Normalize(NormalizedText input) => steps.Aggregate(input, (text, step) => step.Normalize(text));
}
