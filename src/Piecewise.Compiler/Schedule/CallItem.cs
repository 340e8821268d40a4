using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Schedule;

/// <summary>A call that is made as it is, over tensors in memory.</summary>
/// <param name="node">The call.</param>
internal abstract class CallItem(Node node) : ScheduleItem
{
    public Node Node { get; } = node;

    /// <summary>The tensors that it gets, in argument order, list items included.</summary>
    public required ImmutableArray<TensorPlace> Arguments { get; init; }

    /// <summary>By result: the memory for it; null where the operator writes an argument, or the result is no tensor.</summary>
    public required ImmutableArray<TensorPlace?> Results { get; init; }

    public override IEnumerable<Node> Nodes => [Node];
}

/// <summary>A call of the operator's reference kernel: it has neither loops nor a kernel over memory for these arguments.</summary>
/// <param name="node">The call.</param>
/// <param name="number">Its number among the piece's reference calls.</param>
/// <param name="reason">Why it is called.</param>
internal sealed class ExternItem(Node node, int number, string reason) : CallItem(node)
{
    public int Number { get; } = number;

    public string Reason { get; } = reason;
}

/// <summary>A call of a static method over memory.</summary>
/// <param name="node">The call.</param>
/// <param name="kernel">The method and its arguments, which name tensors of the call.</param>
internal sealed class KernelItem(Node node, KernelCall kernel) : CallItem(node)
{
    public KernelCall Kernel { get; } = kernel;

    /// <summary>By result: memory of its own, or the argument that is written.</summary>
    public required ImmutableArray<TensorPlace> Written { get; init; }

    /// <summary>
    /// Loops that run over each block of the result as soon as it is complete (<see cref="KernelCall.Next"/>).
    /// </summary>
    public LoopKernel? Epilogue { get; internal set; }

    public override IEnumerable<Node> Nodes => [Node, .. Epilogue?.Nodes ?? []];
}
