using Piecewise.Graphs;

namespace Piecewise.Tracing;

/// <summary><c>Graph.Trace</c>: a C# function over tensors as a graph (F4).</summary>
internal static class GraphTracing
{
    extension(Graph)
    {
        /// <summary>
        /// Captures a C# function over tensors. It runs once, over inputs of which only types are known; each operation on them becomes a
        /// node.
        /// </summary>
        /// <param name="catalog">The operators that the function may call.</param>
        /// <param name="inputs">What it takes, in order: tensors, ints, and tensors of the model.</param>
        /// <param name="function">The function. Loops and branches over C# values run now and leave no trace; it may not branch on a
        /// dynamic size.</param>
        /// <param name="name">The name of the graph.</param>
        /// <returns>A functional graph, or an imported one (to be normalized) where the function wrote memory.</returns>
        /// <exception cref="TraceException">The function did what can't be recorded; the message names the C# line.</exception>
        public static Graph Trace(OperatorCatalog catalog, IEnumerable<TraceInput> inputs, Func<TraceScope, TracedOutputs> function,
            string name = "main") =>
            Tracer.Run(catalog, inputs, function, name).Graph;
    }
}
