using System.Runtime.CompilerServices;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Llm;

/// <summary>What a layer holds for a token.</summary>
/// <param name="DType">Of keys and values.</param>
/// <param name="Heads">Of keys, and of values.</param>
/// <param name="Size">Elements of a key.</param>
/// <param name="ValueSize">Elements of a value.</param>
internal readonly record struct KvShape(DType DType, long Heads, long Size, long ValueSize)
{
    /// <summary>Bytes of a block of <see cref="AttentionPages.Tokens"/> tokens.</summary>
    /// <exception cref="InsufficientMemoryException">There can't be so many.</exception>
    public long BlockBytes
    {
        get
        {
            var bytes = (Int128)Heads * (Size + ValueSize) * (AttentionPages.Tokens * DType.Size());
            return bytes <= Array.MaxLength ? (long)bytes : throw new InsufficientMemoryException(
                $"Keys and values of {AttentionPages.Tokens} tokens ({this}) need {bytes} bytes, more than a block can have.");
        }
    }

    public override string ToString() => $"{Heads} heads of {Size} and {ValueSize} elements of {DType.TextName()}";
}

/// <summary>A layer's keys and values of all blocks of a pool: where its slabs lie.</summary>
/// <param name="shape">Of a token.</param>
internal sealed class KvLayer(KvShape shape)
{
    // Read by attention while another thread adds a slab: addresses are written once, before their count.
    private readonly nint[] addresses = GC.AllocateArray<nint>(AttentionPages.MostSlabs, pinned: true);
    private volatile int slabs;

    public KvShape Shape => shape;

    /// <summary>How many slabs there are.</summary>
    public int Slabs => slabs;

    /// <summary>What attention reads; as long as the layer is referred to.</summary>
    /// <param name="firstSlab">Blocks of the first slab.</param>
    public unsafe AttentionPages Pages(int firstSlab) =>
        new((nint)Unsafe.AsPointer(ref addresses[0]), firstSlab);

    /// <summary>Adds a slab. One caller at a time.</summary>
    public unsafe void Add(byte* slab)
    {
        addresses[slabs] = (nint)slab;
        slabs++;
    }
}
