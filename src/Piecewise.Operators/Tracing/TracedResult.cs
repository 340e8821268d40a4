using Piecewise.Graphs;

namespace Piecewise.Tracing;

/// <summary>
/// What a call by name returns: one tensor, one size, several values, or nothing. It converts to the tensor by itself, and several
/// values are taken apart by <c>var (values, indices) = …</c> or by index.
/// </summary>
internal sealed class TracedResult
{
    private readonly TraceRecorder recorder;
    private readonly Dictionary<int, TracedResult> items = [];

    internal TracedResult(TraceRecorder recorder, Node node)
    {
        this.recorder = recorder;
        Node = node;
    }

    /// <summary>The recorded call.</summary>
    public Node Node { get; }

    /// <summary>How many values there are; 1 for a single one, 0 for none.</summary>
    public int Count => Node.Type switch { TupleType tuple => tuple.Items.Length, NoneType => 0, _ => 1 };

    /// <exception cref="TraceException">The operator returns something else.</exception>
    public TracedTensor Tensor => Node.Type is TensorType ? new TracedTensor(recorder, Node) : throw Wrong("a tensor");

    /// <summary>All results of an operator that returns several tensors.</summary>
    /// <exception cref="TraceException">The operator returns something else.</exception>
    public TracedTensor[] Tensors => Node.Type is TupleType
        ? [.. Enumerable.Range(0, Count).Select(i => this[i].Tensor)]
        : throw Wrong("several tensors");

    /// <exception cref="TraceException">The operator returns something else.</exception>
    public SymbolicInt Int => Node.Type is SymIntType { Value: var value } ? new SymbolicInt(recorder, Node, value) : throw Wrong("an int");

    /// <exception cref="TraceException">The operator returns something else.</exception>
    public SymbolicCondition Condition =>
        Node.Type is SymBoolType { Value: var value } ? new SymbolicCondition(recorder, Node, value) : throw Wrong("a condition");

    /// <summary>One of several values.</summary>
    /// <exception cref="TraceException">There are not as many, or the operator returns a single one.</exception>
    public TracedResult this[int index]
    {
        get
        {
            if (Node.Type is not TupleType || index < 0 || index >= Count)
            {
                throw recorder.Error($"{Node.Operator!.Name} has no result {index}; it returns {Node.Type}.");
            }
            if (!items.TryGetValue(index, out var item))
            {
                items.Add(index, item = new TracedResult(recorder, recorder.Item(Node, index)));
            }
            return item;
        }
    }

    public static implicit operator TracedTensor(TracedResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Tensor;
    }

    public void Deconstruct(out TracedTensor first, out TracedTensor second)
    {
        (first, second) = Tensors is [var a, var b] ? (a, b) : throw Wrong("two tensors");
    }

    public void Deconstruct(out TracedTensor first, out TracedTensor second, out TracedTensor third)
    {
        (first, second, third) = Tensors is [var a, var b, var c] ? (a, b, c) : throw Wrong("three tensors");
    }

    private TraceException Wrong(string wanted) => recorder.Error($"{Node.Operator!.Name} does not return {wanted} but {Node.Type}.");
}
