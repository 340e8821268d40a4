using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.Emit;

/// <summary>What the pieces of a program are called with first, as copies: a piece may write its inputs.</summary>
internal sealed class CapturedInputs
{
    private readonly Dictionary<Graph, List<Value>> captured = [];

    public Interpreter Interpreter => new() { Observer = Take };

    /// <summary>By piece: a value for each input.</summary>
    public IEnumerable<(Graph Graph, ImmutableArray<Value> Inputs)> Pieces =>
        captured.Where(c => c.Value.Count == c.Key.Inputs.Count()).Select(c => (c.Key, c.Value.ToImmutableArray()));

    /// <summary>The values in memory of their own, at the same strides.</summary>
    public static ImmutableArray<Value> Copy(ImmutableArray<Value> values) => [.. values.Select(v => v.IsTensor ? Copy(v.Tensor) : v)];

    /// <summary>The symbols of sizes that one of them alone decides.</summary>
    public static Dictionary<string, long> Sizes(Graph graph, ImmutableArray<Value> inputs)
    {
        var known = new Dictionary<string, long>();
        var equations = graph.Inputs.Zip(inputs).SelectMany(p => Equations(p.First.Type, p.Second)).ToList();
        for (var count = -1; count < known.Count;)
        {
            count = known.Count;
            foreach (var (size, value) in equations)
            {
                if (size.Symbols.Where(s => !known.ContainsKey(s)).Take(2).ToList() is [var unknown])
                {
                    var (zero, one) = (At(size, unknown, 0), At(size, unknown, 1));
                    if (one != zero && (value - zero) % (one - zero) == 0 && At(size, unknown, (value - zero) / (one - zero)) == value)
                    {
                        known[unknown] = (value - zero) / (one - zero);
                    }
                }
            }
        }
        return known;

        long At(SymInt size, string symbol, long value) => size.Evaluate(new Dictionary<string, long>(known) { [symbol] = value });
    }

    private static IEnumerable<(SymInt Size, long Value)> Equations(NodeType type, Value value) => type switch
    {
        SymIntType size => [(size.Value, value.Scalar.ToInt64())],
        TensorType tensor => tensor.Shape.Zip(value.Tensor.Shape.ToArray()),
        _ => [],
    };

    private void Take(Node node, Value value)
    {
        if (node.Kind != NodeKind.Input)
        {
            return;
        }
        if (!captured.TryGetValue(node.Graph, out var values))
        {
            captured.Add(node.Graph, values = []);
        }
        if (values.Count < node.Graph.Inputs.Count())
        {
            values.Add(value.IsTensor ? Copy(value.Tensor) : value);
        }
    }

    private static unsafe Tensor Copy(Tensor tensor)
    {
        long extent = tensor.ElementCount == 0 ? 0 : 1;
        for (var i = 0; i < tensor.Rank && extent > 0; i++)
        {
            extent += (tensor.Shape[i] - 1) * tensor.Strides[i];
        }
        var bytes = extent * tensor.DType.Size();
        var storage = Storage.Allocate(bytes);
        Buffer.MemoryCopy(tensor.Pointer, storage.Pointer, bytes, bytes);
        GC.KeepAlive(tensor);
        return new Tensor(storage, tensor.DType, tensor.Shape, tensor.Strides, 0);
    }
}
