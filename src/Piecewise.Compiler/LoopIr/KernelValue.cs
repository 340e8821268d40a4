using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.LoopIr;

/// <summary>
/// A scalar that a kernel computes: a node of the graph that the expressions of its members are together, each value once.
/// </summary>
internal sealed class KernelValue
{
    public required ValueKind Kind { get; init; }

    public required DType DType { get; init; }

    public ImmutableArray<KernelValue> Operands { get; init; } = [];

    /// <summary>What is loaded; of <see cref="ValueKind.Load"/>.</summary>
    public KernelAccess? Access { get; init; }

    /// <summary>Of <see cref="ValueKind.Index"/>, an i64.</summary>
    public LoopVariable? Index { get; init; }

    /// <summary>Of <see cref="ValueKind.Number"/>, of a float dtype or bool (0 or 1).</summary>
    public double Number { get; init; }

    /// <summary>Of <see cref="ValueKind.Size"/>: an i64.</summary>
    public SymInt? Size { get; init; }

    public ScalarFunction Function { get; init; }

    public RowReduction Reduction { get; init; }

    /// <summary>The same for all elements of a row.</summary>
    public required bool IsRow { get; init; }

    /// <summary>How many passes over a row come before it is known.</summary>
    public required int Level { get; init; }

    /// <summary>The name of the node that it is; null for a part of one.</summary>
    public string? Name { get; set; }

    /// <summary>Whether it costs more to compute again than to load.</summary>
    public bool IsExpensive { get; init; }
}

/// <summary>What a <see cref="KernelValue"/> is.</summary>
internal enum ValueKind : byte { Load, Index, Number, Size, Cast, Call, Reduction }
