using Piecewise.Llm.Tokenization.Patterns;
using Piecewise.Llm.Tokenization.Splitting;

namespace Piecewise.Llm.Tokenization.Format;

/// <summary>Reads the <c>pre_tokenizer</c> field.</summary>
internal static class PreTokenizerReader
{
    private const string Supported = "ByteLevel, Split, Sequence, Digits, Metaspace, Whitespace, WhitespaceSplit, Punctuation, "
        + "BertPreTokenizer";

    public static PreTokenizer Read(JsonSection section)
    {
        PreTokenizer preTokenizer;
        switch (section.Text("type"))
        {
            case "ByteLevel":
                // Where a token lies in the text is not kept, so trimming that has no effect.
                section.Ignore("trim_offsets");
                preTokenizer = new ByteLevelPreTokenizer(section.Flag("add_prefix_space"), section.Flag("use_regex", fallback: true));
                break;
            case "Split":
                preTokenizer = new SplitPreTokenizer(
                    PatternReader.Read(section), section.Choice<SplitBehavior>("behavior"), section.Flag("invert"));
                break;
            case "Sequence":
                preTokenizer = new SequencePreTokenizer([.. section.Sections("pretokenizers").Select(Read)]);
                break;
            case "Digits":
                preTokenizer = new SplitPreTokenizer(
                    Pattern.OneOf(UnicodeProperties.RustNumeric),
                    section.Flag("individual_digits") ? SplitBehavior.Isolated : SplitBehavior.Contiguous,
                    invert: false);
                break;
            case "Metaspace":
                preTokenizer = new MetaspacePreTokenizer(
                    section.Character("replacement").ToString(), ReadPrependScheme(section), section.Flag("split", fallback: true));
                break;
            case "Whitespace":
                preTokenizer = new SplitPreTokenizer(Pattern.WordsOrMarks(), SplitBehavior.Removed, invert: true);
                break;
            case "WhitespaceSplit":
                preTokenizer = WhiteSpace();
                break;
            case "Punctuation":
                preTokenizer = Punctuation(section.Choice<SplitBehavior>("behavior", SplitBehavior.Isolated));
                break;
            case "BertPreTokenizer":
                preTokenizer = new SequencePreTokenizer([WhiteSpace(), Punctuation(SplitBehavior.Isolated)]);
                break;
            case var other:
                section.ProblemUnlessMissing("type", $"\"{other}\" (supported: {Supported})");
                return new SequencePreTokenizer([]);
        }
        section.RefuseTheRest();
        return preTokenizer;
    }

    private static SplitPreTokenizer WhiteSpace() =>
        new(Pattern.OneOf(UnicodeProperties.Shorthand('s')!), SplitBehavior.Removed, invert: false);

    private static SplitPreTokenizer Punctuation(SplitBehavior behavior) =>
        new(Pattern.OneOf(UnicodeProperties.RustPunctuation), behavior, invert: false);

    /// <summary>Older files say <c>add_prefix_space</c> instead, or as well; a false one goes with "never" alone.</summary>
    public static PrependScheme ReadPrependScheme(JsonSection section)
    {
        section.Ignore("str_rep");
        var scheme = section.Choice<PrependScheme>("prepend_scheme", PrependScheme.Always,
            spell: value => value.ToString().ToLowerInvariant());
        if (!section.Flag("add_prefix_space", fallback: true) && scheme != PrependScheme.Never)
            section.Problem("add_prefix_space", "false, which contradicts prepend_scheme (supported: false with \"never\")");
        return scheme;
    }
}
