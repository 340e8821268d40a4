using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Llm;

/// <summary>
/// Keys and values of one sequence, layer by layer. The caller owns it; attention appends to it and reads it. It grows by doubling, never
/// beyond the context length.
/// </summary>
public sealed class KvCache
{
    private const long FirstCapacity = 64;

    private readonly Dictionary<int, Layer> layers = [];

    /// <param name="contextLength">Tokens that one sequence may have.</param>
    public KvCache(long contextLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(contextLength);
        ContextLength = contextLength;
    }

    public long ContextLength { get; }

    /// <summary>Tokens whose keys and values all layers hold: the position of the next token.</summary>
    public long Length { get; private set; }

    /// <summary>Bytes of keys and values allocated.</summary>
    public long ByteLength => layers.Values.Sum(l => l.Keys.Storage.ByteLength + l.Values.Storage.ByteLength);

    /// <summary>Writes a layer's keys and values behind the first <see cref="Length"/> tokens; returns all, the new ones included.</summary>
    /// <param name="layer">The layer's number.</param>
    /// <param name="key">[T, Hkv, D].</param>
    /// <param name="value">[T, Hkv, Dv].</param>
    /// <exception cref="ContextLengthException">There is no room for them.</exception>
    public (Tensor Keys, Tensor Values) Append(int layer, Tensor key, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        var end = Length + key.Shape[0];
        var buffers = WithRoom(layer, end, key.DType, (key.Shape[1], key.Shape[2]), (value.Shape[1], value.Shape[2]));
        Rows(buffers.Keys, Length, end).CopyFrom(key);
        Rows(buffers.Values, Length, end).CopyFrom(value);
        return (Rows(buffers.Keys, 0, end), Rows(buffers.Values, 0, end));
    }

    /// <summary>As <see cref="Append(int, Tensor, Tensor)"/>, for keys and values in memory; allocates only where a layer has to grow.</summary>
    /// <returns>The layer's whole buffers, [capacity, heads, size], contiguous.</returns>
    internal unsafe (Tensor Keys, Tensor Values) Append(in AttentionTask task)
    {
        var buffers = WithRoom(task.Layer, Length + task.Tokens, task.DType, (task.KeyHeads, task.Size), (task.KeyHeads, task.ValueSize));
        Copy((byte*)task.Key, task.KeyStrides, buffers.Keys, task.Tokens);
        Copy((byte*)task.Value, task.ValueStrides, buffers.Values, task.Tokens);
        return (buffers.Keys, buffers.Values);
    }

    private unsafe void Copy(byte* source, TokenStrides strides, Tensor buffer, long tokens)
    {
        var element = buffer.DType.Size();
        var head = buffer.Shape[2] * element;
        for (long token = 0; token < tokens; token++)
        {
            var target = buffer.Pointer + ((Length + token) * buffer.Strides[0] * element);
            for (long h = 0; h < buffer.Shape[1]; h++)
            {
                Buffer.MemoryCopy(source + (((token * strides.Token) + (h * strides.Head)) * element), target + (h * head), head, head);
            }
        }
    }

    /// <summary>Makes the tokens that every layer has appended part of the sequence.</summary>
    public void Advance(long tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        Length += tokens;
    }

    /// <summary>Forgets all tokens from a position on; memory is kept.</summary>
    public void Truncate(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
    }

    private Layer WithRoom(int layer, long end, DType dtype, (long Heads, long Size) key, (long Heads, long Size) value)
    {
        if (end > ContextLength)
        {
            throw new ContextLengthException(end, ContextLength);
        }
        if (layers.TryGetValue(layer, out var old) && old.Keys.Shape[0] >= end)
        {
            return old;
        }
        var capacity = Math.Min(ContextLength, Math.Max(Math.Max(end, FirstCapacity), 2 * (old?.Keys.Shape[0] ?? 0)));
        var grown = new Layer(Tensor.Zeros(dtype, capacity, key.Heads, key.Size), Tensor.Zeros(dtype, capacity, value.Heads, value.Size));
        if (old is not null)
        {
            Rows(grown.Keys, 0, Length).CopyFrom(Rows(old.Keys, 0, Length));
            Rows(grown.Values, 0, Length).CopyFrom(Rows(old.Values, 0, Length));
        }
        layers[layer] = grown;
        return grown;
    }

    internal static Tensor Rows(Tensor buffer, long start, long end) =>
        buffer.AsStrided([end - start, buffer.Shape[1], buffer.Shape[2]], buffer.Strides, buffer.Offset + start * buffer.Strides[0]);

    private sealed record Layer(Tensor Keys, Tensor Values);
}
