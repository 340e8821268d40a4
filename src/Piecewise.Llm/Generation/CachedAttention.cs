using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Llm;

/// <summary>Attention over a KV cache: appends the new keys and values, then attends to all tokens of the sequence.</summary>
internal sealed class CachedAttention : IAttentionHost
{
    private readonly KvCache cache;

    /// <param name="cache">Of the one sequence that its calls belong to.</param>
    public CachedAttention(KvCache cache)
    {
        ArgumentNullException.ThrowIfNull(cache);
        this.cache = cache;
    }

    /// <remarks>Allocates nothing but room in the cache.</remarks>
    public void Attend(Workers workers, in AttentionTask task)
    {
        var (keys, values, start) = cache.Append(task);
        var all = task.Call with
        {
            Key = AttentionOperand.Of(keys),
            Value = AttentionOperand.Of(values),
            Keys = (nint)start + task.Call.Keys,
            Start = (nint)start,
        };
        all.Run(workers);
        GC.KeepAlive(keys);
        GC.KeepAlive(values);
    }
}
