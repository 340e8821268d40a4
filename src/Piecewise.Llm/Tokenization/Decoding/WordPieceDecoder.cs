namespace Piecewise.Llm.Tokenization.Decoding;

/// <summary>
/// A space before each token but the first and those that go on with a word, which lose their prefix; then, where asked, no space before
/// punctuation and English endings.
/// </summary>
internal sealed class WordPieceDecoder(string prefix, bool cleans) : TokenDecoder
{
    // In the reference's order.
    private static readonly (string Spaced, string Clean)[] Endings =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"), (" do not", " don't"),
        (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    public override TokenSink Start(TokenSink next, bool joined) => new Sink(next, joined, prefix, cleans);

    private sealed class Sink(TokenSink next, bool joined, string prefix, bool cleans) : WholeTokenSink(next, joined)
    {
        private bool started;

        protected override void Decode(ReadOnlySpan<char> token)
        {
            string text = !started ? token.ToString() : token.StartsWith(prefix) ? token[prefix.Length..].ToString() : $" {token}";
            started = true;
            foreach (var (spaced, clean) in cleans ? Endings : []) text = text.Replace(spaced, clean, StringComparison.Ordinal);
            Next.Token(text);
        }
    }
}
