using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Passes;

/// <summary>What can be seen of one run of a graph: its outputs, what it left in its inputs, and which of these share memory.</summary>
internal sealed class GraphRun
{
    private readonly ImmutableArray<Value> inputs;
    private readonly ImmutableArray<Value> outputs;

    private GraphRun(ImmutableArray<Value> inputs, ImmutableArray<Value> outputs)
    {
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /// <summary>Runs a graph on fresh copies of the inputs. Inputs that are one tensor stay one.</summary>
    public static GraphRun Of(Graph graph, ImmutableArray<Value> inputs)
    {
        var copies = new Dictionary<Tensor, Value>(ReferenceEqualityComparer.Instance);
        ImmutableArray<Value> fresh =
            [.. inputs.Select(i => !i.IsTensor ? i
                : copies.TryGetValue(i.Tensor, out var known) ? known : copies[i.Tensor] = i.Tensor.Clone())];
        return new GraphRun(fresh, new Interpreter().Run(graph, fresh));
    }

    /// <summary>What another run shows that this one does not; null where nothing can be told apart.</summary>
    /// <param name="other">The run of the rewritten graph.</param>
    /// <param name="isDonated">Inputs that nobody looks at afterwards, by their number.</param>
    public string? Difference(GraphRun other, Func<int, bool> isDonated)
    {
        for (var i = 0; i < outputs.Length; i++)
        {
            if (!BitwiseEquality.AreEqual(outputs[i], other.outputs[i]))
            {
                return $"output {i} differs";
            }
        }
        for (var i = 0; i < inputs.Length; i++)
        {
            if (!isDonated(i) && !BitwiseEquality.AreEqual(inputs[i], other.inputs[i]))
            {
                return $"input {i} is left as something else";
            }
        }
        for (var i = 0; i < outputs.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Overlap(other.outputs[i], other.outputs[j]) && !Overlap(outputs[i], outputs[j]))
                {
                    return $"outputs {j} and {i} share memory";
                }
            }
            for (var j = 0; j < inputs.Length; j++)
            {
                if (!isDonated(j) && Overlap(other.outputs[i], other.inputs[j]) && !Overlap(outputs[i], inputs[j]))
                {
                    return $"output {i} and input {j} share memory";
                }
            }
        }
        return null;
    }

    private static bool Overlap(Value a, Value b) =>
        a.IsTensor && b.IsTensor && a.Tensor.Storage == b.Tensor.Storage && Elements(a.Tensor).Overlaps(Elements(b.Tensor));

    // Random graphs have one dtype where memory is shared, so positions can be compared.
    private static HashSet<long> Elements(Tensor tensor)
    {
        IEnumerable<long> places = [tensor.Offset];
        for (var d = 0; d < tensor.Rank; d++)
        {
            var (size, stride) = (tensor.Shape[d], tensor.Strides[d]);
            places = places.SelectMany(p => Enumerable.Range(0, (int)size).Select(i => p + i * stride)).Distinct().ToArray();
        }
        return [.. places];
    }
}
