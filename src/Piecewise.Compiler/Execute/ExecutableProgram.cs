using System.Collections.Immutable;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Execute;

/// <summary>What sessions run: a graph for each entry. Shared by all sessions, never changed.</summary>
/// <param name="Entries">The entries, and which one serves a call.</param>
/// <param name="Graphs">By entry. They take the program's inputs and the constants, and return the same.</param>
/// <param name="Constants">Tensors that the graphs take besides the program's own.</param>
public sealed record ExecutableProgram(EntryPlan Entries, ImmutableArray<Graph> Graphs, IReadOnlyDictionary<string, Tensor> Constants)
{
    /// <summary>The generated code of the graphs; null where the interpreter runs them.</summary>
    public Compilation? Compilation { get; init; }

    /// <summary>One graph for every size.</summary>
    public static ExecutableProgram Of(ExportedProgram program, Graph graph) =>
        new(EntryPlan.Make(DynamicSize.Of(program)), [graph], ImmutableDictionary<string, Tensor>.Empty);

    /// <summary>A lowered program with its constants computed.</summary>
    public static ExecutableProgram Of(ExportedProgram program, LoweredProgram lowered)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(lowered);
        return new(lowered.Entries, lowered.Stitches, lowered.LoadConstants(program.State));
    }

    /// <summary>A lowered program as generated code.</summary>
    public static ExecutableProgram Of(LoweredProgram lowered, Compilation compilation)
    {
        ArgumentNullException.ThrowIfNull(lowered);
        ArgumentNullException.ThrowIfNull(compilation);
        return new(lowered.Entries, lowered.Stitches, compilation.Plan.Constants) { Compilation = compilation };
    }
}
