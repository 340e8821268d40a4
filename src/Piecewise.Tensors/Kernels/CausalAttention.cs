using System.Numerics.Tensors;

namespace Piecewise.Tensors;

/// <summary>Causal attention over the keys and values of one sequence, scores in float32. Plain, but row by row over dense spans.</summary>
public static class CausalAttention
{
    /// <summary>
    /// Query i stands at position <paramref name="start"/> + i and sees the keys 0 … start + i, of these the last
    /// <paramref name="window"/> where that is positive. Query head h reads key head h / (Hq / Hkv).
    /// </summary>
    /// <param name="query">[T, Hq, D].</param>
    /// <param name="keys">[S, Hkv, D], S ≥ start + T.</param>
    /// <param name="values">[S, Hkv, Dv].</param>
    /// <param name="start">Position of the first query.</param>
    /// <param name="scale">Factor of the scores.</param>
    /// <param name="window">Positions that a query sees, itself included; 0 or less means all.</param>
    /// <param name="softcap">Scores become softcap · tanh(score / softcap) where this is positive.</param>
    /// <param name="sinks">[Hq]: one more logit per head in the softmax's denominator; null for none.</param>
    /// <returns>[T, Hq, Dv], contiguous, in the dtype of <paramref name="query"/>.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public static Tensor Run(Tensor query, Tensor keys, Tensor values, long start, double scale, int window, double softcap, Tensor? sinks)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(values);
        Check(query, keys, values, start, sinks);
        var (tokens, heads, depth) = ((int)query.Shape[0], (int)query.Shape[1], (int)query.Shape[2]);
        var (keyHeads, valueDepth) = ((int)keys.Shape[1], (int)values.Shape[2]);
        var group = heads / keyHeads;
        var result = Tensor.Zeros(DType.F32, tokens, heads, valueDepth);
        var q = Cast.To(query, DType.F32).Contiguous().AsSpan<float>();
        var k = Cast.To(keys, DType.F32).Contiguous().AsSpan<float>();
        var v = Cast.To(values, DType.F32).Contiguous().AsSpan<float>();
        var sink = sinks is null ? [] : Cast.To(sinks, DType.F32).Contiguous().AsSpan<float>();
        var output = result.AsSpan<float>();
        var scores = new float[(int)(start + tokens)];
        for (var i = 0; i < tokens; i++)
        {
            var last = (int)start + i;
            var first = window > 0 ? Math.Max(0, last - window + 1) : 0;
            for (var head = 0; head < heads; head++)
            {
                var row = scores.AsSpan(0, last - first + 1);
                var own = q.Slice((i * heads + head) * depth, depth);
                var keyHead = head / group;
                for (var j = 0; j < row.Length; j++)
                {
                    row[j] = (float)scale * TensorPrimitives.Dot(own, k.Slice(((first + j) * keyHeads + keyHead) * depth, depth));
                }
                if (softcap > 0)
                {
                    foreach (ref var score in row)
                    {
                        score = (float)softcap * MathF.Tanh(score / (float)softcap);
                    }
                }
                Normalize(row, sink.IsEmpty ? null : sink[head]);
                var target = output.Slice((i * heads + head) * valueDepth, valueDepth);
                for (var j = 0; j < row.Length; j++)
                {
                    TensorPrimitives.MultiplyAdd(v.Slice(((first + j) * keyHeads + keyHead) * valueDepth, valueDepth), row[j], target, target);
                }
            }
        }
        return Cast.To(result, query.DType);
    }

    // Softmax in place; the sink takes part in the denominator only.
    private static void Normalize(Span<float> row, float? sink)
    {
        var largest = Math.Max(TensorPrimitives.Max<float>(row), sink ?? float.NegativeInfinity);
        float sum = sink is { } logit ? MathF.Exp(logit - largest) : 0;
        foreach (ref var score in row)
        {
            sum += score = MathF.Exp(score - largest);
        }
        TensorPrimitives.Divide(row, sum, row);
    }

    private static void Check(Tensor query, Tensor keys, Tensor values, long start, Tensor? sinks)
    {
        var fits = query.Rank == 3 && keys.Rank == 3 && values.Rank == 3
            && keys.Shape[0] >= start + query.Shape[0] && values.Shape[0] == keys.Shape[0]
            && keys.Shape[2] == query.Shape[2] && values.Shape[1] == keys.Shape[1]
            && keys.Shape[1] > 0 && query.Shape[1] % keys.Shape[1] == 0
            && (sinks is null || (sinks.Rank == 1 && sinks.Shape[0] == query.Shape[1]));
        if (!fits)
        {
            throw new ArgumentException($"Attention of {query} over {keys} and {values} from position {start}{(sinks is null ? "" : $" with sinks {sinks}")}: the shapes do not fit.");
        }
    }
}
