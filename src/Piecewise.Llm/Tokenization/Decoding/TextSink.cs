using System.Text;

namespace Piecewise.Llm.Tokenization.Decoding;

/// <summary>The end of the chain: all text, one after the other.</summary>
internal sealed class TextSink(StringBuilder result) : TokenSink
{
    public override void Token(ReadOnlySpan<char> text) => result.Append(text);

    public override void Continue(ReadOnlySpan<char> text) => result.Append(text);

    public override void Complete()
    {
    }
}
