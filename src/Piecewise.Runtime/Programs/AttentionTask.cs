using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>One call of <c>piecewise::attention</c> over memory; the elements of a head are neighbours.</summary>
/// <remarks>
/// A task that a session gives knows the memory that its addresses lie in: tensors of it keep that memory valid, and sizes that were
/// changed so that they reach beyond it are refused. What a task made by hand says is believed.
/// </remarks>
public unsafe readonly struct AttentionTask
{
    private const string Advice = "pass on the one that the host was called with.";

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

    // What the addresses lie in; null where the task was made by hand.
    internal Storage? QueryMemory { get; init; }

    internal Storage? KeyMemory { get; init; }

    internal Storage? ValueMemory { get; init; }

    internal Storage? SinksMemory { get; init; }

    internal Storage? ResultMemory { get; init; }

    private TokenStrides ResultStrides => new(Heads * ValueSize, ValueSize);

    /// <summary><see cref="Query"/> as a tensor, which allocates the handle.</summary>
    /// <param name="owner">Kept alive with the tensor, as is the memory of a session's task.</param>
    /// <exception cref="ArgumentException">The task's sizes reach beyond its memory.</exception>
    public Tensor QueryTensor(object owner) => View(owner, QueryMemory, Query, [Tokens, Heads, Size], QueryStrides);

    public Tensor KeyTensor(object owner) => View(owner, KeyMemory, Key, [Tokens, KeyHeads, Size], KeyStrides);

    public Tensor ValueTensor(object owner) => View(owner, ValueMemory, Value, [Tokens, KeyHeads, ValueSize], ValueStrides);

    public Tensor ResultTensor(object owner) => View(owner, ResultMemory, Result, [Tokens, Heads, ValueSize], ResultStrides);

    public Tensor? SinksTensor(object owner) => Sinks is null
        ? null
        : new Tensor(MemoryAt(owner, SinksMemory, Sinks, Heads * DType.Size(), isReadOnly: true), DType, [Heads], [1], 0);

    /// <summary>Checks that whatever the task's sizes name lies in its memory. Allocates nothing.</summary>
    /// <exception cref="ArgumentException">It does not, or the task is empty.</exception>
    internal void Check()
    {
        if (Rules is null || Query is null || Key is null || Value is null || Result is null)
        {
            throw new ArgumentException($"An attention task without memory or rules was given: {Advice}");
        }
        if (DType > DType.C128 || !Lies(QueryMemory, Query, Heads, Size, QueryStrides) || !Lies(KeyMemory, Key, KeyHeads, Size, KeyStrides)
            || !Lies(ValueMemory, Value, KeyHeads, ValueSize, ValueStrides) || !Lies(ResultMemory, Result, Heads, ValueSize, ResultStrides)
            || (SinksMemory is not null && Sinks is not null && !SinksMemory.Contains((byte*)Sinks, Heads * DType.Size())))
        {
            throw new ArgumentException(
                $"An attention task of {Tokens} tokens, {Heads} heads, {KeyHeads} key heads and sizes {Size} and {ValueSize} reaches "
                + $"beyond its memory: {Advice}");
        }
    }

    private bool Lies(Storage? memory, void* first, long heads, long size, TokenStrides strides) =>
        Extent(Tokens, heads, size, strides) is var extent && extent >= 0 && (memory is null || memory.Contains((byte*)first, extent));

    // Bytes from the first element to behind the last; -1 where there can't be so many.
    private long Extent(long tokens, long heads, long size, TokenStrides strides)
    {
        const ulong Most = int.MaxValue;
        if ((ulong)tokens > Most || (ulong)heads > Most || (ulong)size > Most
            || (tokens > 1 && (ulong)strides.Token > Most) || (heads > 1 && (ulong)strides.Head > Most))
        {
            return -1;
        }
        if (tokens == 0 || heads == 0 || size == 0)
        {
            return 0;
        }
        // Two products below 2^62.
        var elements = (tokens > 1 ? (tokens - 1) * strides.Token : 0) + (heads > 1 ? (heads - 1) * strides.Head : 0) + size;
        return elements > long.MaxValue / 16 ? -1 : elements * DType.Size();
    }

    private Tensor View(object owner, Storage? memory, void* first, long[] shape, TokenStrides strides)
    {
        var extent = Extent(shape[0], shape[1], shape[2], strides);
        return extent < 0 || (first is null && extent > 0)
            ? throw new ArgumentException($"An attention task without memory, or of sizes that no memory has, was given: {Advice}")
            : new Tensor(MemoryAt(owner, memory, first, extent, isReadOnly: false), DType, shape, [strides.Token, strides.Head, 1], 0);
    }

    private static Storage MemoryAt(object owner, Storage? memory, void* first, long bytes, bool isReadOnly)
    {
        if (memory is null)
        {
            return Storage.Borrow(owner, (byte*)first, bytes, isReadOnly);
        }
        memory.Lend();
        return bytes == 0 ? memory.Part(memory.Pointer, 0) : memory.Part((byte*)first, bytes);
    }
}
