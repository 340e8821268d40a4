using Piecewise.Compiler.Import;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Normalize;

/// <summary>From the imported graph to the functional one: functionalization, then tuples, then dead code.</summary>
public static class Normalizer
{
    /// <summary>A new functional graph of a program.</summary>
    /// <exception cref="NormalizationException">A write has no functional form.</exception>
    public static Graph Run(ExportedProgram program, OperatorCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(program);
        var graph = Functionalizer.Run(program.Graph, catalog, SharedMemory.Find(program.Graph, program.State), program.State);
        TupleElements.SpellOut(graph, catalog);
        DeadCode.Remove(graph);
        return graph;
    }
}
