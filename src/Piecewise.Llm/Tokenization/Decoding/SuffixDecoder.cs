namespace Piecewise.Llm.Tokenization.Decoding;

/// <summary>
/// The format's <c>BPEDecoder</c>: a word's last token ends in a suffix such as <c>&lt;/w&gt;</c>, which becomes a space, and
/// nothing in the last token of all. Each token waits until it is known whether another follows.
/// </summary>
internal sealed class SuffixDecoder(string suffix) : TokenDecoder
{
    public override TokenSink Start(TokenSink next, bool joined) => new Sink(next, joined, suffix);

    private sealed class Sink(TokenSink next, bool joined, string suffix) : WholeTokenSink(next, joined)
    {
        private string? waiting;

        protected override void Decode(ReadOnlySpan<char> token)
        {
            Release(" ");
            waiting = token.ToString();
        }

        protected override void CompleteTokens() => Release("");

        private void Release(string replacement)
        {
            if (waiting is null) return;
            Next.Token(waiting.Replace(suffix, replacement, StringComparison.Ordinal));
            waiting = null;
        }
    }
}
