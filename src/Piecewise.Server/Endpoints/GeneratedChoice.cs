using System.Collections.Immutable;
using System.Text;
using Piecewise.Llm;
using Piecewise.Llm.Reasoning;
using Piecewise.Llm.Tools;
using Piecewise.Server.Metrics;
using Piecewise.Server.Protocol;

namespace Piecewise.Server.Endpoints;

/// <summary>One text of an answer as it grows.</summary>
/// <param name="tokenizer">Of the model.</param>
/// <param name="echo">The prompt, where the text begins with it; empty otherwise.</param>
/// <param name="tools">How the text may call tools; null where it may not.</param>
/// <param name="reasoning">Parts its reasoning from the rest; null where there is none.</param>
internal sealed class GeneratedChoice(Tokenizer tokenizer, string echo, ToolUse? tools, ReasoningReader? reasoning)
{
    private const string Called = "tool_calls";

    private readonly ToolCallReader? reader = tools is null ? null : new ToolCallReader(tools.Form, tools.IsForced);
    private readonly List<GeneratedCall> calls = [];
    private readonly StringBuilder text = new(echo);
    private readonly StringBuilder thought = new();
    private readonly List<ScoredToken> tokens = [];
    private readonly TokenStream offsets = tokenizer.StartDecoding();
    private int offset = echo.Length;

    public string Text => text.ToString();

    /// <summary>What comes before the text and is none of it.</summary>
    public string Reasoning => thought.ToString();

    public IReadOnlyList<ScoredToken> Tokens => tokens;

    /// <summary>The calls of tools that are in it.</summary>
    public IReadOnlyList<GeneratedCall> Calls => calls;

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
        var isLast = token.Finish is not null;
        var (thinks, says) = reasoning?.Push(token.Text, isLast) ?? ("", token.Text);
        var pieces = reader?.Push(says, isLast) ?? [];
        var added = reader is null ? says : string.Concat(pieces.Select(p => p.Content));
        var piece = IsEmpty ? echo + added : added;
        IsEmpty = false;
        text.Append(added);
        thought.Append(thinks);
        pieces.RemoveAll(p => p.Content is not null);
        foreach (var call in pieces)
        {
            if (call.Id is { } id)
            {
                calls.Add(new GeneratedCall(id, call.Name!));
            }
            calls[call.Call].Arguments.Append(call.Arguments);
        }
        ScoredToken? scored = null;
        if (token is { Id: { } known, LogProbability: { } probability, IsEnd: false })
        {
            tokens.Add(scored = new ScoredToken(known, probability, token.Top, offset));
            offset += offsets.Append(known).Length;
        }
        Finish = token.Finish is not { } reason ? null
            : reason == FinishReason.Stop && calls.Count > 0 ? Called : ServerMetrics.NameOf(reason);
        return new ChoicePiece(piece, thinks, pieces, scored, Finish);
    }
}

/// <summary>A call of a tool in a text.</summary>
/// <param name="Id">By which the answer names it.</param>
/// <param name="Name">What is called.</param>
internal sealed record GeneratedCall(string Id, string Name)
{
    public StringBuilder Arguments { get; } = new();
}

/// <summary>What one token adds to a text.</summary>
/// <param name="Text">Its text, often empty.</param>
/// <param name="Reasoning">What it adds to the reasoning before it.</param>
/// <param name="Calls">Parts of calls of tools.</param>
/// <param name="Token">The token with its log-probability; null where that was not asked for, or where it only ends the text.</param>
/// <param name="Finish">Why the text ends here; null where it goes on.</param>
internal readonly record struct ChoicePiece(
    string Text, string Reasoning, IReadOnlyList<ToolPiece> Calls, ScoredToken? Token, string? Finish)
{
    /// <summary>Whether it tells nothing.</summary>
    public bool IsEmpty => Text.Length == 0 && Reasoning.Length == 0 && Calls.Count == 0 && Token is null && Finish is null;
}

/// <summary>A token and how likely it was.</summary>
/// <param name="Id">The token.</param>
/// <param name="LogProbability">The natural logarithm of its probability.</param>
/// <param name="Top">The most likely tokens in its place.</param>
/// <param name="Offset">Where its text begins, in characters.</param>
internal sealed record ScoredToken(int Id, double LogProbability, ImmutableArray<TokenProbability> Top, int Offset);
