using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.LoopIr;

/// <summary>One step of a piece: loops, or a call.</summary>
internal abstract class PieceStep
{
    /// <summary>Its place in the piece.</summary>
    public required int Index { get; init; }

    /// <summary>The name of the call in the graph that it is; of several, the last one's.</summary>
    public required string Name { get; init; }

    /// <summary>The call that it is (of several, the last one), with its place in the model, for people.</summary>
    public required string Origin { get; init; }
}

/// <summary>Loops.</summary>
internal sealed class LoopStep : PieceStep
{
    public required LoopNest Nest { get; init; }

    /// <summary>All calls that the loops compute, and over which sizes, for people.</summary>
    public required ImmutableArray<string> Origins { get; init; }

    public override string ToString() => $"{Index}: loops {Nest}";
}

/// <summary>A call of a kernel over memory.</summary>
internal sealed class KernelStep : PieceStep
{
    /// <summary>The kernel, and its arguments, which name tensors of the call.</summary>
    public required KernelCall Kernel { get; init; }

    /// <summary>Where tensors among the arguments lie.</summary>
    public required IReadOnlyDictionary<Node, MemoryPlace> Arguments { get; init; }

    /// <summary>By result: memory of its own, or the argument that is written.</summary>
    public required ImmutableArray<MemoryPlace> Written { get; init; }

    /// <summary>
    /// Loops that run over each part of the result's columns as soon as they are complete. The last dim of their rows is the columns.
    /// </summary>
    public LoopStep? Epilogue { get; init; }

    public MemoryPlace PlaceOf(Node tensor) => Arguments[tensor];

    public override string ToString() => $"{Index}: {Origin}\n  kernel {Kernel.Name}"
        + $"{string.Concat(Arguments.Select(a => $"\n  %{a.Key.Name}: {a.Value}"))}"
        + $"{string.Concat(Written.Select((w, i) => $"\n  writes {i}: {w}"))}{(Epilogue is null ? "" : $"\nat its end {Epilogue}")}";
}

/// <summary>A call of the operator's reference kernel.</summary>
internal sealed class ReferenceStep : PieceStep
{
    /// <summary>Its number among the piece's reference calls.</summary>
    public required int Number { get; init; }

    /// <summary>Why it is called.</summary>
    public required string Reason { get; init; }

    /// <summary>The tensors that it gets, in argument order, then the memory of the results that have some of their own.</summary>
    public required ImmutableArray<MemoryPlace> Places { get; init; }

    public override string ToString() => $"{Index}: {Origin}\n  reference call {Number}{string.Concat(Places.Select(p => $"\n  {p}"))}";
}

/// <summary>Fills memory with zeros.</summary>
internal sealed class ClearStep : PieceStep
{
    public required MemoryPlace Place { get; init; }

    public required SymInt Bytes { get; init; }

    public override string ToString() => $"{Index}: zeros in {Place}, {Bytes} bytes";
}
