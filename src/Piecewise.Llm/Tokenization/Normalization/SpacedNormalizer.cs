using System.Text;
using Piecewise.Llm.Tokenization.Patterns;

namespace Piecewise.Llm.Tokenization.Normalization;

/// <summary>Puts a space before and after each character of a set.</summary>
internal sealed class SpacedNormalizer(CodePointSet characters) : Normalizer
{
    private readonly CodePointTable characters = new(characters);

    public override NormalizedText Normalize(NormalizedText input)
    {
        var spaced = new StringBuilder(input.Text.Length);
        Span<char> units = stackalloc char[2];
        int lead = 0, position = 0;
        foreach (var rune in input.Text.EnumerateRunes())
        {
            var character = units[..rune.EncodeToUtf16(units)];
            if (characters.Contains(rune.Value)) spaced.Append(' ').Append(character).Append(' ');
            else spaced.Append(character);
            position += rune.Utf16SequenceLength;
            if (position <= input.Lead) lead = spaced.Length;
        }
        return new(spaced.ToString(), lead);
    }
}
