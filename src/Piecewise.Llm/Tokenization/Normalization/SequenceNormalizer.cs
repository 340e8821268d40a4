namespace Piecewise.Llm.Tokenization.Normalization;

/// <summary>Steps one after the other; without steps, the text as it is.</summary>
internal sealed class SequenceNormalizer(IReadOnlyList<Normalizer> steps) : Normalizer
{
    public override NormalizedText Normalize(NormalizedText input)
    {
        var result = input;
        foreach (var step in steps)
        {
            result = step.Normalize(result);
            TextGrowth.Check(result.Text.Length, input.Text.Length);
        }
        return result;
    }
}
