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
        if (end > ContextLength)
        {
            throw new ContextLengthException(end, ContextLength);
        }
        if (!layers.TryGetValue(layer, out var buffers) || buffers.Keys.Shape[0] < end)
        {
            layers[layer] = buffers = Grow(buffers, key, value, end);
        }
        Rows(buffers.Keys, Length, end).CopyFrom(key);
        Rows(buffers.Values, Length, end).CopyFrom(value);
        return (Rows(buffers.Keys, 0, end), Rows(buffers.Values, 0, end));
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

    private Layer Grow(Layer? old, Tensor key, Tensor value, long needed)
    {
        var capacity = Math.Min(ContextLength, Math.Max(Math.Max(needed, FirstCapacity), 2 * (old?.Keys.Shape[0] ?? 0)));
        var grown = new Layer(
            Tensor.Zeros(key.DType, capacity, key.Shape[1], key.Shape[2]), Tensor.Zeros(value.DType, capacity, value.Shape[1], value.Shape[2]));
        if (old is not null)
        {
            Rows(grown.Keys, 0, Length).CopyFrom(Rows(old.Keys, 0, Length));
            Rows(grown.Values, 0, Length).CopyFrom(Rows(old.Values, 0, Length));
        }
        return grown;
    }

    private static Tensor Rows(Tensor buffer, long start, long end) =>
        buffer.AsStrided([end - start, buffer.Shape[1], buffer.Shape[2]], buffer.Strides, buffer.Offset + start * buffer.Strides[0]);

    private sealed record Layer(Tensor Keys, Tensor Values);
}
