using Piecewise.Tensors;

namespace Piecewise.Llm;

/// <summary>
/// Keys and values of one sequence, layer by layer. The caller owns it; attention appends to it and reads it. It grows by doubling, never
/// beyond the context length. Serves one caller at a time.
/// </summary>
internal sealed class KvCache : IDisposable
{
    // Tokens that there is room for beyond those of the call that needs more.
    private const long Room = 64;

    private readonly Dictionary<int, KvLayer> layers = [];
    private readonly KvMemory memory;
    private long call;

    /// <param name="contextLength">Tokens that one sequence may have; at least 1.</param>
    /// <param name="layerCount">How many layers there will be: memory is taken for all of them at once.</param>
    public KvCache(long contextLength, int layerCount = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(contextLength);
        ContextLength = contextLength;
        memory = new KvMemory(Math.Max(layerCount, 1));
    }

    public long ContextLength { get; }

    /// <summary>Tokens whose keys and values all layers hold: the position of the next token.</summary>
    public long Length { get; private set; }

    /// <summary>
    /// Writes a layer's keys and values after the first <see cref="Length"/> tokens; allocates only where a layer has to grow.
    /// </summary>
    /// <returns>The layer's whole buffers, [capacity, heads, size]; and where the new tokens begin.</returns>
    /// <exception cref="ContextLengthException">There is no room for them.</exception>
    /// <exception cref="ArgumentException">They do not fit each other, or those that the layer holds.</exception>
    internal (Tensor Keys, Tensor Values, long Start) Append(in AttentionTask task)
    {
        task.Check();
        var call = task.Call;
        // Read once: what is written and read later must be what there is room for.
        var start = Length;
        var buffers = WithRoom(task.Layer, start, start + call.Keys, new KvShape(call.Key.DType, call.KeyHeads, call.Size, call.ValueSize));
        Copy(call.Key, buffers.Keys, start, call.Keys);
        Copy(call.Value, buffers.Values, start, call.Keys);
        return (buffers.Keys, buffers.Values, start);
    }

    /// <summary>Makes the tokens that every layer has appended part of the sequence.</summary>
    /// <exception cref="InvalidOperationException">A layer has not appended so many.</exception>
    public void Advance(long tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        foreach (var (number, layer) in layers)
        {
            if (layer.End < Length + tokens)
            {
                throw new InvalidOperationException(
                    $"Layer {number} of the cache holds keys and values of {layer.End} tokens, not of {Length + tokens}: "
                    + "its attention has not run in every call.");
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
        foreach (var layer in layers.Values)
        {
            layer.End = Math.Min(layer.End, length);
        }
    }

    /// <summary>Frees the memory; nothing may use the cache, or what <see cref="Append"/> gave, any more.</summary>
    public void Dispose()
    {
        layers.Clear();
        memory.Dispose();
    }

    /// <summary>Begins a call of a program, in which each layer appends once.</summary>
    internal void Begin() => call++;

    private static Tensor Rows(Tensor buffer, long start, long end) =>
        buffer.AsStrided([end - start, buffer.Shape[1], buffer.Shape[2]], buffer.Strides, buffer.Offset + (start * buffer.Strides[0]));

    private static unsafe void Copy(in AttentionOperand source, Tensor buffer, long start, nint tokens)
    {
        var (size, heads, strides) = (source.DType.Size(), buffer.Shape[1], source.Strides);
        var head = buffer.Shape[2] * size;
        for (nint h = 0; h < heads; h++)
        {
            var target = buffer.Pointer + (((h * buffer.Strides[1]) + (start * buffer.Strides[0])) * size);
            for (nint token = 0; token < tokens; token++)
            {
                var from = (byte*)source.First + (((token * strides.Token) + (h * strides.Head)) * size);
                Buffer.MemoryCopy(from, target + (token * head), head, head);
            }
        }
        GC.KeepAlive(buffer);
    }

    private KvLayer WithRoom(int number, long start, long end, KvShape shape)
    {
        if (end > ContextLength)
        {
            throw new ContextLengthException(end, ContextLength);
        }
        if (!layers.TryGetValue(number, out var layer) || layer.Capacity < end)
        {
            layer = Grow(number, start, end, shape);
        }
        if (layer.Shape != shape)
        {
            throw new ArgumentException(
                $"Layer {number} of the cache holds {layer.Shape}; {shape} can't follow: "
                + "each attention of a program needs a number of its own.");
        }
        if (layer.Call == call && call > 0)
        {
            throw new InvalidOperationException(
                $"Two calls of attention append to layer {number} of the cache: each attention of a program needs a number of its own.");
        }
        if (layer.End < start)
        {
            throw new InvalidOperationException(
                $"Layer {number} of the cache holds keys and values of {layer.End} tokens, not of all {start} so far.");
        }
        (layer.End, layer.Call) = (end, call);
        return layer;
    }

    private KvLayer Grow(int number, long start, long end, KvShape shape)
    {
        var old = layers.GetValueOrDefault(number);
        if (old is not null && old.Shape != shape)
        {
            return old;
        }
        var wanted = Math.Min(ContextLength, Math.Max(end + Room, 2 * (old?.Capacity ?? 0)));
        // Where twice as much is more than one tensor can hold, as much as it can.
        var grown = new KvLayer(memory, shape, Math.Max(end, Math.Min(wanted, shape.MostTokens)));
        if (old is not null)
        {
            var kept = Math.Min(start, old.Capacity);
            Rows(grown.Keys, 0, kept).CopyFrom(Rows(old.Keys, 0, kept));
            Rows(grown.Values, 0, kept).CopyFrom(Rows(old.Values, 0, kept));
            (grown.End, grown.Call) = (old.End, old.Call);
            old.Return(memory);
        }
        return layers[number] = grown;
    }
}
