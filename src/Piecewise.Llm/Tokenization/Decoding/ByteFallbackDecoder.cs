using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Piecewise.Llm.Tokenization.Decoding;

/// <summary>
/// Joins tokens such as <c>&lt;0xE2&gt;</c> that follow each other into text. If a run of them is not UTF-8 as a whole, each of
/// its bytes becomes U+FFFD, so text of a run is known only when the run ends.
/// </summary>
internal sealed class ByteFallbackDecoder : TokenDecoder
{
    public override TokenSink Start(TokenSink next, bool joined) => new Sink(next, joined);

    private sealed class Sink(TokenSink next, bool joined) : WholeTokenSink(next, joined)
    {
        private readonly List<byte> run = [];

        protected override void Decode(ReadOnlySpan<char> token)
        {
            if (token is ['<', '0', 'x', _, _, '>']
                && byte.TryParse(token[3..5], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            {
                run.Add(value);
                return;
            }
            CompleteTokens();
            Next.Token(token);
        }

        protected override void CompleteTokens()
        {
            if (run.Count == 0) return;
            byte[] bytes = [.. run];
            run.Clear();
            if (Utf8.IsValid(bytes))
            {
                Next.Token(Encoding.UTF8.GetString(bytes));
                return;
            }
            foreach (byte _ in bytes) Next.Token("\uFFFD");
        }
    }
}
