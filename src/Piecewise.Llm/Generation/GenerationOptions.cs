using Piecewise.Llm.Reasoning;

namespace Piecewise.Llm;

/// <summary>How text is generated.</summary>
public sealed record GenerationOptions
{
    private const int MostLogProbabilities = 100;

    /// <summary>New tokens at most, a token that ends the text included; at least 1.</summary>
    public int MaxTokens { get; init; } = 128;

    /// <summary>0 picks the most likely token; otherwise logits are divided by this, however small or large.</summary>
    public double Temperature { get; init; }

    /// <summary>
    /// Only the k most likely tokens may be picked; 0 means all, as does more than there are. Of equally likely ones the first count.
    /// </summary>
    public int TopK { get; init; }

    /// <summary>
    /// Only the most likely tokens may be picked: as few as together have this probability among those that <see cref="TopK"/> leaves, at
    /// least one. Above 0 and at most 1; 1 means all.
    /// </summary>
    public double TopP { get; init; } = 1;

    /// <summary>
    /// Only tokens may be picked that are at least so likely as this share of the most likely one, at the temperature; from 0, which means
    /// all, to 1.
    /// </summary>
    public double MinP { get; init; }

    /// <summary>
    /// Logits of tokens that the prompt or the new text has are divided by this where they are positive, else multiplied; above 0, 1
    /// changes nothing (Keskar et al. 2019).
    /// </summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>What is taken from the logit of a token that the new text has.</summary>
    public double PresencePenalty { get; init; }

    /// <summary>What is taken from the logit of a token for each time that the new text has it.</summary>
    public double FrequencyPenalty { get; init; }

    /// <summary>What is added to the logits of some tokens; null for none. Tokens that the vocabulary has not are no matter.</summary>
    public IReadOnlyDictionary<int, float>? LogitBias { get; init; }

    /// <summary>Only these tokens may be picked; null for all.</summary>
    public IReadOnlyCollection<int>? AllowedTokens { get; init; }

    /// <summary>
    /// What the text is held to: only tokens may be picked with which it can become that, and it ends where nothing can follow; null for
    /// any text. Not together with <see cref="AllowedTokens"/>. Where tokens or the context run out, the text is a beginning of it.
    /// </summary>
    public Grammar? Grammar { get; init; }

    /// <summary>The same for an answer that reasoning comes before: what it is held to holds behind the block.</summary>
    /// <param name="reasoning">How the answer begins; null where it is the whole text.</param>
    /// <param name="tokenizer">The model's.</param>
    /// <exception cref="GrammarException">The marks are special tokens, which no text can be held to.</exception>
    internal GenerationOptions Behind(ReasoningUse? reasoning, Tokenizer tokenizer)
    {
        if (reasoning is not { Start: not ReasoningStart.After } block)
        {
            return this;
        }
        var isSpecial = tokenizer.TokenToId(block.Form.Close) is { } mark && tokenizer.IsSpecial(mark);
        if (isSpecial && Grammar is not null)
        {
            throw new GrammarException(
                $"This model ends its reasoning with the special token {block.Form.Close}, behind which no text is held to a form: switch "
                + "its reasoning off, as its chat template lets you, or leave the form out.");
        }
        return this with
        {
            Grammar = Grammar?.After(block),
            // What is left out of the text could not be found in it.
            ShowsSpecialTokens = ShowsSpecialTokens || isSpecial,
        };
    }

    /// <summary>Whether special tokens are part of the text, but those that end it.</summary>
    internal bool ShowsSpecialTokens { get; init; }

    /// <summary>Before there are so many new tokens, nothing ends the text; at most <see cref="MaxTokens"/>.</summary>
    public int MinTokens { get; init; }

    /// <summary>Whether tokens that end a text are tokens like others.</summary>
    public bool IgnoreEnd { get; init; }

    /// <summary>Tokens that end this text, besides the model's (<see cref="LanguageModel.EndOfText"/>).</summary>
    public IReadOnlyCollection<int> StopTokens { get; init; } = [];

    /// <summary>Strings that end this text, and are no part of it, wherever in tokens they begin and end; none is empty.</summary>
    public IReadOnlyList<string> StopStrings { get; init; } = [];

    /// <summary>
    /// For how many of the most likely tokens probabilities are told, besides the picked one's (<see cref="GeneratedToken.Top"/>); null to
    /// tell none. They are those of the model: before temperature, penalties and limits.
    /// </summary>
    public int? LogProbabilities { get; init; }

    /// <summary>
    /// Where others wait too: texts with lower numbers come first, equal ones in the order of their arrival, and where memory runs out
    /// those with the highest give theirs up (an <see cref="Engine"/>'s texts only).
    /// </summary>
    public int Priority { get; init; }

    /// <summary>Seed of the sampler: equal seeds give equal tokens for equal logits.</summary>
    public ulong Seed { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public void Validate()
    {
        Require(MaxTokens > 0, nameof(MaxTokens), $"The number of new tokens must be at least 1, not {MaxTokens}.");
        Require(
            Temperature >= 0 && double.IsFinite(Temperature), nameof(Temperature),
            $"The temperature must be a number from 0 up, not {Temperature}.");
        Require(TopK >= 0, nameof(TopK), $"Top-k must be a number of tokens, or 0 for all of them, not {TopK}.");
        Require(MinP is >= 0 and <= 1, nameof(MinP), $"Min-p must be a share from 0 to 1, not {MinP}.");
        Require(
            RepetitionPenalty > 0 && double.IsFinite(RepetitionPenalty), nameof(RepetitionPenalty),
            $"The repetition penalty must be a number above 0, not {RepetitionPenalty}.");
        Require(
            double.IsFinite(PresencePenalty), nameof(PresencePenalty), $"The presence penalty must be a number, not {PresencePenalty}.");
        Require(
            double.IsFinite(FrequencyPenalty), nameof(FrequencyPenalty),
            $"The frequency penalty must be a number, not {FrequencyPenalty}.");
        Require(
            LogitBias?.Values.All(float.IsFinite) ?? true, nameof(LogitBias),
            $"What is added to logits must be numbers; one of them is none.");
        Require(
            AllowedTokens is null or { Count: > 0 }, nameof(AllowedTokens),
            $"No token is allowed; allow one, or leave this out for all.");
        Require(
            Grammar is null || AllowedTokens is null, nameof(AllowedTokens),
            $"A text that is held to a grammar cannot be held to certain tokens too; leave out one of them.");
        Require(
            MinTokens >= 0 && MinTokens <= MaxTokens, nameof(MinTokens),
            $"The least number of new tokens must be from 0 to {MaxTokens}, the most, not {MinTokens}.");
        Require(StopTokens is not null, nameof(StopTokens), $"There are no tokens that end the text: use an empty list.");
        Require(
            StopStrings?.All(s => !string.IsNullOrEmpty(s)) ?? false, nameof(StopStrings),
            $"A string that ends the text must have at least one character.");
        Require(
            LogProbabilities is null or (>= 0 and <= MostLogProbabilities), nameof(LogProbabilities),
            $"Probabilities are told for 0 to {MostLogProbabilities} tokens, not for {LogProbabilities}.");
        Require(TopP is > 0 and <= 1, nameof(TopP), $"Top-p must be a probability above 0 and at most 1, not {TopP}.");
    }

    private static void Require(bool condition, string name, FormattableString problem)
    {
        if (!condition)
        {
            throw new ArgumentOutOfRangeException(name, FormattableString.Invariant(problem));
        }
    }
}
