using Piecewise.Tensors.Fast;

namespace Piecewise.Tensors;

/// <summary>How scores become weights.</summary>
/// <param name="Scale">Factor of each score.</param>
/// <param name="Window">How many positions a query sees, its own included; 0 or less for all before it.</param>
/// <param name="Softcap">A score s becomes <c>softcap · tanh(s / softcap)</c>; 0 leaves it.</param>
public readonly record struct AttentionRule(float Scale, int Window = -1, float Softcap = 0);

/// <summary>
/// Causal attention with one kernel for prompts and for single tokens against a cache. Everything is float; a token's result has the same
/// bits however many tokens are computed with it.
/// </summary>
public static unsafe class CausalAttention
{
    /// <summary>Attention over tensors of any float dtype; 16-bit floats are rounded once, at the end.</summary>
    /// <param name="query">[T, Hq, D].</param>
    /// <param name="keys">[S, Hkv, D], from position 0 on; Hq is a multiple of Hkv, and query head h reads head <c>h / (Hq / Hkv)</c>.</param>
    /// <param name="values">[S, Hkv, Dv].</param>
    /// <param name="start">Position of the first query; query i sees keys up to position <c>start + i</c>.</param>
    /// <param name="rule">How scores become weights.</param>
    /// <param name="sinks">[Hq]: one more score per head, which has no value; null for none.</param>
    /// <param name="workers">Who computes; by default the calling thread alone.</param>
    /// <returns>[T, Hq, Dv], contiguous, of the query's dtype; a query that sees nothing gives zeros.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit each other.</exception>
    public static Tensor Attend(
        Tensor query, Tensor keys, Tensor values, long start, AttentionRule rule, Tensor? sinks = null, Workers? workers = null)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, long.MaxValue - query.ElementCount);
        if (query.Rank != 3 || keys.Rank != 3 || values.Rank != 3 || keys.Shape[2] != query.Shape[2] || !values.Shape[..2].SequenceEqual(keys.Shape[..2])
            || (keys.Shape[1] == 0 ? query.Shape[1] != 0 : query.Shape[1] % keys.Shape[1] != 0) || (sinks is not null && sinks.ElementCount != query.Shape[1]))
        {
            throw new ArgumentException($"The sizes of {query}, {keys}, {values} and the sinks {sinks} do not fit each other.");
        }
        var dtype = query.DType == DType.BF16 && keys.DType == DType.BF16 && values.DType == DType.BF16 ? DType.BF16 : DType.F32;
        var result = Tensor.Zeros(dtype, query.Shape[0], query.Shape[1], values.Shape[2]);
        var floats = sinks is null ? null : Cast.To(sinks, DType.F32).Contiguous();
        Tensor[] operands = [Cast.To(query, dtype), Cast.To(keys, dtype), Cast.To(values, dtype)];
        if (dtype == DType.BF16)
        {
            Run<BFloat16>(operands, start, rule, floats, result, workers ?? Workers.Alone);
        }
        else
        {
            Run<float>(operands, start, rule, floats, result, workers ?? Workers.Alone);
        }
        return Cast.To(result, query.DType);
    }

    private static void Run<T>(Tensor[] operands, long start, AttentionRule rule, Tensor? sinks, Tensor result, Workers workers) where T : unmanaged
    {
        var (query, keys, values) = (operands[0], operands[1], operands[2]);
        new AttentionJob<T, float, T>
        {
            Query = (T*)query.Pointer,
            QueryStrides = Strides(query),
            Key = (T*)keys.Pointer,
            KeyStrides = Strides(keys),
            Value = (T*)values.Pointer,
            ValueStrides = Strides(values),
            Sinks = sinks is null ? null : (float*)sinks.Pointer,
            Result = (T*)result.Pointer,
            ResultStrides = Strides(result),
            Batch = 1,
            Queries = (nint)query.Shape[0],
            Heads = (nint)query.Shape[1],
            Size = (nint)query.Shape[2],
            Keys = (nint)keys.Shape[0],
            KeyHeads = (nint)keys.Shape[1],
            ValueSize = (nint)values.Shape[2],
            Rule = rule,
            IsCausal = true,
            Start = (nint)start,
        }.Run(workers);
        GC.KeepAlive(operands);
        GC.KeepAlive(sinks);
        GC.KeepAlive(result);
    }

    // [tokens, heads, elements].
    private static HeadStrides Strides(Tensor x) => new(0, (nint)x.Strides[1], (nint)x.Strides[0], (nint)x.Strides[2]);
}
