using System.Buffers;
using System.Numerics.Tensors;

namespace Piecewise.Tensors;

/// <summary>How scores become weights.</summary>
/// <param name="Scale">Factor of each score.</param>
/// <param name="Window">How many positions a query sees, its own included; 0 or less for all before it.</param>
/// <param name="Softcap">A score s becomes <c>softcap · tanh(s / softcap)</c>; 0 leaves it.</param>
public readonly record struct AttentionRule(float Scale, int Window = -1, float Softcap = 0);

/// <summary>Sizes of one call of attention.</summary>
/// <param name="Queries">Query tokens.</param>
/// <param name="Keys">Tokens whose keys and values are at hand, from position 0 on.</param>
/// <param name="Start">Position of the first query; query i sees keys up to position <c>Start + i</c>.</param>
/// <param name="QueryHeads">Heads of queries and results; a multiple of <paramref name="KeyHeads"/>.</param>
/// <param name="KeyHeads">Heads of keys and values; query head h reads head <c>h / (QueryHeads / KeyHeads)</c>.</param>
/// <param name="HeadSize">Elements of a query and a key.</param>
/// <param name="ValueSize">Elements of a value and a result.</param>
public readonly record struct AttentionShape(int Queries, int Keys, int Start, int QueryHeads, int KeyHeads, int HeadSize, int ValueSize);

/// <summary>
/// Causal attention with one kernel for prompts and for single tokens against a cache. Everything is float; a token's result has the same
/// bits however many tokens are computed with it.
/// </summary>
public static class CausalAttention
{
    /// <summary>Attention over tensors of any float dtype; 16-bit floats are rounded once, at the end.</summary>
    /// <param name="query">[T, Hq, D].</param>
    /// <param name="keys">[S, Hkv, D], from position 0 on.</param>
    /// <param name="values">[S, Hkv, Dv].</param>
    /// <param name="start">Position of the first query.</param>
    /// <param name="rule">How scores become weights.</param>
    /// <param name="sinks">[Hq]: one more score per head, which has no value; null for none.</param>
    /// <returns>[T, Hq, Dv], contiguous, of the query's dtype.</returns>
    public static Tensor Attend(Tensor query, Tensor keys, Tensor values, int start, AttentionRule rule, Tensor? sinks = null)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(values);
        var shape = new AttentionShape(
            checked((int)query.Shape[0]), checked((int)keys.Shape[0]), start,
            (int)query.Shape[1], (int)keys.Shape[1], (int)query.Shape[2], (int)values.Shape[2]);
        var result = Tensor.Zeros(DType.F32, query.Shape[0], query.Shape[1], values.Shape[2]);
        Attend(Floats(query), Floats(keys), Floats(values), sinks is null ? [] : Floats(sinks), result.AsSpan<float>(), shape, rule);
        return Cast.To(result, query.DType);
    }

    /// <summary>Attention over spans, row-major: [token, head, element].</summary>
    /// <param name="query">Queries · QueryHeads · HeadSize.</param>
    /// <param name="keys">Keys · KeyHeads · HeadSize.</param>
    /// <param name="values">Keys · KeyHeads · ValueSize.</param>
    /// <param name="sinks">QueryHeads, or empty.</param>
    /// <param name="result">Queries · QueryHeads · ValueSize; overwritten. A query that sees nothing gives zeros.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="rule">How scores become weights.</param>
    /// <exception cref="ArgumentException">The sizes do not fit each other or the spans.</exception>
    public static void Attend(
        ReadOnlySpan<float> query, ReadOnlySpan<float> keys, ReadOnlySpan<float> values, ReadOnlySpan<float> sinks, Span<float> result,
        AttentionShape shape, AttentionRule rule)
    {
        var (queries, count, start, queryHeads, keyHeads, size, valueSize) = shape;
        var group = keyHeads == 0 ? 0 : queryHeads / keyHeads;
        if (group * keyHeads != queryHeads || query.Length != queries * queryHeads * size || keys.Length != count * keyHeads * size
            || values.Length != count * keyHeads * valueSize || result.Length != queries * queryHeads * valueSize
            || (sinks.Length != queryHeads && !sinks.IsEmpty))
        {
            throw new ArgumentException($"The operands do not have the sizes {shape}.");
        }
        var buffer = ArrayPool<float>.Shared.Rent(Math.Max(1, group * count));
        for (var head = 0; head < keyHeads; head++)
        {
            for (var i = 0; i < queries; i++)
            {
                // The query heads of a group see the same keys: one small product for all of them.
                var end = Math.Min(start + i + 1, count);
                var first = rule.Window > 0 ? Math.Max(0, start + i + 1 - rule.Window) : 0;
                var visible = Math.Max(0, end - first);
                var row = (i * queryHeads) + (head * group);
                var key = (first * keyHeads) + head;
                var output = result.Slice(row * valueSize, group * valueSize);
                if (visible == 0)
                {
                    output.Clear();
                    continue;
                }
                var scores = buffer.AsSpan(0, group * visible);
                FloatProducts.RowsByRows(query[(row * size)..], size, keys[(key * size)..], keyHeads * size, scores, visible, group, size, visible);
                for (var h = 0; h < group; h++)
                {
                    ToWeights(scores.Slice(h * visible, visible), rule, sinks.IsEmpty ? float.NegativeInfinity : sinks[(head * group) + h]);
                }
                FloatProducts.RowsByColumns(
                    scores, visible, values[(key * valueSize)..], keyHeads * valueSize, output, valueSize, group, visible, valueSize);
            }
        }
        ArrayPool<float>.Shared.Return(buffer);
    }

    // Softmax over the scores and the sink, whose own weight is dropped.
    private static void ToWeights(Span<float> scores, AttentionRule rule, float sink)
    {
        TensorPrimitives.Multiply(scores, rule.Scale, scores);
        if (rule.Softcap > 0)
        {
            TensorPrimitives.Divide(scores, rule.Softcap, scores);
            TensorPrimitives.Tanh(scores, scores);
            TensorPrimitives.Multiply(scores, rule.Softcap, scores);
        }
        var max = MathF.Max(TensorPrimitives.Max(scores), sink);
        TensorPrimitives.Subtract(scores, max, scores);
        TensorPrimitives.Exp(scores, scores);
        TensorPrimitives.Divide(scores, (float)(Accumulate.Sum<float>(scores) + Math.Exp(sink - max)), scores);
    }

    private static ReadOnlySpan<float> Floats(Tensor tensor) => Cast.To(tensor, DType.F32).Contiguous().AsSpan<float>();
}
