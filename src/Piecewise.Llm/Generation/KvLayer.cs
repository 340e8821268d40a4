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

/// <summary>Memory for a layer's keys and values.</summary>
/// <param name="shape">Of a token.</param>
/// <param name="capacity">Tokens that there is room for.</param>
internal sealed class KvLayer(KvShape shape, long capacity)
{
    public KvShape Shape => shape;

    public long Capacity => capacity;

    /// <summary>[capacity, heads, size].</summary>
    public Tensor Keys { get; } = Tensor.Zeros(shape.DType, capacity, shape.Heads, shape.Size);

    /// <summary>[capacity, heads, value size].</summary>
    public Tensor Values { get; } = Tensor.Zeros(shape.DType, capacity, shape.Heads, shape.ValueSize);

    /// <summary>Tokens whose keys and values were written.</summary>
    public long End { get; set; }

    /// <summary>The call that wrote them.</summary>
    public long Call { get; set; }
}
