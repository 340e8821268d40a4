using System.Collections.Immutable;
using Piecewise.Tensors;

namespace Piecewise.Graphs;

/// <summary>
/// Inputs that overlap in memory, at least one of which is written: a write through one is seen through the others. Or inputs of one
/// storage, of which a call sees all through one of them, as <c>as_strided</c> does.
/// </summary>
/// <param name="Inputs">The inputs with the tensors that they stand for: all of one storage.</param>
internal sealed record SharedMemory(ImmutableArray<(Node Input, Tensor Tensor)> Inputs)
{
    /// <summary>True where all show the same elements in the same way: names of one tensor.</summary>
    public bool IsOneTensor => Inputs.All(i => IsSame(i.Tensor, Inputs[0].Tensor));

    /// <summary>The part of the storage that they lie in: its first element and how many there are.</summary>
    public (long Start, long Length) Elements
    {
        get
        {
            var size = Inputs[0].Tensor.DType.Size();
            var start = Inputs.Min(i => Bytes(i.Tensor).Start) / size;
            return (start, (Inputs.Max(i => Bytes(i.Tensor).Stop) / size) - start);
        }
    }

    /// <summary>True where every byte between the first and the last certainly is an input's.</summary>
    public bool IsCovered
    {
        get
        {
            var none = new ShapeEnvironment();
            var dense = Inputs.Where(i => TensorType.Of(i.Tensor).DenseOrder(none) is not null).Select(i => Bytes(i.Tensor)).ToList();
            var end = Inputs.Min(i => Bytes(i.Tensor).Start);
            foreach (var (start, stop) in dense.Order())
            {
                if (start > end)
                {
                    return false;
                }
                end = Math.Max(end, stop);
            }
            return end == Inputs.Max(i => Bytes(i.Tensor).Stop);
        }
    }

    /// <summary>Inputs of a graph that lie in a storage of which a call sees more than them.</summary>
    public static IEnumerable<Node> SeenIn(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (!HasSeer(graph))
        {
            return [];
        }
        var memory = AliasAnalysis.WithSeparateInputs(graph);
        return graph.Inputs.Where(i => memory.ViewOf(i) is { } view && memory.StorageSeenBy(view) is not null);
    }

    // Most graphs have none: no analysis then.
    private static bool HasSeer(Graph graph) => graph.Nodes.Any(n =>
        n.Operator?.SeesStorage == true || n.Arguments.Any(a => a is GraphArgument { Graph: var nested } && HasSeer(nested)));

    /// <summary>
    /// Groups the inputs that stand for overlapping tensors; groups that nothing writes, and whose storage nothing sees, are left out.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="state">What the inputs stand for, by target.</param>
    public static ImmutableArray<SharedMemory> Find(Graph graph, IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(state);
        var written = InputWrites.Of(graph);
        var seen = SeenIn(graph).ToHashSet();
        var result = ImmutableArray.CreateBuilder<SharedMemory>();
        foreach (var storage in graph.Inputs.Where(i => i.Input!.Kind != InputKind.User && state.ContainsKey(i.Input.Target))
            .Select(i => (Input: i, Tensor: state[i.Input!.Target])).Where(i => i.Tensor.ElementCount > 0).GroupBy(i => i.Tensor.Storage))
        {
            var group = ImmutableArray.CreateBuilder<(Node Input, Tensor Tensor)>();
            long end = long.MinValue;
            var isSeen = storage.Any(i => seen.Contains(i.Input));
            foreach (var item in storage.OrderBy(i => Bytes(i.Tensor).Start))
            {
                var (start, stop) = Bytes(item.Tensor);
                if (start >= end && !isSeen)
                {
                    Close();
                }
                group.Add(item);
                end = Math.Max(end, stop);
            }
            Close();

            void Close()
            {
                if (group.Count > 1 && (isSeen || group.Any(i => written.Contains(i.Input))))
                {
                    result.Add(new SharedMemory(group.ToImmutable()));
                }
                group.Clear();
            }
        }
        return result.ToImmutable();
    }

    /// <summary>
    /// Marks the inputs whose memory an output of the graph changes under another name, as of a weight that is tied to a buffer.
    /// </summary>
    /// <param name="graph">A functional graph: it changes state by its outputs alone.</param>
    /// <param name="state">What the inputs stand for, by target.</param>
    public static void MarkChanged(Graph graph, IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(state);
        var targets = graph.Output!.Outputs.Where(o => o.Kind == OutputKind.BufferMutation).Select(o => o.Target)
            .ToHashSet(StringComparer.Ordinal);
        var changed = targets.Select(t => state.GetValueOrDefault(t)).OfType<Tensor>().ToLookup(t => t.Storage, Bytes);
        foreach (var input in graph.Inputs.Where(i => i.Input!.Kind != InputKind.User && !targets.Contains(i.Input.Target)))
        {
            if (state.TryGetValue(input.Input!.Target, out var tensor) && changed.Contains(tensor.Storage))
            {
                var own = Bytes(tensor);
                input.Input = input.Input with { IsChanged = changed[tensor.Storage].Any(c => c.Start < own.Stop && own.Start < c.Stop) };
            }
        }
    }

    private static (long Start, long Stop) Bytes(Tensor tensor)
    {
        long first = tensor.Offset, last = tensor.Offset;
        for (var i = 0; i < tensor.Rank; i++)
        {
            var reach = (tensor.Shape[i] - 1) * tensor.Strides[i];
            (first, last) = reach < 0 ? (first + reach, last) : (first, last + reach);
        }
        return (first * tensor.DType.Size(), (last + 1) * tensor.DType.Size());
    }

    /// <summary>True where both show the same elements of one storage in the same way.</summary>
    public static bool IsSame(Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return a.Storage == b.Storage && a.DType == b.DType && a.Offset == b.Offset && a.Shape.SequenceEqual(b.Shape)
            && a.Strides.SequenceEqual(b.Strides);
    }
}
