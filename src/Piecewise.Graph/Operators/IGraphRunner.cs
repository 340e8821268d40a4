using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>Who runs a graph, as the kernels of its calls see it: it runs nested graphs, and holds what the host gave.</summary>
internal interface IGraphRunner
{
    /// <summary>Runs a graph on one value per input; returns one value per output.</summary>
    /// <exception cref="EvaluationException">A node failed; the message names it and its place in the model.</exception>
    ImmutableArray<Value> Run(Graph graph, ImmutableArray<Value> inputs);

    /// <summary>Something of the host's, as an attention cache; null where it gave none.</summary>
    T? Service<T>() where T : class;
}
