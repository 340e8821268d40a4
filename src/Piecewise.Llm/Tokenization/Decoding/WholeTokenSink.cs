using System.Text;

namespace Piecewise.Llm.Tokenization.Decoding;

/// <summary>A step that must see a token whole: where a step before joins tokens, it gathers the parts.</summary>
internal abstract class WholeTokenSink(TokenSink next, bool joined) : TokenSink
{
    private readonly StringBuilder parts = new();
    private bool open;

    protected TokenSink Next { get; } = next;

    public sealed override void Token(ReadOnlySpan<char> text)
    {
        if (!joined)
        {
            Decode(text);
            return;
        }
        Close();
        parts.Append(text);
        open = true;
    }

    public sealed override void Continue(ReadOnlySpan<char> text) => parts.Append(text);

    public sealed override void Complete()
    {
        Close();
        CompleteTokens();
        Next.Complete();
    }

    protected abstract void Decode(ReadOnlySpan<char> token);

    /// <summary>Passes on what was held back when no token follows.</summary>
    protected virtual void CompleteTokens()
    {
    }

    private void Close()
    {
        if (!open) return;
        string token = parts.ToString();
        parts.Clear();
        open = false;
        Decode(token);
    }
}
