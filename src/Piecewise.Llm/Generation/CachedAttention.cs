using Piecewise.Operators;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Tensors.Fast;

namespace Piecewise.Llm;

/// <summary>Attention over a KV cache: appends the new keys and values, then attends to all tokens of the sequence.</summary>
public sealed unsafe class CachedAttention : IAttentionHost, ITokenAttention
{
    private readonly KvCache cache;

    /// <param name="cache">Of the sequence.</param>
    public CachedAttention(KvCache cache)
    {
        ArgumentNullException.ThrowIfNull(cache);
        this.cache = cache;
    }

    public Tensor Attend(AttentionCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var (keys, values) = cache.Append(call.Layer, call.Key, call.Value);
        var rule = new AttentionRule((float)call.Scale, call.Window, (float)call.Softcap);
        return CausalAttention.Attend(call.Query, keys, values, keys.Shape[0] - call.Key.Shape[0], rule, call.Sinks);
    }

    /// <remarks>Allocates nothing but room in the cache, where the kernel has the task's rules.</remarks>
    public void Attend(Workers workers, in AttentionTask task)
    {
        var (keys, values, count) = cache.Append(task);
        var (keyStrides, valueStrides) = (new TokenStrides(task.KeyHeads * task.Size, task.Size), new TokenStrides(task.KeyHeads * task.ValueSize, task.ValueSize));
        if (!TokenAttention.TryCompute(workers, task, keys.Pointer, keyStrides, values.Pointer, valueStrides, count))
        {
            task.ResultTensor(this).CopyFrom(CausalAttention.Attend(
                task.QueryTensor(this), KvCache.Rows(keys, 0, count), KvCache.Rows(values, 0, count), count - task.Tokens,
                task.Rules.Reference, task.SinksTensor(this)));
        }
        GC.KeepAlive(keys);
        GC.KeepAlive(values);
    }
}
