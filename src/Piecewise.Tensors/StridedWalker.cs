namespace Piecewise.Tensors;

/// <summary>
/// Walks several operands over one shape in row-major order, an innermost run at a time. Neighbouring dimensions that every operand
/// walks without a gap are merged first, so that contiguous operands are one run.
/// </summary>
internal struct StridedWalker
{
    private readonly int operands;
    private readonly int rank;
    private readonly long[] shape;
    // strides[operand * rank + dim], innermost dimension last.
    private readonly long[] strides;
    private readonly long[] index;
    private readonly long[] offsets;

    /// <param name="shape">The space to walk; it must not be empty (no size 0).</param>
    /// <param name="operandStrides">Strides of each operand over that shape, in elements; 0 where the operand is broadcast.</param>
    public StridedWalker(ReadOnlySpan<long> shape, params ReadOnlySpan<long[]> operandStrides)
    {
        operands = operandStrides.Length;
        this.shape = new long[Math.Max(shape.Length, 1)];
        strides = new long[operands * this.shape.Length];
        var merged = new long[operands][];
        for (var k = 0; k < operands; k++)
        {
            merged[k] = new long[this.shape.Length];
        }
        var count = 0;
        for (var dim = 0; dim < shape.Length; dim++)
        {
            if (shape[dim] == 1)
            {
                continue;
            }
            if (count > 0 && Continues(operandStrides, merged, count - 1, dim, shape[dim]))
            {
                this.shape[count - 1] *= shape[dim];
            }
            else
            {
                this.shape[count++] = shape[dim];
            }
            for (var k = 0; k < operands; k++)
            {
                merged[k][count - 1] = operandStrides[k][dim];
            }
        }
        if (count == 0)
        {
            this.shape[count++] = 1;
        }
        rank = count;
        for (var k = 0; k < operands; k++)
        {
            Array.Copy(merged[k], 0, strides, k * rank, rank);
        }
        index = new long[rank];
        offsets = new long[operands];
    }

    /// <summary>Walks two operands.</summary>
    public StridedWalker(ReadOnlySpan<long> shape, ReadOnlySpan<long> first, ReadOnlySpan<long> second)
        : this(shape, [first.ToArray(), second.ToArray()])
    {
    }

    /// <summary>Elements of each innermost run.</summary>
    public readonly long InnerCount => shape[rank - 1];

    public readonly long InnerStride(int operand) => strides[operand * rank + rank - 1];

    /// <summary>Where the current run of an operand begins, in elements from its first.</summary>
    public readonly long Offset(int operand) => offsets[operand];

    /// <summary>Moves to the next run; false at the end.</summary>
    public readonly bool Next()
    {
        for (var dim = rank - 2; dim >= 0; dim--)
        {
            index[dim]++;
            for (var k = 0; k < operands; k++)
            {
                offsets[k] += strides[k * rank + dim];
            }
            if (index[dim] < shape[dim])
            {
                return true;
            }
            for (var k = 0; k < operands; k++)
            {
                offsets[k] -= strides[k * rank + dim] * shape[dim];
            }
            index[dim] = 0;
        }
        return false;
    }

    private readonly bool Continues(ReadOnlySpan<long[]> operandStrides, long[][] merged, int last, int dim, long size)
    {
        for (var k = 0; k < operands; k++)
        {
            if (merged[k][last] != operandStrides[k][dim] * size)
            {
                return false;
            }
        }
        return true;
    }
}
