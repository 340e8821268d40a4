using System.Collections.Immutable;
using System.Text;
using Piecewise.Llm;
using Piecewise.Server.Metrics;

namespace Piecewise.Server.Endpoints;

/// <summary>One text of an answer as it grows.</summary>
/// <param name="tokenizer">Of the model.</param>
/// <param name="echo">The prompt, where the text begins with it; empty otherwise.</param>
internal sealed class GeneratedChoice(Tokenizer tokenizer, string echo)
{
    private readonly StringBuilder text = new(echo);
    private readonly List<ScoredToken> tokens = [];
    private readonly TokenStream offsets = tokenizer.StartDecoding();
    private int offset = echo.Length;

    public string Text => text.ToString();

    public IReadOnlyList<ScoredToken> Tokens => tokens;

    /// <summary>Why it ended, as clients call it; null while it has not.</summary>
    public string? Finish { get; private set; }

    /// <summary>Whether there is no token yet.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>The text that was the prompt and nothing more.</summary>
    public void EndWithEcho() => Finish = ServerMetrics.NameOf(FinishReason.Length);

    /// <summary>Takes the next token.</summary>
    /// <returns>The piece of the text that comes with it.</returns>
    public ChoicePiece Append(GeneratedToken token)
    {
        var piece = IsEmpty ? echo + token.Text : token.Text;
        IsEmpty = false;
        text.Append(token.Text);
        ScoredToken? scored = null;
        if (token is { Id: { } id, LogProbability: { } probability, IsEnd: false })
        {
            tokens.Add(scored = new ScoredToken(id, probability, token.Top, offset));
            offset += offsets.Append(id).Length;
        }
        Finish = token.Finish is { } reason ? ServerMetrics.NameOf(reason) : null;
        return new ChoicePiece(piece, scored, Finish);
    }

}

/// <summary>What one token adds to a text.</summary>
/// <param name="Text">Its text, often empty.</param>
/// <param name="Token">The token with its log-probability; null where that was not asked for, or where it only ends the text.</param>
/// <param name="Finish">Why the text ends here; null where it goes on.</param>
internal readonly record struct ChoicePiece(string Text, ScoredToken? Token, string? Finish);

/// <summary>A token and how likely it was.</summary>
/// <param name="Id">The token.</param>
/// <param name="LogProbability">The natural logarithm of its probability.</param>
/// <param name="Top">The most likely tokens in its place.</param>
/// <param name="Offset">Where its text begins, in characters.</param>
internal sealed record ScoredToken(int Id, double LogProbability, ImmutableArray<TokenProbability> Top, int Offset);
