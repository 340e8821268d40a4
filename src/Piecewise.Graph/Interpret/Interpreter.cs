using System.Collections.Immutable;
using Piecewise.Tensors;

namespace Piecewise.Graphs;

/// <summary>
/// Runs imported, functional and stitch graphs with the operators' reference kernels (G5): what every optimization is compared with.
/// A value is dropped after its last use.
/// </summary>
public sealed class Interpreter
{
    private readonly Dictionary<Type, object> services = [];

    /// <summary>Told of each node after it ran; for statistics and for finding the first difference between two runs.</summary>
    public Action<Node, Value>? Observer { get; init; }

    /// <summary>Told of each value that a run has dropped, by the node that made it: after the node that takes it last, or at once where nothing does.</summary>
    public Action<Node, Value>? Dropped { get; init; }

    /// <summary>Makes something of the host's available to operators: an attention cache, say. Null: there is none.</summary>
    public Interpreter With<T>(T? service) where T : class
    {
        if (service is not null)
        {
            services[typeof(T)] = service;
        }
        return this;
    }

    public T? Service<T>() where T : class => services.TryGetValue(typeof(T), out var service) ? (T)service : null;

    /// <summary>Runs a graph on one value per input; returns one value per output.</summary>
    /// <exception cref="EvaluationException">A node failed; the message names it and its place in the model.</exception>
    public ImmutableArray<Value> Run(Graph graph, ImmutableArray<Value> inputs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var run = new InterpreterRun(this, graph);
        return run.Execute(inputs);
    }

    /// <summary>Writes <paramref name="source"/> into <paramref name="target"/>: cast and broadcast, as an in-place operator does.</summary>
    public static void WriteInto(Tensor target, Tensor source)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(source);
        target.ThrowIfReadOnly();
        // A view of the target may be the source (x[1:] = x[:-1]); a copy first is what PyTorch's result would be.
        var value = Overlap.OfStorages(source.Storage, target.Storage) ? source.Clone() : source;
        if (value.DType != target.DType)
        {
            value = Cast.To(value, target.DType);
        }
        if (!value.Shape.SequenceEqual(target.Shape))
        {
            value = value.Broadcast(target.Shape);
        }
        target.CopyFrom(value);
    }
}
