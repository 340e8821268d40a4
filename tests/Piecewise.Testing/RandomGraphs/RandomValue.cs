using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Testing;

/// <summary>The memory that a tensor of a random graph lies in; views share it.</summary>
internal sealed class RandomMemory(long bound, bool isWritable)
{
    /// <summary>No element has a larger magnitude.</summary>
    public long Bound { get; private set; } = bound;

    public bool IsWritable { get; } = isWritable;

    /// <summary>The tensor whose elements are all of the memory; null where that is not known.</summary>
    public TensorType? Whole { get; init; }

    public void Widen(long bound) => Bound = Math.Max(Bound, bound);
}

/// <summary>A tensor of a random graph.</summary>
/// <param name="Node">The node that makes it.</param>
/// <param name="Memory">Where it lies.</param>
/// <param name="IsRepeated">Several elements may lie in one place: it was expanded.</param>
internal sealed record RandomValue(Node Node, RandomMemory Memory, bool IsRepeated)
{
    public TensorType Type => (TensorType)Node.Type;

    public int Rank => Type.Rank;

    public long Bound => Memory.Bound;

    public bool IsFloat => Type.DType == DType.F32;

    public bool CanBeWritten => CanBeWrittenAtOnce && !IsRepeated;

    /// <summary>Whether one value may be written into all elements.</summary>
    public bool CanBeWrittenAtOnce => IsFloat && Memory.IsWritable;

    /// <summary>A dim's size where it is no symbol.</summary>
    public long? StaticSize(int dim) => Type.Shape[dim].TryGetConstant(out var size) ? size : null;
}
