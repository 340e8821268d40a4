using Piecewise.Llm.Tokenization.Normalization;

namespace Piecewise.Llm.Tokenization.Format;

/// <summary>Reads the <c>normalizer</c> field.</summary>
internal static class NormalizerReader
{
    private const string Supported = "NFC, NFD, NFKC, NFKD, Sequence, Replace, Prepend, Lowercase, Strip";

    public static Normalizer Read(JsonSection section)
    {
        Normalizer normalizer;
        switch (section.Text("type"))
        {
            case "NFC": normalizer = UnicodeNormalizer.Nfc; break;
            case "NFD": normalizer = UnicodeNormalizer.Nfd; break;
            case "NFKC": normalizer = UnicodeNormalizer.Nfkc; break;
            case "NFKD": normalizer = UnicodeNormalizer.Nfkd; break;
            case "Sequence": normalizer = new SequenceNormalizer([.. section.Sections("normalizers").Select(Read)]); break;
            case "Replace": normalizer = new ReplaceNormalizer(PatternReader.Read(section), section.Text("content")); break;
            case "Prepend": normalizer = new PrependNormalizer(section.Text("prepend")); break;
            case "Lowercase": normalizer = new LowercaseNormalizer(); break;
            case "Strip": normalizer = new StripNormalizer(section.Flag("strip_left"), section.Flag("strip_right")); break;
            case var other:
                section.ProblemUnlessMissing("type", $"\"{other}\" (supported: {Supported})");
                return new SequenceNormalizer([]);
        }
        section.RefuseTheRest();
        return normalizer;
    }
}
