using Piecewise.Graphs;
using Piecewise.Import;

namespace Piecewise.Tracing;

/// <summary><c>ExportedProgram.Trace</c>: a C# function over tensors as a program with the tensors of its model (F4).</summary>
internal static class ProgramTracing
{
    extension(ExportedProgram)
    {
        /// <summary>
        /// Captures a C# function together with the tensors of its model: a program that runs and compiles like one from a file.
        /// </summary>
        /// <param name="catalog">The operators that the function may call.</param>
        /// <param name="inputs">What it takes, in order: tensors, ints, and tensors of the model.</param>
        /// <param name="function">The function, as for <c>Graph.Trace</c>.</param>
        /// <param name="name">The name of the program and its graph.</param>
        /// <exception cref="TraceException">The function did what can't be recorded; the message names the C# line.</exception>
        public static ExportedProgram Trace(OperatorCatalog catalog, IEnumerable<TraceInput> inputs,
            Func<TraceScope, TracedOutputs> function, string name = "main")
        {
            var (graph, state) = Tracer.Run(catalog, inputs, function, name);
            return ExportedProgram.OfTrace(graph, state);
        }
    }
}
