namespace Piecewise.Llm.Tokenization.Normalization;

/// <summary>
/// Bounds what a file's normalizer makes of a text: a few rules that each double it would otherwise fill all memory. No form of Unicode
/// needs more than 18 characters for one.
/// </summary>
internal static class TextGrowth
{
    private const int MostPerCharacter = 64;

    /// <summary>Texts up to this length are never refused.</summary>
    private const int Short = 1 << 20;

    /// <exception cref="InvalidOperationException">There are too many.</exception>
    public static void Check(int length, int original)
    {
        if (length > Short && length > (long)MostPerCharacter * original)
        {
            throw new InvalidOperationException(
                $"The tokenizer's normalizer makes more than {MostPerCharacter} characters of each: {length} of {original}.");
        }
    }
}
