using System.Text;

namespace Piecewise.Llm.Tokenization.Decoding;

/// <summary>
/// Takes up to so many of one character off the start and the end of each token. Of a joined token it passes the parts on as
/// they come, so that a stream is held back by no more than the characters that may turn out to be the last ones.
/// </summary>
internal sealed class StripDecoder(Rune character, int start, int stop) : TokenDecoder
{
    public override TokenSink Start(TokenSink next, bool joined) =>
        joined ? new JoinedSink(next, character.ToString(), start, stop) : new Sink(next, character.ToString(), start, stop);

    private sealed class Sink(TokenSink next, string character, int start, int stop) : WholeTokenSink(next, joined: false)
    {
        protected override void Decode(ReadOnlySpan<char> token)
        {
            for (int i = 0; i < start && token.StartsWith(character); i++) token = token[character.Length..];
            for (int i = 0; i < stop && token.EndsWith(character); i++) token = token[..^character.Length];
            Next.Token(token);
        }
    }

    private sealed class JoinedSink(TokenSink next, string character, int start, int stop) : TokenSink
    {
        private int toSkip;
        private int held;
        private bool open;
        private bool passed;

        public override void Token(ReadOnlySpan<char> text)
        {
            Close();
            (open, passed, toSkip) = (true, false, start);
            Continue(text);
        }

        public override void Continue(ReadOnlySpan<char> text)
        {
            while (toSkip > 0 && text.StartsWith(character))
            {
                text = text[character.Length..];
                toSkip--;
            }
            if (text.Length == 0) return;
            toSkip = 0;

            int held = 0;
            var rest = text;
            while (rest.EndsWith(character))
            {
                rest = rest[..^character.Length];
                held++;
            }
            if (rest.Length > 0) Release(this.held);
            Pass(rest);
            this.held += held;
            if (this.held > stop) Release(this.held - stop);
        }

        public override void Complete()
        {
            Close();
            next.Complete();
        }

        private void Release(int count)
        {
            for (int i = 0; i < count; i++) Pass(character);
            held -= count;
        }

        private void Pass(ReadOnlySpan<char> text)
        {
            if (text.Length == 0) return;
            if (passed) next.Continue(text);
            else next.Token(text);
            passed = true;
        }

        /// <summary>The characters held back were the last ones. A token of which nothing is left is still a token.</summary>
        private void Close()
        {
            if (open && !passed) next.Token("");
            held = 0;
            open = false;
        }
    }
}
