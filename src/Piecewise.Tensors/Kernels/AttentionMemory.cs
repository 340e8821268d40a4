namespace Piecewise.Tensors.Kernels;

/// <summary>What one part of attention works on, in scratch memory. All rows are aligned as the memory is.</summary>
internal readonly unsafe struct AttentionMemory
{
    private const int Aligned = 16;

    public AttentionMemory(float* memory, nint size, nint valueSize, int rows, int block)
    {
        (Size, ValueSize) = (size, valueSize);
        Queries = memory;
        Keys = Queries + (rows * size);
        Values = Keys + (block * size);
        Results = Values + (block * Math.Max(size, valueSize));
        Weights = Results + (rows * valueSize);
        Max = Weights + (rows * block);
        Sum = Max + rows;
        Bias = Sum + rows;
        Visible = (Share*)(Bias + block);
        Seen = Visible + rows;
    }

    /// <summary>Distance of two queries.</summary>
    public nint Size { get; }

    /// <summary>Distance of two values and of two results.</summary>
    public nint ValueSize { get; }

    /// <summary>[rows, size].</summary>
    public float* Queries { get; }

    /// <summary>[size, block]: keys, the first elements of all of them, then the second.</summary>
    public float* Keys { get; }

    /// <summary>[block, value size], where values can't be read as they lie; before, keys that can't.</summary>
    public float* Values { get; }

    /// <summary>[rows, value size]: sums so far.</summary>
    public float* Results { get; }

    /// <summary>[rows, block]: scores, then weights.</summary>
    public float* Weights { get; }

    /// <summary>[rows]: the largest score so far.</summary>
    public float* Max { get; }

    /// <summary>[rows]: the sum of weights so far.</summary>
    public float* Sum { get; }

    /// <summary>[block]: what a mask adds to a row's scores.</summary>
    public float* Bias { get; }

    /// <summary>[rows]: which keys of all a row sees.</summary>
    public Share* Visible { get; }

    /// <summary>[rows]: which keys of the block a row sees, where their weights are not 0.</summary>
    public Share* Seen { get; }

    public static nint Floats(nint size, nint valueSize, int rows, int block) =>
        checked((rows * (size + valueSize + block + 2)) + (block * (size + Math.Max(size, valueSize) + 1))
            + (rows * 2 * sizeof(Share) / sizeof(float)) + Aligned - 1) / Aligned * Aligned;
}
