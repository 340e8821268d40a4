using Piecewise.Llm.Tokenization.Normalization;
using Piecewise.Llm.Tokenization.Patterns;

namespace Piecewise.Llm.Tokenization.Format;

/// <summary>Reads the <c>normalizer</c> field.</summary>
internal static class NormalizerReader
{
    private const string Supported = "NFC, NFD, NFKC, NFKD, Sequence, Replace, Prepend, Lowercase, Strip, StripAccents, BertNormalizer";

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
            case "StripAccents": normalizer = Without(BertCharacters.Accents); break;
            case "BertNormalizer": normalizer = ReadBert(section); break;
            case var other:
                section.ProblemUnlessMissing("type", $"\"{other}\" (supported: {Supported})");
                return new SequenceNormalizer([]);
        }
        section.RefuseTheRest();
        return normalizer;
    }

    private static SequenceNormalizer ReadBert(JsonSection section)
    {
        bool lowers = section.Flag("lowercase", fallback: true);
        var steps = new List<Normalizer>();
        if (section.Flag("clean_text", fallback: true))
            steps.AddRange([Without(BertCharacters.Unprintable), new ReplaceNormalizer(Pattern.OneOf(BertCharacters.WhiteSpace), " ")]);
        if (section.Flag("handle_chinese_chars", fallback: true)) steps.Add(new SpacedNormalizer(BertCharacters.Ideographs));
        // Who does not say whether accents go means that they go where capitals do.
        if (section.Flag("strip_accents", fallback: lowers)) steps.AddRange([UnicodeNormalizer.Nfd, Without(BertCharacters.Accents)]);
        if (lowers) steps.Add(new LowercaseNormalizer());
        return new(steps);
    }

    private static ReplaceNormalizer Without(CodePointSet characters) => new(Pattern.OneOf(characters), "");
}
