using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Tracing;

/// <summary>
/// A tensor in a traced function: a handle on a node of the graph under construction. Methods record a call and return its result;
/// they are named after PyTorch's, and those that end in an underscore write the tensor's memory. Operators that have no method here are
/// called by name (<see cref="Op.Call"/>).
/// </summary>
/// <remarks>
/// Each method throws <see cref="TraceException"/> where the operands break the operator's rules; the message names the line.
/// </remarks>
internal sealed partial class TracedTensor
{
    internal TracedTensor(TraceRecorder recorder, Node node)
    {
        Recorder = recorder;
        Node = node;
        Shape = new TracedShape(recorder, node);
    }

    /// <summary>The node that computes the value.</summary>
    public Node Node { get; }

    /// <summary>Dtype, symbolic sizes and strides.</summary>
    public TensorType Type => (TensorType)Node.Type;

    public DType DType => Type.DType;

    public int Rank => Type.Rank;

    /// <summary>The sizes: ints that later operations can take.</summary>
    public TracedShape Shape { get; }

    internal TraceRecorder Recorder { get; }

    public override string ToString() => $"%{Node.Name}: {Type}";

    private TracedResult Record(string op, params ReadOnlySpan<TracedArgument> rest) => Recorder.Call(op, [this, .. rest]);

    private TracedTensor Call(string op, params ReadOnlySpan<TracedArgument> rest) => Recorder.Call(op, [this, .. rest]).Tensor;

    // One dim or several where the schema wants a list.
    private static TracedArgument Dims(ReadOnlySpan<int> dims)
    {
        var items = new TracedArgument[dims.Length];
        for (var i = 0; i < dims.Length; i++)
        {
            items[i] = dims[i];
        }
        return TracedArgument.List(items);
    }

    private static TracedArgument Sizes(ReadOnlySpan<SymbolicInt> sizes) => sizes.ToArray();
}
