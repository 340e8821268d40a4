using System.Collections.Immutable;
using System.Numerics.Tensors;
using Piecewise.Llm.Grammars;

namespace Piecewise.Llm;

/// <summary>
/// Picks the tokens of one text: what its options say of logits is done to a copy (allowed tokens, grammar, bias, tokens that may not end
/// the text yet, penalties, min-p, in this order, which is vLLM's), and a <see cref="Sampler"/> picks. Serves one caller at a time.
/// </summary>
internal sealed class TokenPicker
{
    private readonly GenerationOptions options;
    private readonly ImmutableArray<int> endTokens;
    private readonly Sampler sampler;
    private readonly GrammarMatcher? matcher;
    private readonly HashSet<int>? seen;
    private readonly Dictionary<int, int>? counts;
    private readonly bool[]? allowed;
    private float[] changed = [];

    /// <param name="options">How tokens are picked.</param>
    /// <param name="model">Whose tokens they are.</param>
    /// <param name="prompt">What the text follows.</param>
    /// <exception cref="GrammarException">The model's vocabulary cannot write what the text is held to.</exception>
    public TokenPicker(GenerationOptions options, LanguageModel model, IReadOnlyList<int> prompt)
    {
        sampler = new Sampler(options);
        matcher = options.Grammar is { } grammar ? new GrammarMatcher(model.Masks(grammar)) : null;
        this.options = options;
        endTokens = [.. options.IgnoreEnd ? [] : model.EndOfText, .. options.StopTokens];
        if (options.RepetitionPenalty != 1)
        {
            seen = [.. prompt];
        }
        if (options.PresencePenalty != 0 || options.FrequencyPenalty != 0)
        {
            counts = [];
        }
        if (options.AllowedTokens is { } tokens)
        {
            allowed = new bool[Math.Max(0, tokens.Max()) + 1];
            foreach (var token in tokens.Where(t => t >= 0))
            {
                allowed[token] = true;
            }
        }
    }

    /// <summary>How many were picked.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a token ends the text, being the next one.</summary>
    public bool Ends(int token) => endTokens.Contains(token);

    /// <summary>Whether nothing can follow by the grammar that the text is held to.</summary>
    public bool IsAtEnd => matcher is { IsAtEnd: true };

    /// <summary>Picks the next token, with the probabilities that the options ask for.</summary>
    /// <param name="logits">One number per token of the vocabulary, as the model gives them.</param>
    /// <exception cref="InvalidOperationException">A logit is not a number, or no token may be picked.</exception>
    public PickedToken Pick(ReadOnlySpan<float> logits)
    {
        var token = sampler.Pick(Changed(logits));
        Count++;
        // A token that ends the text is none of it.
        if (!Ends(token))
        {
            matcher?.Append(token);
        }
        seen?.Add(token);
        if (counts is not null)
        {
            counts[token] = counts.GetValueOrDefault(token) + 1;
        }
        return options.LogProbabilities is { } most
            ? new PickedToken(token, LogProbability.Of(logits, token), LogProbability.Top(logits, most))
            : new PickedToken(token, null, []);
    }

    private ReadOnlySpan<float> Changed(ReadOnlySpan<float> logits)
    {
        var mayNotEnd = Count < options.MinTokens && !endTokens.IsEmpty;
        if (matcher is null && allowed is null && options.LogitBias is null
            && !mayNotEnd && seen is null && counts is null && options.MinP == 0)
        {
            return logits;
        }
        if (changed.Length != logits.Length)
        {
            changed = new float[logits.Length];
        }
        logits.CopyTo(changed);
        if (allowed is not null)
        {
            for (var i = 0; i < changed.Length; i++)
            {
                changed[i] = i < allowed.Length && allowed[i] ? changed[i] : float.NegativeInfinity;
            }
        }
        matcher?.Apply(changed, endTokens, mayEnd: !mayNotEnd);
        foreach (var (token, bias) in options.LogitBias ?? ImmutableDictionary<int, float>.Empty)
        {
            if (IsKnown(token))
            {
                changed[token] += bias;
            }
        }
        if (mayNotEnd && matcher is null)
        {
            foreach (var token in endTokens.Where(IsKnown))
            {
                changed[token] = float.NegativeInfinity;
            }
        }
        Penalize();
        if (options.MinP > 0)
        {
            // exp((x - largest) / temperature) >= min-p.
            var floor = TensorPrimitives.Max(changed) + (float)(Math.Log(options.MinP) * options.Temperature);
            for (var i = 0; i < changed.Length; i++)
            {
                changed[i] = changed[i] < floor ? float.NegativeInfinity : changed[i];
            }
        }
        return changed;
    }

    private void Penalize()
    {
        var factor = (float)options.RepetitionPenalty;
        foreach (var token in seen ?? [])
        {
            if (IsKnown(token))
            {
                changed[token] = changed[token] > 0 ? changed[token] / factor : changed[token] * factor;
            }
        }
        foreach (var (token, count) in counts ?? [])
        {
            if (IsKnown(token))
            {
                changed[token] -= (float)((count * options.FrequencyPenalty) + options.PresencePenalty);
            }
        }
    }

    // Options and prompts may name tokens that the vocabulary has not.
    private bool IsKnown(int token) => (uint)token < (uint)changed.Length;
}

/// <summary>A token that was picked.</summary>
/// <param name="Id">The token.</param>
/// <param name="LogProbability">The logarithm of its probability, where asked for.</param>
/// <param name="Top">The most likely tokens, where asked for.</param>
internal readonly record struct PickedToken(int Id, double? LogProbability, ImmutableArray<TokenProbability> Top);
