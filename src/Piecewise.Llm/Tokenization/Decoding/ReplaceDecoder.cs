using System.Text;
using Piecewise.Llm.Tokenization.Patterns;

namespace Piecewise.Llm.Tokenization.Decoding;

/// <summary>Puts a fixed text in the place of each match within a token.</summary>
internal sealed class ReplaceDecoder(Pattern pattern, string content) : TokenDecoder
{
    public override TokenSink Start(TokenSink next, bool joined) => new Sink(next, joined, pattern, content);

    /// <summary>Rules that each double a token would fill all memory; no text that is decoded grows beyond this.</summary>
    private const int MostCharacters = 1 << 24;

    private sealed class Sink(TokenSink next, bool joined, Pattern pattern, string content) : WholeTokenSink(next, joined)
    {
        private readonly BacktrackStack stack = new();
        private readonly StringBuilder result = new();

        protected override void Decode(ReadOnlySpan<char> token)
        {
            var matches = pattern.Matches(token, stack);
            int kept = 0;
            while (matches.MoveNext())
            {
                result.Append(token[kept..matches.Start]).Append(content);
                kept = matches.End;
                if (result.Length > MostCharacters && result.Length > token.Length)
                {
                    result.Clear();
                    throw new InvalidOperationException(
                        $"The tokenizer's decoder makes more than {MostCharacters} characters of {token.Length}.");
                }
            }
            result.Append(token[kept..]);
            Next.Token(result.ToString());
            result.Clear();
        }
    }
}
