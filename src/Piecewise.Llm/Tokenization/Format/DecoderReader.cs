using Piecewise.Llm.Tokenization.Decoding;
using Piecewise.Llm.Tokenization.Splitting;

namespace Piecewise.Llm.Tokenization.Format;

/// <summary>Reads the <c>decoder</c> field.</summary>
internal static class DecoderReader
{
    private const string Supported = "ByteLevel, Sequence, Replace, ByteFallback, Fuse, Strip, Metaspace, BPEDecoder, WordPiece";

    /// <summary>The steps in order, with sequences flattened.</summary>
    public static IReadOnlyList<TokenDecoder> Read(JsonSection section)
    {
        IReadOnlyList<TokenDecoder> steps;
        switch (section.Text("type"))
        {
            case "ByteLevel":
                section.Ignore("add_prefix_space", "trim_offsets", "use_regex");
                steps = [new ByteLevelDecoder()];
                break;
            case "Sequence": steps = [.. section.Sections("decoders").SelectMany(Read)]; break;
            case "Replace": steps = [new ReplaceDecoder(PatternReader.Read(section), section.Text("content"))]; break;
            case "ByteFallback": steps = [new ByteFallbackDecoder()]; break;
            case "Fuse": steps = [new FuseDecoder()]; break;
            case "Strip":
                steps = [new StripDecoder(section.Character("content"), section.Number("start", int.MaxValue),
                    section.Number("stop", int.MaxValue))];
                break;
            case "Metaspace":
                section.Ignore("split");
                bool dropsFirst = PreTokenizerReader.ReadPrependScheme(section) != PrependScheme.Never;
                steps = [new MetaspaceDecoder(section.Character("replacement").ToString(), dropsFirst)];
                break;
            case "BPEDecoder":
                string suffix = section.Text("suffix");
                if (suffix.Length == 0) section.ProblemUnlessMissing("suffix", "must not be empty");
                steps = suffix.Length == 0 ? [] : [new SuffixDecoder(suffix)];
                break;
            case "WordPiece":
                steps = [new WordPieceDecoder(section.Text("prefix", fallback: "##"), section.Flag("cleanup", fallback: true))];
                break;
            case var other:
                section.ProblemUnlessMissing("type", $"\"{other}\" (supported: {Supported})");
                return [];
        }
        section.RefuseTheRest();
        return steps;
    }
}
