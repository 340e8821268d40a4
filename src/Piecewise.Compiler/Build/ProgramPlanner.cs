using System.Collections.Immutable;
using Piecewise.Compiler.Backend;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Build;

/// <summary>
/// Plans how a lowered program runs without a graph: which code runs in which order on which memory, for each entry. Work that grows with
/// the number of layers is done here and nowhere after it.
/// </summary>
internal sealed class ProgramPlanner
{
    private readonly ExportedProgram program;
    private readonly ImmutableArray<Graph> stitches;
    private readonly EntryPlan entries;
    private readonly IReadOnlyDictionary<string, Tensor> constants;
    private readonly CodeList codes;
    private readonly List<Graph> interpreted = [];
    private readonly List<string> remarks = [];
    private readonly List<string> symbols = [];
    private readonly Dictionary<Argument, int> literals = [];
    private readonly Node[] inputs;
    private readonly Dictionary<string, Tensor> state;

    private ProgramPlanner(
        ExportedProgram program, ImmutableArray<Graph> stitches, EntryPlan entries, IReadOnlyDictionary<string, Tensor> constants,
        CodeList codes)
    {
        this.codes = codes;
        this.program = program;
        this.stitches = stitches;
        this.entries = entries;
        this.constants = constants;
        inputs = [.. program.Graph.Inputs.Where(i => i.Input!.Kind == InputKind.User)];
        state = program.State.Concat(constants).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>Plans a program. What can't be planned is interpreted, and named among the remarks.</summary>
    /// <param name="program">The program.</param>
    /// <param name="lowered">Its lowered pieces.</param>
    /// <param name="constants">What is computed from weights alone.</param>
    /// <param name="unwritten">Pieces that have no code, with the reason.</param>
    public static PlannedProgram Run(
        ExportedProgram program, LoweredProgram lowered, IReadOnlyDictionary<string, Tensor> constants,
        IReadOnlyDictionary<Graph, string> unwritten)
    {
        return Run(() => new ProgramPlanner(program, lowered.Stitches, lowered.Entries, constants, new CodeList(unwritten)));
    }

    /// <summary>A program whose pieces the interpreter runs, each as one step.</summary>
    /// <param name="program">The program.</param>
    /// <param name="stitches">A stitch graph for each entry.</param>
    /// <param name="entries">The entries.</param>
    /// <param name="constants">What is computed from weights alone.</param>
    /// <param name="reason">Why nothing is compiled, to follow "because".</param>
    public static PlannedProgram InterpretedPieces(
        ExportedProgram program, ImmutableArray<Graph> stitches, EntryPlan entries, IReadOnlyDictionary<string, Tensor> constants,
        string reason) =>
        Run(() => new ProgramPlanner(
            program, stitches, entries, constants, new CodeList(ImmutableDictionary<Graph, string>.Empty, reason)));

    /// <summary>A program that the interpreter runs as one step, for all sizes.</summary>
    /// <param name="program">The program.</param>
    /// <param name="graph">It as one graph.</param>
    /// <param name="reason">Why it is not compiled, to follow "because".</param>
    public static PlannedProgram Interpreted(ExportedProgram program, Graph graph, string reason) => new ProgramPlanner(
        program, [graph], EntryPlan.Make(DynamicSize.Of(program)), ImmutableDictionary<string, Tensor>.Empty,
        new CodeList(ImmutableDictionary<Graph, string>.Empty, reason)).Run(reason);

    // What can't be planned step by step is one.
    private static PlannedProgram Run(Func<ProgramPlanner> planner)
    {
        try
        {
            return planner().Run(reason: null);
        }
        catch (Exception e) when (e is ProgramPlanException or ArithmeticException)
        {
            return planner().Run(e.Message.TrimEnd('.'));
        }
    }

    private PlannedProgram Run(string? reason)
    {
        string[] names = [.. state.Keys.Order(StringComparer.Ordinal)];
        var stateIndex = names.Select((n, i) => (n, i)).ToDictionary(p => p.n, p => p.i, StringComparer.Ordinal);
        var (bindings, guards, programInputs) = new CallSignature(program, inputs, symbols, Written(OutputKind.InputMutation)).Build();
        var bound = symbols.ToArray();
        var planned = ImmutableArray.CreateBuilder<EntryManifest>();
        for (var i = 0; i < stitches.Length; i++)
        {
            var range = entries.Entries[i].Range;
            var planner = new EntryPlanner(
                stitches[i], i, bound, symbols, inputs, stateIndex, state, codes, interpreted, remarks, literals,
                Checked(entries.Entries[i]));
            planned.Add(planner.Run(range.Start, range.End, reason));
        }
        var written = Written(OutputKind.BufferMutation);
        var manifest = new ProgramManifest(
            program.FileName, [.. symbols], entries.Size.Symbol is { } symbol ? symbols.IndexOf(symbol) : -1, programInputs,
            [.. names.Select(n => Describe(n, written.Contains(n)))], bindings, guards with { Ranges = [.. symbols.Select(RangeOf)] },
            planned.ToImmutable())
        {
            Literals = [.. literals.OrderBy(l => l.Value).Select(l => Literal(l.Key))],
            FixedInputs = [
                .. program.ConstantInputs.Select(c => new FixedInput(c.Name, Literal(c.Value), program.UserInputs.IndexOf(c.Name)))],
            AttentionLayers =
            [
                .. program.Graph.Nodes.Where(n => n.Operator?.LayerArgument is not null)
                    .Select(n => n.ArgumentNamed(n.Operator!.LayerArgument!)).OfType<IntArgument>().Select(a => a.Value),
            ],
            OutputNames = OutputNames(planned[0].Outputs.Length),
        };
        return new PlannedProgram(manifest, codes.Codes, [.. interpreted], [.. remarks.Distinct()], constants);
    }

    // As in the dict or data class that the exported function returned.
    private ImmutableArray<string> OutputNames(int count)
    {
        string[] paths = [.. program.OutputTree?.LeafPaths() ?? []];
        return [.. Enumerable.Range(0, count).Select(i => paths.Length == count && paths[i].Length > 0 ? paths[i] : $"output {i}")];
    }

    // What every call of an entry was checked for: the program's facts, and the entry's sizes.
    private ShapeEnvironment Checked(CompileEntry entry)
    {
        var shapes = program.Graph.Shapes.Copy();
        if (entry.Symbol is { } symbol)
        {
            shapes.Constrain(symbol, new Interval(entry.Range.Start, entry.Range.End == long.MaxValue ? null : entry.Range.End));
        }
        return shapes;
    }

    private static CallValue Literal(Argument argument) => argument switch
    {
        IntArgument { Value: var number } => CallValue.FromInt64(number),
        FloatArgument { Value: var number } => CallValue.FromDouble(number),
        BoolArgument { Value: var flag } => CallValue.FromBoolean(flag),
        StringArgument { Value: var text } => CallValue.FromText(text),
        _ => default,
    };

    private ProgramState Describe(string name, bool isWritten)
    {
        var tensor = state[name];
        return new ProgramState(
            name, tensor.DType, [.. tensor.Shape], [.. tensor.Strides], isWritten, program.StateRecords.GetValueOrDefault(name),
            tensor.Offset);
    }

    private SymbolRange RangeOf(string symbol)
    {
        var bounds = program.Graph.Shapes.Symbols.TryGetValue(symbol, out var interval) ? interval : Interval.Unbounded;
        return new SymbolRange(bounds.Min ?? long.MinValue, bounds.Max ?? long.MaxValue);
    }

    // Names of what calls change: at their end, or in place.
    private HashSet<string> Written(OutputKind kind)
    {
        var isUser = kind == OutputKind.InputMutation;
        var result = new HashSet<string>(StringComparer.Ordinal);
        foreach (var stitch in stitches)
        {
            result.UnionWith(stitch.Output!.Outputs.Where(o => o.Kind == kind).Select(o => o.Target));
            result.UnionWith(
                InputWrites.Of(stitch).Select(i => i.Input!).Where(i => (i.Kind == InputKind.User) == isUser).Select(i => i.Target));
        }
        return result;
    }
}
