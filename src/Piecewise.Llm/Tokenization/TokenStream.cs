using System.Text;
using Piecewise.Llm.Tokenization.Decoding;

namespace Piecewise.Llm.Tokenization;

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
    private readonly Tokenizer _tokenizer;
    private readonly bool _skipSpecialTokens;
    private readonly StringBuilder _ready = new();
    private readonly TokenSink _sink;
    private bool _completed;

    internal TokenStream(Tokenizer tokenizer, bool skipSpecialTokens)
    {
        _tokenizer = tokenizer;
        _skipSpecialTokens = skipSpecialTokens;
        _sink = tokenizer.StartDecoding(_ready);
    }

    /// <summary>Takes the next id.</summary>
    /// <returns>The text that is certain now and was not before; often empty.</returns>
    /// <exception cref="InvalidOperationException">The stream was completed.</exception>
    public string Append(int id)
    {
        if (_completed) throw new InvalidOperationException("The stream was completed; start another one.");
        _tokenizer.Decode(id, _skipSpecialTokens, _sink);
        return Take();
    }

    /// <summary>Ends the stream.</summary>
    /// <returns>The text that was held back: U+FFFD for a character that was never finished.</returns>
    public string Complete()
    {
        if (!_completed) _sink.Complete();
        _completed = true;
        return Take();
    }

    private string Take()
    {
        if (_ready.Length == 0) return "";
        string text = _ready.ToString();
        _ready.Clear();
        return text;
    }
}
