using Piecewise.Tensors;
using Piecewise.Tensors.Fast;

namespace Piecewise.Runtime;

/// <summary>
/// Computes attention for a compiled program: the host knows the sequences that the tokens belong to, and keeps their keys and values.
/// A session without one takes the tokens of a call for one sequence from its beginning.
/// </summary>
public interface ITokenAttention
{
    /// <summary>Computes one layer's attention for the tokens of a call.</summary>
    void Attend(Workers workers, in AttentionTask task);
}

/// <summary>One call of <c>piecewise::attention</c> over memory; the elements of a head are neighbours.</summary>
public unsafe readonly struct AttentionTask
{
    /// <summary>[tokens, heads, size].</summary>
    public required void* Query { get; init; }

    /// <summary>[tokens, key heads, size].</summary>
    public required void* Key { get; init; }

    /// <summary>[tokens, key heads, value size].</summary>
    public required void* Value { get; init; }

    /// <summary>[heads]: one more score per head that takes part in the softmax and has no value; null for none.</summary>
    public required void* Sinks { get; init; }

    /// <summary>[tokens, heads, value size], contiguous.</summary>
    public required void* Result { get; init; }

    /// <summary>Of all of them.</summary>
    public required DType DType { get; init; }

    public required int Layer { get; init; }

    public required long Tokens { get; init; }

    public required long Heads { get; init; }

    public required long KeyHeads { get; init; }

    public required long Size { get; init; }

    public required long ValueSize { get; init; }

    /// <summary>Distances in elements.</summary>
    public required TokenStrides QueryStrides { get; init; }

    public required TokenStrides KeyStrides { get; init; }

    public required TokenStrides ValueStrides { get; init; }

    public required AttentionRules Rules { get; init; }

    /// <summary><see cref="Query"/> as a tensor, which allocates the handle.</summary>
    /// <param name="owner">Keeps the memory alive.</param>
    public Tensor QueryTensor(object owner) => View(owner, Query, [Tokens, Heads, Size], QueryStrides);

    public Tensor KeyTensor(object owner) => View(owner, Key, [Tokens, KeyHeads, Size], KeyStrides);

    public Tensor ValueTensor(object owner) => View(owner, Value, [Tokens, KeyHeads, ValueSize], ValueStrides);

    public Tensor ResultTensor(object owner) => View(owner, Result, [Tokens, Heads, ValueSize], new TokenStrides(Heads * ValueSize, ValueSize));

    public Tensor? SinksTensor(object owner) => Sinks is null
        ? null
        : new Tensor(Storage.Borrow(owner, (byte*)Sinks, Heads * DType.Size(), isReadOnly: true), DType, [Heads], [1], 0);

    private Tensor View(object owner, void* first, long[] shape, TokenStrides strides)
    {
        var extent = shape.Contains(0) ? 0 : ((shape[0] - 1) * strides.Token) + ((shape[1] - 1) * strides.Head) + shape[2];
        return new Tensor(Storage.Borrow(owner, (byte*)first, extent * DType.Size(), isReadOnly: false), DType, shape, [strides.Token, strides.Head, 1], 0);
    }
}

/// <summary>Distances of two tokens, and of two heads of a token, in elements.</summary>
public readonly record struct TokenStrides(long Token, long Head);
