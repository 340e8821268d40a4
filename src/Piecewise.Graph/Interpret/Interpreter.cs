using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>
/// Runs imported, functional and stitch graphs with the operators' reference kernels (G5): what every optimization is compared with.
/// A value is dropped after its last use.
/// </summary>
internal sealed class Interpreter : IGraphRunner
{
    private readonly Dictionary<Type, object> services = [];

    /// <summary>Told of each node after it ran; for statistics and for finding the first difference between two runs.</summary>
    public Action<Node, Value>? Observer { get; init; }

    /// <summary>
    /// Told of each value that a run has dropped, by the node that made it: after the node that takes it last, or at once where nothing
    /// does.
    /// </summary>
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

    /// <inheritdoc/>
    public T? Service<T>() where T : class => services.TryGetValue(typeof(T), out var service) ? (T)service : null;

    /// <inheritdoc/>
    public ImmutableArray<Value> Run(Graph graph, ImmutableArray<Value> inputs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var run = new InterpreterRun(this, graph);
        return run.Execute(inputs);
    }
}
