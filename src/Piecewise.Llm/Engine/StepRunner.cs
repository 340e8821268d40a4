using Piecewise.Tensors;

namespace Piecewise.Llm;

/// <summary>Runs steps of an engine: one call of the model for the tokens of several sequences. One caller at a time.</summary>
internal sealed class StepRunner(LanguageModel model, CachedAttention attention, ITokenCalls calls) : IDisposable
{
    // Where other ranks have parts of the model.
    private readonly StepLink? link = model.Ranks is { } host ? new StepLink(host) : null;

    /// <summary>Tokens that the model knows; after <see cref="WarmUp"/>.</summary>
    public int Vocabulary { get; private set; }

    /// <summary>Runs one token, so that the layers' sizes are known, and memory is there.</summary>
    /// <exception cref="NotALanguageModelException">The model's results are no logits for each token.</exception>
    public void WarmUp(KvPool pool)
    {
        if (calls.KeepsState)
        {
            throw new NotALanguageModelException(
                $"{model.Name} keeps state of its own besides keys and values: it serves one sequence at a time (LanguageModel.Start).");
        }
        using var cache = new KvCache(pool, model.ContextLength);
        attention.Begin();
        attention.Add(cache, 1);
        Vocabulary = (int)Math.Min(int.MaxValue, Call([0], [0], [0]).Shape[1]);
        attention.Complete();
    }

    /// <summary>Runs a step; its tokens are part of their sequences then, or none is.</summary>
    public StepResults Run(ReadOnlySpan<StepPart> parts)
    {
        var total = 0;
        attention.Begin();
        foreach (var part in parts)
        {
            attention.Add(part.Request.Cache!, part.Count);
            total += part.Count;
        }
        var (ids, positions) = (new long[total], new long[total]);
        var (rows, places) = (new List<long>(parts.Length), new int[parts.Length]);
        var at = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var (request, count, isLast) = parts[i];
            var start = request.Computed;
            for (var j = 0; j < count; j++)
            {
                (ids[at], positions[at]) = (request.Tokens[start + j], start + j);
                at++;
            }
            places[i] = rows.Count;
            // A call has a result: where no part needs one, the last row is as good as any.
            if (isLast || (i == parts.Length - 1 && rows.Count == 0))
            {
                rows.Add(at - 1);
            }
        }
        var logits = Call(ids, positions, [.. rows]);
        attention.Complete();
        return new StepResults(logits, places);
    }

    public void Dispose()
    {
        link?.SendEnd();
        calls.Dispose();
    }

    private Tensor Call(long[] ids, long[] positions, long[] rows)
    {
        link?.Send(attention.Sequences, ids, positions, rows);
        var result = calls.Run(Tensor.From(ids, ids.Length), Tensor.From(positions, ids.Length), rows);
        return result.Rank == 2 && result.Shape[0] == rows.Length && result.Shape[1] > 0 ? result : throw new NotALanguageModelException(
            $"The program {model.Name} gave {result} for {ids.Length} tokens, not a row of logits for each of {rows.Length} of them.");
    }
}

/// <summary>Logits of a step; valid until the next one.</summary>
/// <param name="logits">[rows, vocabulary].</param>
/// <param name="places">The row of each part that is its sequence's last.</param>
internal readonly struct StepResults(Tensor logits, int[] places)
{
    /// <summary>The logits after a part's last token.</summary>
    public ReadOnlySpan<float> Row(int part)
    {
        var row = logits.AsStrided([logits.Shape[1]], [logits.Strides[1]], logits.Offset + (places[part] * logits.Strides[0]));
        return Cast.To(row.Contiguous(), DType.F32).AsSpan<float>();
    }
}
