using System.Collections;
using Piecewise.Graphs;

namespace Piecewise.Tracing;

/// <summary>
/// The sizes of a traced tensor. Reading one records nothing; using it does. <c>x.Shape[0]</c>, <c>x.Shape[^1]</c>, <c>x.Shape[..^1]</c>,
/// <c>var (n, h) = x.Shape</c>.
/// </summary>
internal sealed class TracedShape : IReadOnlyList<SymbolicInt>
{
    private readonly SymbolicInt[] sizes;
    private readonly TraceRecorder recorder;

    internal TracedShape(TraceRecorder recorder, Node tensor)
        : this(recorder, [.. Enumerable.Range(0, ((TensorType)tensor.Type).Rank).Select(i => new SymbolicInt(recorder, tensor, i))])
    {
    }

    private TracedShape(TraceRecorder recorder, SymbolicInt[] sizes)
    {
        this.recorder = recorder;
        this.sizes = sizes;
    }

    public int Count => sizes.Length;

    /// <param name="index">The dim; a negative one counts from the end, as in PyTorch.</param>
    /// <exception cref="TraceException">There is no such dim.</exception>
    public SymbolicInt this[int index] => index >= -Count && index < Count
        ? sizes[index < 0 ? index + Count : index]
        : throw recorder.Error($"There is no dim {index} in the shape {this}.");

    /// <summary>Some of the sizes; C#'s ranges call it.</summary>
    public TracedShape Slice(int start, int length) => new(recorder, sizes[start..(start + length)]);

    public void Deconstruct(out SymbolicInt first, out SymbolicInt second)
    {
        RequireRank(2);
        (first, second) = (sizes[0], sizes[1]);
    }

    public void Deconstruct(out SymbolicInt first, out SymbolicInt second, out SymbolicInt third)
    {
        RequireRank(3);
        (first, second, third) = (sizes[0], sizes[1], sizes[2]);
    }

    public void Deconstruct(out SymbolicInt first, out SymbolicInt second, out SymbolicInt third, out SymbolicInt fourth)
    {
        RequireRank(4);
        (first, second, third, fourth) = (sizes[0], sizes[1], sizes[2], sizes[3]);
    }

    public IEnumerator<SymbolicInt> GetEnumerator() => sizes.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"[{string.Join(", ", sizes.Select(s => s.Value))}]";

    private void RequireRank(int rank)
    {
        if (rank != Count)
        {
            throw recorder.Error($"The shape {this} does not have {rank} dims.");
        }
    }
}
