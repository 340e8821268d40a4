using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Testing;

/// <summary>
/// A graph as the interpreter runs it, call after call: what every optimization is compared with. Nothing of how the product binds inputs
/// is in it; they must be of the graph's types, strides included.
/// </summary>
internal sealed class GraphOracle
{
    private readonly Graph graph;
    private readonly Interpreter interpreter;

    /// <param name="graph">What runs.</param>
    /// <param name="state">A tensor for each input that is no user input; they are copied, storage by storage.</param>
    /// <param name="interpreter">Runs it; holds the host's services.</param>
    public GraphOracle(Graph graph, IReadOnlyDictionary<string, Tensor> state, Interpreter? interpreter = null)
    {
        this.graph = graph;
        this.interpreter = interpreter ?? new Interpreter();
        // Tensors of one storage go on sharing it.
        var copies = state.Values.Select(t => t.Storage).Distinct().ToDictionary(s => s, CopyOf);
        State = state.ToDictionary(
            s => s.Key, s => new Tensor(copies[s.Value.Storage], s.Value.DType, s.Value.Shape, s.Value.Strides, s.Value.Offset),
            StringComparer.Ordinal);
    }

    /// <summary>The state as calls so far have left it.</summary>
    public IReadOnlyDictionary<string, Tensor> State { get; }

    /// <summary>Runs a call, and stores what it changes in the state and in the inputs.</summary>
    public ImmutableArray<Value> Run(IReadOnlyDictionary<string, Value> inputs)
    {
        var given = graph.Inputs.Select(i => i.Input!).Select(i => i.Kind == InputKind.User ? inputs[i.Target] : State[i.Target]);
        var results = graph.Output!.Outputs.Zip(interpreter.Run(graph, [.. given]), (spec, value) => (Spec: spec, Value: value));
        var outputs = results.ToLookup(o => o.Spec.Kind == OutputKind.User);
        // A new value may be a view of what is overwritten next: copies first.
        foreach (var (spec, value) in outputs[false].Select(o => (o.Spec, o.Value.Tensor.Clone())).ToArray())
        {
            Assignment.Write(spec.Kind == OutputKind.BufferMutation ? State[spec.Target] : inputs[spec.Target].Tensor, value);
        }
        return [.. outputs[true].Select(o => o.Value)];
    }

    private static unsafe Storage CopyOf(Storage storage)
    {
        var copy = Storage.Allocate(storage.ByteLength);
        Buffer.MemoryCopy(storage.Pointer, copy.Pointer, copy.ByteLength, storage.ByteLength);
        GC.KeepAlive(storage);
        return copy;
    }
}
