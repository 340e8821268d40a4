namespace Piecewise.Llm.Tokenization.Decoding;

/// <summary>Joins all tokens into one.</summary>
internal sealed class FuseDecoder : TokenDecoder
{
    public override bool Joins => true;

    public override TokenSink Start(TokenSink next, bool joined) => new Sink(next);

    private sealed class Sink(TokenSink next) : TokenSink
    {
        private bool started;

        public override void Token(ReadOnlySpan<char> text)
        {
            if (started) next.Continue(text);
            else next.Token(text);
            started = true;
        }

        public override void Continue(ReadOnlySpan<char> text) => next.Continue(text);

        public override void Complete() => next.Complete();
    }
}
