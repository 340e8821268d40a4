using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Import;

/// <summary>
/// A program read from a <c>.pt2</c> file, or traced from C#: graph, state, calling convention. Weights of a file are views of its mapping.
/// </summary>
internal sealed class ExportedProgram : IDisposable
{
    private readonly Pt2Archive? memory;
    private volatile bool disposed;

    internal ExportedProgram(Pt2Archive? memory) => this.memory = memory;

    /// <summary>Where it was read from, for messages.</summary>
    public required string FileName { get; init; }

    /// <summary>The graph as imported; inputs are parameters, buffers and literals as well as the user's.</summary>
    public required Graph Graph { get; init; }

    /// <summary>Tensors by their names in the model: what the inputs that are no user inputs stand for.</summary>
    public required IReadOnlyDictionary<string, Tensor> State { get; init; }

    /// <summary>By name of a tensor of <see cref="State"/>: the record of the file that it lies in. Empty for a traced program.</summary>
    public IReadOnlyDictionary<string, string> StateRecords { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Symbols whose range begins at 0 although the file says 2, as PyTorch checks no such bound.</summary>
    internal ImmutableArray<string> SmallSizes { get; init; } = [];

    /// <summary>Arguments that the exporter froze, in the caller's order: name and the only value that the program accepts.</summary>
    public required ImmutableArray<ConstantInput> ConstantInputs { get; init; }

    /// <summary>Names of the user's inputs, frozen ones included, in the order of the flattened call.</summary>
    public required ImmutableArray<string> UserInputs { get; init; }

    /// <summary>
    /// The symbol of how many rows of the last result are chosen by an input that was added to the program's own; null where none was.
    /// </summary>
    internal string? ChosenRows { get; set; }

    /// <summary>How the caller passes inputs; null where the file does not say.</summary>
    public TreeSpec? InputTree { get; init; }

    /// <summary>How the results are nested; null where the file does not say.</summary>
    public TreeSpec? OutputTree { get; init; }

    /// <summary>Text files that were saved with the program, such as <c>config.json</c>.</summary>
    public required IReadOnlyDictionary<string, string> ExtraFiles { get; init; }

    /// <summary>Empty for a traced program.</summary>
    public required string TorchVersion { get; init; }

    /// <summary><c>TRAINING</c>, <c>ATEN</c>, …; <c>TRACED</c> for a traced program.</summary>
    public required string Dialect { get; init; }

    /// <summary>Guards as written in the file.</summary>
    public required ImmutableArray<string> Guards { get; init; }

    /// <summary>What is unusual but no hindrance, such as a size that is computed through floats.</summary>
    public required ImmutableArray<string> Warnings { get; init; }

    /// <summary>A program of a graph that was traced from C#, or made otherwise; its state lives as long as its tensors.</summary>
    /// <param name="graph">The imported or functional graph.</param>
    /// <param name="state">A tensor for each input that is no user input.</param>
    public static ExportedProgram OfTrace(Graph graph, IReadOnlyDictionary<string, Tensor> state) => new(memory: null)
    {
        FileName = graph.Name,
        Graph = graph,
        State = state,
        ConstantInputs = [],
        UserInputs = [.. graph.Inputs.Where(i => i.Input!.Kind == InputKind.User).Select(i => i.Input!.Target)],
        ExtraFiles = ImmutableDictionary<string, string>.Empty,
        TorchVersion = "",
        Dialect = "TRACED",
        Guards = [],
        Warnings = [],
    };

    /// <summary>The same program by another graph, over other state; this one is not to be used any more.</summary>
    /// <param name="graph">A functional graph with the same inputs of the caller, and the same results.</param>
    /// <param name="state">A tensor for each input that is no user input.</param>
    internal ExportedProgram By(Graph graph, IReadOnlyDictionary<string, Tensor> state) => new(memory)
    {
        FileName = FileName,
        Graph = graph,
        State = state,
        StateRecords = StateRecords.Where(r => state.ContainsKey(r.Key)).ToDictionary(StringComparer.Ordinal),
        SmallSizes = SmallSizes,
        ConstantInputs = ConstantInputs,
        UserInputs = UserInputs,
        ChosenRows = ChosenRows,
        InputTree = InputTree,
        OutputTree = OutputTree,
        ExtraFiles = ExtraFiles,
        TorchVersion = TorchVersion,
        Dialect = Dialect,
        Guards = Guards,
        Warnings = Warnings,
    };

    /// <summary>
    /// Ends the use of the program: nothing more can be made of it. The file stays mapped as long as tensors of it are there
    /// (<see cref="State"/>, sessions), which can be read on.
    /// </summary>
    public void Dispose()
    {
        disposed = true;
        memory?.Dispose();
    }

    /// <summary>Makes the mapping stay as long as anything refers to it, since an application gets to see the program's tensors.</summary>
    internal ExportedProgram Lend()
    {
        memory?.Lend();
        return this;
    }

    /// <summary>Keeps the file mapped until the returned share is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The program was disposed.</exception>
    internal IDisposable? Retain()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return memory?.RetainMemory();
    }

    /// <summary>
    /// Keeps calls to the sizes that the file says, 2 and more; false where they are kept to those already, or none of these meets the
    /// program's conditions.
    /// </summary>
    internal bool RequireRecordedSizes()
    {
        var low = SmallSizes.Where(s => Graph.Shapes.BoundsOf(SymInt.Symbol(s)).Min is null or < 2).ToList();
        var recorded = Graph.Shapes.Copy();
        try
        {
            low.ForEach(s => recorded.Constrain(s, Interval.AtLeast(2)));
        }
        catch (ShapeConflictException)
        {
            return false;
        }
        if (low.Count == 0 || recorded.Contradiction() is not null)
        {
            return false;
        }
        low.ForEach(s => Graph.Shapes.Constrain(s, Interval.AtLeast(2)));
        return true;
    }
}

/// <summary>A user input whose value is part of the program.</summary>
internal sealed record ConstantInput(string Name, Argument Value);
