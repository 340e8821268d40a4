using Piecewise.Graphs;
using Piecewise.Import;

namespace Piecewise.Compiler.Normalize;

/// <summary>From the imported graph to the functional one: functionalization, then tuples and composites, then dead code.</summary>
internal static class Normalizer
{
    /// <summary>A new functional graph of a program.</summary>
    /// <exception cref="NormalizationException">A write has no functional form.</exception>
    /// <param name="program">The program.</param>
    /// <param name="catalog">The operators.</param>
    /// <param name="lastRowOnly">Whether only the last row of the last result is computed (<see cref="WantedRows"/>).</param>
    /// <param name="beforeComposites">Sees the graph while it has the operators that the program has, and may change it.</param>
    public static Graph Run(
        ExportedProgram program, OperatorCatalog catalog, bool lastRowOnly = false, Action<Graph>? beforeComposites = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        try
        {
            return Functional(program, catalog, lastRowOnly, beforeComposites);
        }
        catch (NormalizationException) when (program.RequireRecordedSizes())
        {
            // Whether a write is seen through a view may follow from sizes of 2 and more: for smaller ones PyTorch shares other memory.
            return Functional(program, catalog, lastRowOnly, beforeComposites);
        }
    }

    private static Graph Functional(
        ExportedProgram program, OperatorCatalog catalog, bool lastRowOnly, Action<Graph>? beforeComposites)
    {
        var graph = Functionalizer.Run(program.Graph, catalog, SharedMemory.Find(program.Graph, program.State), program.State);
        TupleElements.SpellOut(graph, catalog);
        SharedMemory.MarkChanged(graph, program.State);
        beforeComposites?.Invoke(graph);
        CompositeCalls.SpellOut(graph, catalog);
        if (lastRowOnly)
        {
            WantedRows.KeepLast(graph, catalog, program.FileName);
        }
        else if (program is { ChosenRows: not null, Graph.Stage: Stage.Imported })
        {
            WantedRows.KeepChosen(graph, catalog);
        }
        DeadCode.Remove(graph);
        return graph;
    }
}
