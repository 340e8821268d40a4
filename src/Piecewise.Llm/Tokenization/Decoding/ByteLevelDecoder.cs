using System.Buffers;
using System.Text;
using Piecewise.Llm.Tokenization.Splitting;

namespace Piecewise.Llm.Tokenization.Decoding;

/// <summary>
/// Turns GPT-2's characters for bytes into bytes and those into text. A token with a character that stands for no byte, such
/// as an added token's, counts as text. Bytes that are not UTF-8 become U+FFFD, one for each maximal part of a sequence.
/// </summary>
internal sealed class ByteLevelDecoder : TokenDecoder
{
    public override bool Joins => true;

    public override TokenSink Start(TokenSink next, bool joined) => new Sink(next, joined);

    private sealed class Sink(TokenSink next, bool joined) : WholeTokenSink(next, joined)
    {
        // Keeps the bytes of an unfinished character from token to token.
        private readonly Decoder utf8 = Encoding.UTF8.GetDecoder();
        private bool started;

        protected override void Decode(ReadOnlySpan<char> token)
        {
            byte[] bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(token.Length));
            int count = ByteLevelAlphabet.TryGetBytes(token, bytes) ? token.Length : Encoding.UTF8.GetBytes(token, bytes);
            Pass(bytes.AsSpan(0, count), flush: false);
            ArrayPool<byte>.Shared.Return(bytes);
        }

        protected override void CompleteTokens() => Pass([], flush: true);

        private void Pass(ReadOnlySpan<byte> bytes, bool flush)
        {
            char[] units = ArrayPool<char>.Shared.Rent(Encoding.UTF8.GetMaxCharCount(bytes.Length));
            var text = units.AsSpan(0, utf8.GetChars(bytes, units, flush));
            if (started) Next.Continue(text);
            else Next.Token(text);
            started = true;
            ArrayPool<char>.Shared.Return(units);
        }
    }
}
