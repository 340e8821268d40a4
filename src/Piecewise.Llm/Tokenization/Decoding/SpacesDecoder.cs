namespace Piecewise.Llm.Tokenization.Decoding;

/// <summary>What a file without a decoder means: the tokens with a space between them.</summary>
internal sealed class SpacesDecoder : TokenDecoder
{
    public override TokenSink Start(TokenSink next, bool joined) => new Sink(next, joined);

    private sealed class Sink(TokenSink next, bool joined) : WholeTokenSink(next, joined)
    {
        private bool started;

        protected override void Decode(ReadOnlySpan<char> token)
        {
            if (started) Next.Token(" ");
            Next.Token(token);
            started = true;
        }
    }
}
