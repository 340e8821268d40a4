using System.Text;

namespace Piecewise.Llm.Tokenization.Normalization;

/// <summary>
/// Lower case, code point by code point, without language or context. Two things differ from .NET's mapping, which is one to
/// one and that of Unicode 16: U+0130 becomes two characters (Unicode's SpecialCasing), and the reference has Unicode 17.
/// </summary>
internal sealed class LowercaseNormalizer : Normalizer
{
    public override NormalizedText Normalize(NormalizedText input)
    {
        var lower = new StringBuilder(input.Text.Length);
        Span<char> units = stackalloc char[2];
        int lead = 0, position = 0;
        foreach (var rune in input.Text.EnumerateRunes())
        {
            if (rune.Value == 0x130) lower.Append("i\u0307");
            else lower.Append(units[..ToLower(rune).EncodeToUtf16(units)]);
            position += rune.Utf16SequenceLength;
            if (position <= input.Lead) lead = lower.Length;
        }
        return new(lower.ToString(), lead);
    }

    private static Rune ToLower(Rune rune) => rune.Value switch
    {
        0xA7CE or 0xA7D2 or 0xA7D4 => new(rune.Value + 1),
        >= 0x16EA0 and <= 0x16EB8 => new(rune.Value + 0x1B),
        _ => Rune.ToLowerInvariant(rune),
    };
}
