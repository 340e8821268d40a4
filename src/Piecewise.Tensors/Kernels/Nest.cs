using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Dims that a kernel walks in row-major order, as many as there are. An operand has one stride for each; the sizes are the caller's
/// memory.
/// </summary>
/// <param name="sizes">[rank].</param>
/// <param name="rank">How many dims.</param>
internal readonly unsafe struct Nest(nint* sizes, nint rank)
{
    private readonly nint* sizes = sizes;
    private readonly nint rank = rank;

    /// <summary>Whether there are no dims: one step.</summary>
    public bool IsEmpty => rank == 0;

    /// <summary>The number of steps.</summary>
    public nint Count
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        get
        {
            nint count = 1;
            for (nint dim = 0; dim < rank; dim++)
            {
                count *= sizes[dim];
            }
            return count;
        }
    }

    /// <summary>The size of the last dim; 1 where there is none.</summary>
    public nint Inner => rank == 0 ? 1 : sizes[rank - 1];

    /// <summary>All dims but the last.</summary>
    public Nest Outer => new(sizes, Math.Max(rank - 1, 0));

    /// <summary>An operand's stride over <see cref="Inner"/>.</summary>
    public nint InnerStride(nint* strides) => rank == 0 ? 0 : strides[rank - 1];

    /// <summary>How far an operand's element at a step lies after its first one.</summary>
    /// <param name="step">0 … <see cref="Count"/> - 1.</param>
    /// <param name="strides">[rank], in elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public nint Offset(nint step, nint* strides)
    {
        nint offset = 0;
        for (var dim = rank - 1; dim > 0; dim--)
        {
            var (rest, place) = Math.DivRem(step, sizes[dim]);
            offset += place * strides[dim];
            step = rest;
        }
        return rank == 0 ? 0 : offset + (step * strides[0]);
    }
}
