using System.Collections.Immutable;
using Piecewise.Compiler.Backend;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;
using Piecewise.Operators;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Build;

/// <summary>Plans one entry: walks its stitch graph, and turns calls of pieces into steps and values into places in memory.</summary>
internal sealed class EntryPlanner
{
    private readonly Graph stitch;
    private readonly int entry;
    private readonly List<string> symbols;
    private readonly Dictionary<string, int> symbolNumbers;
    private readonly Dictionary<string, int> inputNumbers;
    private readonly Dictionary<string, Node> userInputs;
    private readonly IReadOnlyDictionary<string, int> stateIndex;
    private readonly IReadOnlyDictionary<string, Tensor> state;
    private readonly CodeList codes;
    private readonly List<Graph> interpreted;
    private readonly List<string> remarks;
    private readonly Dictionary<Argument, int> literals;
    private readonly Dictionary<string, (int Number, int Stage)> known;
    private readonly SizeTableBuilder table;
    private readonly Dictionary<Node, PlannedValue> values = [];
    private readonly List<(SymInt Bytes, int First, int Last, string Name)> buffers = [];
    private readonly List<StepManifest> steps = [];
    private readonly Dictionary<SymBool, string> conditions = [];
    private readonly ShapeEnvironment checkedShapes;
    private int looseCount;

    /// <param name="stitch">The entry's stitch graph.</param>
    /// <param name="entry">The number of the entry.</param>
    /// <param name="bound">The symbols that a call's inputs determine.</param>
    /// <param name="symbols">All symbols; those that steps determine are appended.</param>
    /// <param name="inputs">What a call takes.</param>
    /// <param name="stateIndex">Numbers of weights, buffers and constants.</param>
    /// <param name="state">The tensors.</param>
    /// <param name="codes">Code is appended.</param>
    /// <param name="interpreted">Graphs are appended.</param>
    /// <param name="remarks">What is not compiled is appended.</param>
    /// <param name="literals">Numbers of what calls return as it stands in the program; new ones are added.</param>
    /// <param name="checkedShapes">What is certain of a call's sizes when the entry runs, because it was checked.</param>
    public EntryPlanner(
        Graph stitch, int entry, IEnumerable<string> bound, List<string> symbols, Node[] inputs,
        IReadOnlyDictionary<string, int> stateIndex,
        IReadOnlyDictionary<string, Tensor> state, CodeList codes, List<Graph> interpreted, List<string> remarks,
        Dictionary<Argument, int> literals,
        ShapeEnvironment checkedShapes)
    {
        this.checkedShapes = checkedShapes;
        this.stitch = stitch;
        this.entry = entry;
        this.symbols = symbols;
        symbolNumbers = symbols.Select((s, i) => (s, i)).ToDictionary(p => p.s, p => p.i, StringComparer.Ordinal);
        inputNumbers = inputs.Select((n, i) => (n, i)).ToDictionary(p => p.n.Input!.Target, p => p.i, StringComparer.Ordinal);
        userInputs = stitch.Inputs.Where(i => i.Input!.Kind == InputKind.User).ToDictionary(i => i.Input!.Target, StringComparer.Ordinal);
        this.stateIndex = stateIndex;
        this.state = state;
        this.codes = codes;
        this.interpreted = interpreted;
        this.remarks = remarks;
        this.literals = literals;
        known = bound.ToDictionary(s => s, s => (symbolNumbers[s], 0), StringComparer.Ordinal);
        table = new SizeTableBuilder(known);
    }

    /// <summary>Plans the entry.</summary>
    /// <param name="start">The first size that it serves.</param>
    /// <param name="end">The last one.</param>
    /// <param name="reason">Why the whole is interpreted as one step; null where it is not.</param>
    public EntryManifest Run(long start, long end, string? reason)
    {
        foreach (var input in stitch.Inputs)
        {
            values.Add(input, OfInput(input));
        }
        ImmutableArray<PlannedValue> results;
        if (reason is null)
        {
            foreach (var node in stitch.Nodes)
            {
                if (node.Kind is NodeKind.Call or NodeKind.CallPiece)
                {
                    values.Add(node, node.Kind == NodeKind.Call ? OfCall(node) : OfPiece(node));
                }
            }
            results = [.. stitch.Output!.Arguments.Select(Of)];
        }
        else
        {
            results = InterpretWhole(stitch.Output!.Arguments, reason);
        }
        var outputs = ImmutableArray.CreateBuilder<ValuePlace>();
        var mutations = ImmutableArray.CreateBuilder<MutationManifest>();
        for (var i = 0; i < results.Length; i++)
        {
            var value = results[i];
            Use(value, int.MaxValue);
            var spec = stitch.Output.Outputs[i];
            if (spec.Kind == OutputKind.User)
            {
                outputs.Add(Place(value));
            }
            else
            {
                mutations.Add(new MutationManifest(Place(value), Place(Target(spec))));
            }
        }
        AddFacts(isCompiled: reason is null);
        var text = new ConditionText(userInputs.Values);
        ImmutableArray<SizeCondition> needed =
        [
            .. conditions.Select(c => new SizeCondition(
                table.Row(c.Key), c.Value.Length == 0 ? text.Of(c.Key, stitch.Shapes)
                    : text.Of(c.Key, c.Value), [.. c.Key.Symbols.Select(s => known[s].Number)])),
        ];
        ImmutableArray<BufferManifest> memory = [.. buffers.Select(b => new BufferManifest(table.Row(b.Bytes), b.First, b.Last, b.Name))];
        return new EntryManifest(start, end, table.Build(), memory, looseCount, [.. steps], outputs.ToImmutable(), mutations.ToImmutable(),
            needed);
    }

    // Facts that the compiler went by and that no input was checked for: those of sizes that steps determine, and those that passes needed.
    private void AddFacts(bool isCompiled)
    {
        foreach (var fact in stitch.Shapes.Facts.Where(f => f.Symbols.All(known.ContainsKey)))
        {
            if (isCompiled && fact.Symbols.All(s => known[s].Stage == 0))
            {
                Require(fact, "");
            }
            else if (!checkedShapes.IsStaticallyTrue(fact))
            {
                conditions.TryAdd(fact, "");
            }
        }
    }

    // Something that the entry needs: nothing to do where it is certain by what is checked anyway.
    private void Require(SymBool condition, string reason)
    {
        if (conditions.ContainsKey(condition) || checkedShapes.IsStaticallyTrue(condition))
        {
            return;
        }
        if (condition == SymBool.False)
        {
            throw new ProgramPlanException($"{reason} is given what it was not made for");
        }
        if (condition.Symbols.FirstOrDefault(s => !known.ContainsKey(s)) is { } unknown)
        {
            throw new ProgramPlanException($"nothing determines the size {unknown}");
        }
        conditions.Add(condition, reason);
    }

    // One step for everything. Results go out as they are made: nothing is said of their sizes, which may follow from nothing but the data.
    private ImmutableArray<PlannedValue> InterpretWhole(ImmutableArray<Argument> outputs, string reason)
    {
        remarks.Add($"@{stitch.Name} is interpreted because {reason}");
        ImmutableArray<PlannedValue> results =
        [
            .. outputs.Select((o, i) => (o as NodeArgument)?.Type switch
            {
                null => Of(o),
                TensorType tensor when stitch.Output!.Outputs[i].Kind != OutputKind.User =>
                    new PlannedTensor(PlaceKind.Loose, looseCount++, 0, tensor),
                NoneType => PlannedNothing.Value,
                _ => (PlannedValue)new PlannedNumber(looseCount++, IsInput: false),
            }),
        ];
        steps.Add(new StepManifest(
            StepKind.Interpreted, interpreted.Count, [.. stitch.Inputs.Select(i => Place(values[i]))], [], -1, [.. results.Select(Place)],
            [], null, stitch.Name));
        interpreted.Add(stitch);
        return results;
    }

    private PlannedValue OfInput(Node input)
    {
        var spec = input.Input!;
        if (spec.Kind != InputKind.User)
        {
            return OfState(spec.Target);
        }
        var index = inputNumbers.GetValueOrDefault(spec.Target, -1);
        return input.Type switch
        {
            TensorType type => new PlannedTensor(PlaceKind.Input, index, 0, type),
            SymIntType { Value: var value } => new PlannedInt(value),
            _ => new PlannedNumber(index, IsInput: true),
        };
    }

    private PlannedTensor OfState(string name) => new(PlaceKind.State, stateIndex[name], 0, TensorType.Of(state[name]));

    private PlannedTensor Target(OutputSpec spec) => spec.Kind == OutputKind.BufferMutation
        ? OfState(spec.Target)
        : (PlannedTensor)values[userInputs[spec.Target]];

    private PlannedValue Of(Argument argument) => argument switch
    {
        NodeArgument { Node: var node } => values[node],
        IntArgument { Value: var number } => new PlannedInt(number),
        NoneArgument => PlannedNothing.Value,
        FloatArgument or BoolArgument or StringArgument =>
            new PlannedLiteral(literals.TryGetValue(argument, out var known) ? known : literals[argument] = literals.Count),
        _ => throw new ProgramPlanException($"{argument} crosses from piece to piece"),
    };

    private PlannedValue OfCall(Node node)
    {
        if (node.IsCallOf(Dialect.GetItem) && node.Arguments is [NodeArgument { Node: var tuple }, IntArgument { Value: var item }]
            && values[tuple] is PlannedTuple { Items: var items })
        {
            return items[(int)item];
        }
        if (node.Type is SymIntType { Value: var size } && size.Symbols.All(known.ContainsKey))
        {
            return new PlannedInt(size);
        }
        // Arithmetic on what only data decides: a graph of one call.
        var graph = new Graph(node.Name, stitch.Shapes.Copy(), stitch.Stage);
        var arguments = node.InputNodes.Distinct().ToList();
        var taken = arguments.ToDictionary(n => n, n => graph.AddInput(n.Name, n.Type, InputSpec.User(n.Name)));
        graph.SetOutput(graph.AddCall(node.Operator!, [.. node.Arguments.Select(a => a.Map(n => taken[n]))], node.Type, node.Name));
        return Interpret(graph, [.. arguments.Select(n => values[n])], node.Type, node.Name, "it is computed from what only data decides");
    }

    private PlannedValue OfPiece(Node node)
    {
        var piece = node.Piece!;
        ImmutableArray<PlannedValue> arguments = [.. node.Arguments.Select(Of)];
        if (!codes.IsRefused && HostAttention(piece, arguments) is { } attention)
        {
            return attention;
        }
        var (number, objection) = codes.Of(piece, entry);
        if (objection is null)
        {
            try
            {
                return Code(node, piece.Graph, number, arguments);
            }
            catch (ProgramPlanException e)
            {
                objection = $"{e.Message}.";
            }
        }
        return Interpret(piece.Graph, arguments, node.Type, node.Name, objection);
    }

    private PlannedValue Code(Node node, Graph graph, int number, ImmutableArray<PlannedValue> arguments)
    {
        var schedule = codes.ScheduleOf(number);
        var renaming = new SymbolRenaming(graph, arguments);
        // Nothing is recorded before all sizes are known to be computable.
        ImmutableArray<int> sizes = [.. schedule.Symbols.Select(s => table.Row(renaming.Of(SymInt.Symbol(s))))];
        var scratchBytes = renaming.Of(schedule.ScratchBytes);
        table.Row(scratchBytes);
        PlannedTensor[] results =
        [
            .. schedule.Results.Select((r, i) =>
            {
                var bytes = renaming.Of(r.Bytes);
                table.Row(bytes);
                buffers.Add((bytes, steps.Count, steps.Count, $"{node.Name}.{r.Base.Maker.Name}"));
                return new PlannedTensor(PlaceKind.Buffer, buffers.Count - 1, 0, (TensorType)renaming.Of(r.Base.Type));
            }),
        ];
        var scratch = -1;
        if (scratchBytes != 0)
        {
            buffers.Add((scratchBytes, steps.Count, steps.Count, $"{node.Name}.scratch"));
            scratch = buffers.Count - 1;
        }
        RequireCode(node, graph, schedule, renaming, arguments);
        foreach (var argument in arguments)
        {
            Use(argument, steps.Count);
        }
        steps.Add(new StepManifest(
            StepKind.Code, number, [.. arguments.Select(a => a is PlannedTensor ? Place(a) : Nothing), .. results.Select(Place)], sizes,
            scratch, [], [], null, node.Name));
        PlannedValue[] outputs =
        [
            .. schedule.Outputs.Select(o => o switch
            {
                { Buffer: { } buffer, Place: { } place }
                    when (buffer.Kind == BufferKind.Input ? arguments[buffer.Index] : results[buffer.Index]) is PlannedTensor whole =>
                    whole with { Offset = whole.Offset + renaming.Of(place.ByteOffset), Type = (TensorType)renaming.Of(place.Type) },
                { Number: { } value } => new PlannedInt(renaming.Of(value)),
                _ => (PlannedValue)PlannedNothing.Value,
            }),
        ];
        return outputs.Length == 1 && node.Type is not TupleType ? outputs[0] : new PlannedTuple([.. outputs]);
    }

    // What the code goes by: facts that passes needed, places in its buffers, arguments of the types that it was made for.
    private void RequireCode(Node node, Graph graph, PieceSchedule schedule, SymbolRenaming renaming,
        ImmutableArray<PlannedValue> arguments)
    {
        foreach (var fact in graph.Shapes.Facts)
        {
            if (fact.Symbols.All(renaming.Knows))
            {
                Require(renaming.Of(fact), graph.Shapes.ReasonFor(fact) ?? $"%{node.Name}");
            }
        }
        foreach (var (condition, reason) in schedule.Conditions)
        {
            Require(renaming.Of(condition), reason);
        }
        foreach (var condition in renaming.Conditions)
        {
            Require(condition, $"%{node.Name}");
        }
    }

    private PlannedTensor? HostAttention(Piece piece, ImmutableArray<PlannedValue> arguments)
    {
        if (piece.Graph.Nodes.Where(n => n.Kind == NodeKind.Call).ToArray() is not [var call] || !call.IsCallOf(KnownOps.HostAttention)
            || piece.Graph.Output!.Arguments is not [NodeArgument { Node: var output }] || output != call)
        {
            return null;
        }
        var inputs = piece.Graph.Inputs.ToList();
        var tensors = new PlannedTensor?[4];
        string[] names = ["query", "key", "value", "sinks"];
        for (var i = 0; i < names.Length; i++)
        {
            if (call.ArgumentNamed(names[i]) is NodeArgument { Node: var node })
            {
                tensors[i] = inputs.IndexOf(node) is >= 0 and var index ? arguments[index] as PlannedTensor : null;
            }
        }
        // The host gets plain rows; anything else is interpreted.
        if (tensors is not [{ } query, { } key, { } value, var sinks]
            || !(query.Type.Strides[2] == 1 && key.Type.Strides[2] == 1 && value.Type.Strides[2] == 1)
            || query.Type.DType != key.Type.DType || query.Type.DType != value.Type.DType
            || sinks?.Type.DType.IsFloat() == false)
        {
            return null;
        }
        var type = query.Type.WithShape([query.Type.Shape[0], query.Type.Shape[1], value.Type.Shape[2]]);
        buffers.Add((type.ElementCount * type.DType.Size(), steps.Count, steps.Count, call.Name));
        var result = new PlannedTensor(PlaceKind.Buffer, buffers.Count - 1, 0, type);
        foreach (var argument in arguments)
        {
            Use(argument, steps.Count);
        }
        var rules = Attention.Rules(name => Number(call, name));
        steps.Add(new StepManifest(
            StepKind.Attention, (int)Number(call, "layer"),
            [Place(query), Place(key), Place(value), sinks is null ? Nothing : Place(sinks), Place(result)], [], -1, [], [], rules,
            call.Name));
        return result;
    }

    private static double Number(Node call, string name) => call.ArgumentNamed(name) switch
    {
        IntArgument { Value: var number } => number,
        FloatArgument { Value: var number } => number,
        var other => throw new ProgramPlanException($"its {name} is {other}"),
    };

    private PlannedValue Interpret(Graph graph, ImmutableArray<PlannedValue> arguments, NodeType type, string name, string reason)
    {
        remarks.Add($"{name} is interpreted because {reason}");
        foreach (var argument in arguments)
        {
            Use(argument, steps.Count);
        }
        ImmutableArray<ValuePlace> inputs = [.. arguments.Select(Place)];
        NodeType[] types = type switch { TupleType tuple => [.. tuple.Items], NoneType => [], _ => [type] };
        var fresh = ImmutableArray.CreateBuilder<ResultSymbol>();
        for (var i = 0; i < types.Length; i++)
        {
            var sizes = types[i] switch
            {
                TensorType tensor => tensor.Shape.Select((s, d) => (Size: s, Dim: d)),
                SymIntType { Value: var value } => [(value, -1)],
                _ => [],
            };
            foreach (var (size, dim) in sizes)
            {
                if (size.IsSymbol && !known.ContainsKey(size.SymbolName))
                {
                    if (!symbolNumbers.TryGetValue(size.SymbolName, out var number))
                    {
                        symbolNumbers.Add(size.SymbolName, number = symbols.Count);
                        symbols.Add(size.SymbolName);
                    }
                    known.Add(size.SymbolName, (number, steps.Count + 1));
                    fresh.Add(new ResultSymbol(number, i, dim));
                }
            }
        }
        PlannedValue[] results =
        [
            .. types.Select(t => t switch
            {
                TensorType tensor => new PlannedTensor(PlaceKind.Loose, looseCount++, 0, tensor),
                SymIntType { Value: var value } => new PlannedInt(value),
                NoneType => PlannedNothing.Value,
                _ => (PlannedValue)new PlannedNumber(looseCount++, IsInput: false),
            }),
        ];
        steps.Add(new StepManifest(StepKind.Interpreted, interpreted.Count, inputs, [], -1, [.. results.Select(Place)],
            fresh.ToImmutable(), null, name));
        interpreted.Add(graph);
        return types.Length == 1 && type is not TupleType ? results[0] : new PlannedTuple([.. results]);
    }

    private void Use(PlannedValue value, int step)
    {
        if (value is PlannedTensor { Kind: PlaceKind.Buffer, Index: var index })
        {
            buffers[index] = buffers[index] with { Last = Math.Max(buffers[index].Last, step) };
        }
    }

    private static ValuePlace Nothing { get; } = new(PlaceKind.None, 0, 0, DType.Bool, [], []);

    private ValuePlace Place(PlannedValue value) => value switch
    {
        PlannedTensor tensor => Place(tensor),
        PlannedInt { Value: var size } => new ValuePlace(PlaceKind.Int, 0, table.Row(size), DType.I64, [], []),
        PlannedNumber number => new ValuePlace(PlaceKind.Number, number.Index, number.IsInput ? -1 : 0, DType.F64, [], []),
        PlannedLiteral literal => new ValuePlace(PlaceKind.Literal, literal.Index, 0, DType.Bool, [], []),
        PlannedTuple => throw new ProgramPlanException("a tuple crosses from piece to piece"),
        _ => Nothing,
    };

    private ValuePlace Place(PlannedTensor tensor)
    {
        var type = tensor.Type;
        // Elements that lie in one place take no memory that could run out: their number is computed so that it is refused beyond 64 bits.
        if (type.Strides.Any(s => !(checkedShapes.BoundsOf(s).Min >= 1)))
        {
            table.Row(type.ElementCount);
        }
        return new ValuePlace(tensor.Kind, tensor.Index, table.Row(tensor.Offset), type.DType, table.Rows(type.Shape),
            table.Rows(type.Strides));
    }
}
