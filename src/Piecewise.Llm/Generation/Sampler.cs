namespace Piecewise.Llm;

/// <summary>
/// Picks the next token from logits: divides them by the temperature, keeps the top-k most likely tokens, then of these the top-p, and
/// picks one of the rest by its probability. Serves one caller at a time; allocates nothing once it knows the vocabulary. What the other
/// options say of logits (penalties, bias, min-p, allowed tokens) is done before, by sequences and the engine.
/// </summary>
/// <remarks>
/// The order and the meaning are those of Hugging Face and vLLM: top-p looks at probabilities among the top-k, and keeps as few of the most
/// likely tokens as have that probability together, at least one. Of equal logits the first token counts as the more likely, so top-k keeps
/// exactly k. A logit of minus infinity masks a token; tokens with plus infinity share all probability. A token less likely than the most
/// likely one by a factor of 2^64 is never picked.
/// <para>
/// One pick takes one random number, which is a position in the tokens ordered from the most likely down. Equal logits and a seed give
/// equal tokens on every machine and version: generator and arithmetic are part of the contract.
/// </para>
/// </remarks>
public sealed class Sampler
{
    private readonly GenerationOptions options;
    private readonly TokenRanking ranking = new();
    private WeightTable? table;
    private ulong state;

    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public Sampler(GenerationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        this.options = options;
        state = options.Seed;
    }

    /// <summary>The index of the picked token.</summary>
    /// <param name="logits">One number per token of the vocabulary.</param>
    /// <exception cref="ArgumentException">There are no logits.</exception>
    /// <exception cref="InvalidOperationException">A logit is not a number, or all are minus infinity: no token can be picked.</exception>
    public int Pick(ReadOnlySpan<float> logits)
    {
        if (logits.IsEmpty)
        {
            throw new ArgumentException("There are no logits, so no token can be picked.", nameof(logits));
        }
        var (least, largest) = LogitScan.Range(logits);
        if (float.IsNaN(largest))
        {
            throw new InvalidOperationException(
                $"The logit of token {LogitScan.FirstNaN(logits)} is not a number (NaN), so no token can be picked: "
                + "the model or its input is broken.");
        }
        if (float.IsNegativeInfinity(largest))
        {
            throw new InvalidOperationException("The logits of all tokens are minus infinity, a mask, so no token can be picked.");
        }
        return options.Temperature == 0 || options.TopK == 1 ? LogitScan.TokenWith(logits, largest, 1) : Sample(logits, least, largest);
    }

    private int Sample(ReadOnlySpan<float> logits, float least, float largest)
    {
        table ??= new WeightTable();
        var limit = LogitLimit.Of(logits, largest, options.TopK, ranking);
        var scale = new WeightScale(least, largest, options.Temperature);
        table.Fill(logits, scale, limit);

        var (kept, lastCell, keptOfLast) = (table.Total, int.MaxValue, 0.0);
        if (options.TopP < 1)
        {
            // The first token with which the sum reaches, not only passes, the share.
            var share = Math.BitDecrement(options.TopP * kept);
            (lastCell, var before) = table.Find(share);
            WeightTable.Collect(logits, scale, limit, lastCell, ranking);
            keptOfLast = ranking.Find(logits, share - before).Through;
            kept = before + keptOfLast;
        }

        var target = Math.Min(NextUnit() * kept, Math.BitDecrement(kept));
        var (cell, start) = table.Find(target);
        var inside = target - start;
        if (cell == lastCell)
        {
            // What rounding makes of the difference must not reach a token after the last.
            inside = Math.Min(inside, Math.BitDecrement(keptOfLast));
        }
        WeightTable.Collect(logits, scale, limit, cell, ranking);
        return ranking.Find(logits, inside).Token;
    }

    // SplitMix64 (Steele, Lea and Flood 2014); the upper 53 bits make a number in [0, 1).
    private double NextUnit()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
