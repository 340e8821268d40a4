using System.Collections.Immutable;

namespace Piecewise.Llm;

/// <summary>What an <see cref="Engine"/> is doing, and has done since it began.</summary>
/// <param name="Running">Requests whose tokens are being computed.</param>
/// <param name="Waiting">Requests that have not begun, or had to give up their memory and begin again.</param>
/// <param name="BlocksUsed">Blocks of 64 tokens' keys and values that requests hold.</param>
/// <param name="Blocks">Blocks that there may be.</param>
/// <param name="PromptTokens">Tokens of all prompts whose first token was made.</param>
/// <param name="GeneratedTokens">Tokens that were made.</param>
/// <param name="CachedTokens">Tokens of these prompts that did not have to be computed.</param>
/// <param name="Preemptions">How often a request had to give up its memory.</param>
/// <param name="Steps">Calls of the model.</param>
/// <param name="StepTokens">Tokens of these calls.</param>
public readonly record struct EngineState(
    int Running, int Waiting, int BlocksUsed, int Blocks, long PromptTokens, long GeneratedTokens, long CachedTokens, long Preemptions,
    long Steps, long StepTokens)
{
    /// <summary>The same by the range of sizes that served a call: what says for which sizes to compile.</summary>
    public ImmutableArray<RangeLoad> Ranges { get; init; } = [];
}

/// <summary>What came in one range of sizes that a model is compiled for.</summary>
/// <param name="Start">Tokens of a call at least.</param>
/// <param name="End">Tokens of a call at most.</param>
/// <param name="Steps">Calls of the model.</param>
/// <param name="Tokens">Tokens of these calls.</param>
public readonly record struct RangeLoad(long Start, long End, long Steps, long Tokens);
