using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Normalize;

/// <summary>Inputs that overlap in memory, at least one of which is written: a write through one is seen through the others.</summary>
/// <param name="Inputs">The inputs with the tensors that they stand for: all of one storage.</param>
public sealed record SharedMemory(ImmutableArray<(Node Input, Tensor Tensor)> Inputs)
{
    /// <summary>True where all show the same elements in the same way: names of one tensor.</summary>
    public bool IsOneTensor => Inputs.All(i => IsSame(i.Tensor, Inputs[0].Tensor));

    /// <summary>Groups the inputs that stand for overlapping tensors; groups that nothing writes are left out.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="state">What the inputs stand for, by target.</param>
    public static ImmutableArray<SharedMemory> Find(Graph graph, IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(state);
        var written = InputWrites.Of(graph);
        var result = ImmutableArray.CreateBuilder<SharedMemory>();
        foreach (var storage in graph.Inputs.Where(i => i.Input!.Kind != InputKind.User && state.ContainsKey(i.Input.Target))
            .Select(i => (Input: i, Tensor: state[i.Input!.Target])).Where(i => i.Tensor.ElementCount > 0).GroupBy(i => i.Tensor.Storage))
        {
            var group = ImmutableArray.CreateBuilder<(Node Input, Tensor Tensor)>();
            long end = long.MinValue;
            foreach (var item in storage.OrderBy(i => Bytes(i.Tensor).Start))
            {
                var (start, stop) = Bytes(item.Tensor);
                if (start >= end)
                {
                    Close();
                }
                group.Add(item);
                end = Math.Max(end, stop);
            }
            Close();

            void Close()
            {
                if (group.Count > 1 && group.Any(i => written.Contains(i.Input)))
                {
                    result.Add(new SharedMemory(group.ToImmutable()));
                }
                group.Clear();
            }
        }
        return result.ToImmutable();
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
        return a.Storage == b.Storage && a.DType == b.DType && a.Offset == b.Offset && a.Shape.SequenceEqual(b.Shape) && a.Strides.SequenceEqual(b.Strides);
    }
}
