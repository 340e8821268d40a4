using System.Text;
using Piecewise.Llm.Tokenization.Patterns;

namespace Piecewise.Llm.Tokenization.Decoding;

/// <summary>Puts a fixed text in the place of each match within a token.</summary>
internal sealed class ReplaceDecoder(Pattern pattern, string content) : TokenDecoder
{
    public override TokenSink Start(TokenSink next, bool joined) => new Sink(next, joined, pattern, content);

    private sealed class Sink(TokenSink next, bool joined, Pattern pattern, string content) : WholeTokenSink(next, joined)
    {
        private readonly BacktrackStack _stack = new();
        private readonly StringBuilder _result = new();

        protected override void Decode(ReadOnlySpan<char> token)
        {
            var matches = pattern.Matches(token, _stack);
            int kept = 0;
            while (matches.MoveNext())
            {
                _result.Append(token[kept..matches.Start]).Append(content);
                kept = matches.End;
            }
            _result.Append(token[kept..]);
            Next.Token(_result.ToString());
            _result.Clear();
        }
    }
}
