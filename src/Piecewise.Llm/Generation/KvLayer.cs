using Piecewise.Tensors;

namespace Piecewise.Llm;

/// <summary>What a layer holds for a token.</summary>
/// <param name="DType">Of keys and values.</param>
/// <param name="Heads">Of keys, and of values.</param>
/// <param name="Size">Elements of a key.</param>
/// <param name="ValueSize">Elements of a value.</param>
internal readonly record struct KvShape(DType DType, long Heads, long Size, long ValueSize)
{
    /// <summary>Tokens that one tensor of keys and one of values can hold at most.</summary>
    public long MostTokens => (Array.MaxLength - Storage.Alignment) / Math.Max(1, Heads * Math.Max(Size, ValueSize) * DType.Size());

    public override string ToString() => $"{Heads} heads of {Size} and {ValueSize} elements of {DType.TextName()}";
}

/// <summary>A layer's keys and values: head by head, since attention reads one head's of all tokens.</summary>
internal sealed unsafe class KvLayer
{
    private readonly Storage memory;

    /// <param name="memory">Where they come to lie.</param>
    /// <param name="shape">Of a token.</param>
    /// <param name="capacity">Tokens that there is room for.</param>
    public KvLayer(KvMemory memory, KvShape shape, long capacity)
    {
        (Shape, Capacity) = (shape, capacity);
        var (keys, values) = (Bytes(shape.Size), Bytes(shape.ValueSize));
        this.memory = memory.Take(keys + values);
        Keys = View(this.memory.Part(this.memory.Pointer, keys), shape.Size);
        Values = View(this.memory.Part(this.memory.Pointer + keys, values), shape.ValueSize);

        long Bytes(long size) => shape.Heads * capacity * size * shape.DType.Size();

        Tensor View(Storage part, long size) => new(part, shape.DType, [capacity, shape.Heads, size], [size, capacity * size, 1], 0);
    }

    public KvShape Shape { get; }

    public long Capacity { get; }

    /// <summary>[capacity, heads, size], a head's tokens after each other.</summary>
    public Tensor Keys { get; }

    /// <summary>[capacity, heads, value size], a head's tokens after each other.</summary>
    public Tensor Values { get; }

    /// <summary>Tokens whose keys and values were written.</summary>
    public long End { get; set; }

    /// <summary>The call that wrote them.</summary>
    public long Call { get; set; }

    /// <summary>Gives the memory back.</summary>
    /// <param name="to">Where it came from.</param>
    public void Return(KvMemory to) => to.Return(memory);
}
