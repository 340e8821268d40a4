using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Llm;

/// <summary>
/// Keys and values of one sequence, layer by layer. The caller owns it; attention appends to it and reads it. It grows by doubling, never
/// beyond the context length. Not for two threads at once.
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
    /// <exception cref="ArgumentException">They do not fit each other, or what the layer holds.</exception>
    public (Tensor Keys, Tensor Values) Append(int layer, Tensor key, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        if (key.Rank != 3 || value.Rank != 3 || key.Shape[0] != value.Shape[0] || key.DType != value.DType)
        {
            throw new ArgumentException($"Keys and values are [T, heads, size] of one element type, not {key} and {value}.", nameof(key));
        }
        var start = Length;
        var end = start + key.Shape[0];
        var buffers = WithRoom(layer, start, end, key.DType, (key.Shape[1], key.Shape[2]), (value.Shape[1], value.Shape[2]));
        Rows(buffers.Keys, start, end).CopyFrom(key);
        Rows(buffers.Values, start, end).CopyFrom(value);
        return (Rows(buffers.Keys, 0, end), Rows(buffers.Values, 0, end));
    }

    /// <summary>As <see cref="Append(int, Tensor, Tensor)"/>, for keys and values in memory; allocates only where a layer has to grow.</summary>
    /// <returns>The layer's whole buffers, [capacity, heads, size], contiguous, and how many tokens they hold now.</returns>
    internal unsafe (Tensor Keys, Tensor Values, long Count) Append(in AttentionTask task)
    {
        task.Check();
        // Once: whatever another thread does to the length, what is written lies in the buffers.
        var start = Length;
        var buffers = WithRoom(task.Layer, start, start + task.Tokens, task.DType, (task.KeyHeads, task.Size),
            (task.KeyHeads, task.ValueSize));
        Copy((byte*)task.Key, task.KeyStrides, buffers.Keys, start, task.Tokens);
        Copy((byte*)task.Value, task.ValueStrides, buffers.Values, start, task.Tokens);
        return (buffers.Keys, buffers.Values, start + task.Tokens);
    }

    private static unsafe void Copy(byte* source, TokenStrides strides, Tensor buffer, long start, long tokens)
    {
        var element = buffer.DType.Size();
        var head = buffer.Shape[2] * element;
        for (long token = 0; token < tokens; token++)
        {
            var target = buffer.Pointer + ((start + token) * buffer.Strides[0] * element);
            for (long h = 0; h < buffer.Shape[1]; h++)
            {
                Buffer.MemoryCopy(source + (((token * strides.Token) + (h * strides.Head)) * element), target + (h * head), head, head);
            }
        }
        GC.KeepAlive(buffer);
    }

    /// <summary>Makes the tokens that every layer has appended part of the sequence.</summary>
    /// <exception cref="ContextLengthException">There is no room for so many.</exception>
    /// <exception cref="InvalidOperationException">A layer holds fewer.</exception>
    public void Advance(long tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        if (tokens > ContextLength - Length)
        {
            throw new ContextLengthException(Length + (Int128)tokens > long.MaxValue ? long.MaxValue : Length + tokens, ContextLength);
        }
        foreach (var (number, layer) in layers)
        {
            if (layer.Keys.Shape[0] < Length + tokens)
            {
                throw new InvalidOperationException(
                    $"Layer {number} has no keys and values of {tokens} more tokens: append them before the sequence advances.");
            }
        }
        Length += tokens;
    }

    /// <summary>Forgets all tokens from a position on; memory is kept.</summary>
    public void Truncate(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
    }

    private Layer WithRoom(int layer, long start, long end, DType dtype, (long Heads, long Size) key, (long Heads, long Size) value)
    {
        if (end > ContextLength)
        {
            throw new ContextLengthException(end, ContextLength);
        }
        if (layers.TryGetValue(layer, out var old))
        {
            if (!Fits(old.Keys, dtype, key) || !Fits(old.Values, dtype, value))
            {
                throw new ArgumentException(
                    $"Layer {layer} holds keys {old.Keys.DType.TextName()}[…, {old.Keys.Shape[1]}, {old.Keys.Shape[2]}] "
                    + $"and values […, {old.Values.Shape[1]}, {old.Values.Shape[2]}], "
                    + $"not {dtype.TextName()}[…, {key.Heads}, {key.Size}] and […, {value.Heads}, {value.Size}].");
            }
            if (old.Keys.Shape[0] >= end)
            {
                return old;
            }
        }
        var capacity = Math.Min(ContextLength, Math.Max(Math.Max(end, FirstCapacity), 2 * (old?.Keys.Shape[0] ?? 0)));
        var grown = new Layer(Tensor.Zeros(dtype, capacity, key.Heads, key.Size), Tensor.Zeros(dtype, capacity, value.Heads, value.Size));
        if (old is not null)
        {
            Rows(grown.Keys, 0, start).CopyFrom(Rows(old.Keys, 0, start));
            Rows(grown.Values, 0, start).CopyFrom(Rows(old.Values, 0, start));
        }
        layers[layer] = grown;
        return grown;
    }

    private static bool Fits(Tensor buffer, DType dtype, (long Heads, long Size) wanted) =>
        buffer.DType == dtype && buffer.Shape[1] == wanted.Heads && buffer.Shape[2] == wanted.Size;

    internal static Tensor Rows(Tensor buffer, long start, long end) =>
        buffer.AsStrided([end - start, buffer.Shape[1], buffer.Shape[2]], buffer.Strides, buffer.Offset + start * buffer.Strides[0]);

    private sealed record Layer(Tensor Keys, Tensor Values);
}
