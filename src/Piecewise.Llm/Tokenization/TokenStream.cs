using System.Text;
using Piecewise.Llm.Tokenization.Decoding;

namespace Piecewise.Llm;

/// <summary>
/// Decodes ids as they are generated. Text comes out as soon as no later id can change it: a character whose bytes are spread
/// over several tokens comes with the last of them. Not safe for several threads at once.
/// </summary>
/// <remarks>
/// Some decoders need more to be sure: <c>ByteFallback</c> the first token after a run of byte tokens, and a <c>Replace</c>
/// after a <c>Fuse</c> or <c>ByteLevel</c> the end.
/// </remarks>
public sealed class TokenStream
{
    private readonly Tokenizer tokenizer;
    private readonly bool skipSpecialTokens;
    private readonly StringBuilder ready = new();
    private readonly TokenSink sink;
    private bool completed;

    internal TokenStream(Tokenizer tokenizer, bool skipSpecialTokens)
    {
        this.tokenizer = tokenizer;
        this.skipSpecialTokens = skipSpecialTokens;
        sink = tokenizer.StartDecoding(ready);
    }

    /// <summary>Takes the next id.</summary>
    /// <returns>The text that is certain now and was not before; often empty.</returns>
    /// <exception cref="InvalidOperationException">The stream was completed.</exception>
    public string Append(int id)
    {
        if (completed) throw new InvalidOperationException("The stream was completed; start another one.");
        tokenizer.Decode(id, skipSpecialTokens, sink);
        return Take();
    }

    /// <summary>Ends the stream.</summary>
    /// <returns>The text that was held back: U+FFFD for a character that was never finished.</returns>
    public string Complete()
    {
        if (!completed) sink.Complete();
        completed = true;
        return Take();
    }

    private string Take()
    {
        if (ready.Length == 0) return "";
        string text = ready.ToString();
        ready.Clear();
        return text;
    }
}
