using Piecewise.Operators;
using Piecewise.Tensors;

namespace Piecewise.Llm;

/// <summary>Attention over a KV cache: appends the new keys and values, then attends to all tokens of the sequence.</summary>
public sealed class CachedAttention(KvCache cache) : IAttentionHost
{
    public Tensor Attend(AttentionCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var (keys, values) = cache.Append(call.Layer, call.Key, call.Value);
        return CausalAttention.Attend(call.Query, keys, values, cache.Length, new AttentionRule((float)call.Scale, call.Window, (float)call.Softcap), call.Sinks);
    }
}
