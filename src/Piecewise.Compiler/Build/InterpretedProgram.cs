using System.Collections.Immutable;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Partition;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Build;

/// <summary>
/// A program without code of its own: the interpreter runs it as one step, or piece by piece. What calls run until compiled code is there,
/// and what compiled code is compared with.
/// </summary>
internal static class InterpretedProgram
{
    /// <summary>One graph as one step, for all sizes.</summary>
    /// <param name="program">The program, for its state and its calling convention.</param>
    /// <param name="graph">What runs: the graph as imported, or the functional one.</param>
    public static CompiledProgram Of(ExportedProgram program, Graph graph)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(graph);
        return ProgramPlanner.Interpreted(program, graph, "it is not compiled").Load(new ProgramCode([]), program);
    }

    /// <summary>The pieces that a program was split into, for all sizes.</summary>
    public static CompiledProgram Of(ExportedProgram program, PartitionResult partition)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(partition);
        return OfPieces(program, [partition.Stitch], EntryPlan.Make(DynamicSize.Of(program)), ImmutableDictionary<string, Tensor>.Empty);
    }

    /// <summary>The lowered pieces of each entry; computes the constants that they take.</summary>
    public static CompiledProgram Of(ExportedProgram program, LoweredProgram lowered)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(lowered);
        return OfPieces(program, lowered.Stitches, lowered.Entries, lowered.LoadConstants(program.State));
    }

    private static CompiledProgram OfPieces(
        ExportedProgram program, ImmutableArray<Graph> stitches, EntryPlan entries, IReadOnlyDictionary<string, Tensor> constants) =>
        ProgramPlanner.InterpretedPieces(program, stitches, entries, constants, "it is not compiled").Load(new ProgramCode([]), program);
}
