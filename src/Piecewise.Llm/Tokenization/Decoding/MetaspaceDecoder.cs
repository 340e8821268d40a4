namespace Piecewise.Llm.Tokenization.Decoding;

/// <summary>Turns marks back into spaces; where encoding may have put one in front, the marks of the first token go.</summary>
internal sealed class MetaspaceDecoder(string mark, bool dropsFirst) : TokenDecoder
{
    public override TokenSink Start(TokenSink next, bool joined) => new Sink(next, joined, mark, dropsFirst);

    private sealed class Sink(TokenSink next, bool joined, string mark, bool dropsFirst) : WholeTokenSink(next, joined)
    {
        private bool first = true;

        protected override void Decode(ReadOnlySpan<char> token)
        {
            Next.Token(token.ToString().Replace(mark, first && dropsFirst ? "" : " ", StringComparison.Ordinal));
            first = false;
        }
    }
}
