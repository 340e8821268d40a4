using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Import;

/// <summary>
/// Turns one graph of the file into ours: targets into operators, names into nodes, folded tuple results into <c>getitem</c> nodes,
/// wrappers (<c>no_grad</c>, autocast) into what they wrap. Every problem is collected (F2).
/// </summary>
internal sealed partial class GraphImporter
{
    private const string SetGradEnabled = "torch.ops.higher_order.wrap_with_set_grad_enabled";
    private const string AutoFunctionalized = "torch.ops.higher_order.auto_functionalized_v2";
    private const string Autocast = "torch.ops.higher_order.wrap_with_autocast";
    // It says which dtype two make, and gives no value: strict exports keep it where Python asked.
    private const string PromoteTypes = "torch.ops.aten.promote_types.default";
    private const string WithEffects = "torch.ops.higher_order.with_effects";

    private readonly ImportScope scope;
    private readonly Graph graph;
    private readonly GraphData data;
    // Nodes, but also literals: a wrapper may return one, a nested graph may be given one.
    private readonly Dictionary<string, Argument> values = new(StringComparer.Ordinal);
    private readonly ArgumentBinder binder;
    private readonly VmapImporter vmap;
    private readonly bool isNested;
    private readonly AutocastRegion? autocast;

    /// <param name="scope">What the importers of the file share.</param>
    /// <param name="graph">Gets the nodes.</param>
    /// <param name="data">The graph in the file.</param>
    /// <param name="isNested">Whether it is a branch or the body of a loop.</param>
    /// <param name="autocast">The region that it lies in.</param>
    public GraphImporter(ImportScope scope, Graph graph, GraphData data, bool isNested = false, AutocastRegion? autocast = null)
    {
        this.isNested = isNested;
        this.autocast = autocast;
        this.scope = scope;
        this.graph = graph;
        this.data = data;
        binder = new ArgumentBinder(name => values.GetValueOrDefault(name), ImportNested);
        vmap = new VmapImporter(scope.Catalog, graph);
    }

    /// <summary>True for targets that are no operators of ours and yet understood: they vanish on import.</summary>
    public static bool IsWrapper(string target) =>
        target is SetGradEnabled or Autocast or AutoFunctionalized or WithEffects or PromoteTypes
        || target.StartsWith(VmapImporter.Prefix, StringComparison.Ordinal);

    public void AddInput(string name, InputSpec spec)
    {
        if (values.ContainsKey(name))
        {
            scope.Problems.Add($"there are two inputs '{Printable.Text(name)}'");
        }
        else if (TypeOf(name) is { } type)
        {
            if (spec.Kind == InputKind.User && type is TensorType tensor && scope.Types.MayOverlap(tensor))
            {
                scope.Types.KeepsLayout = false;
                type = tensor.WithShape(tensor.Shape);
            }
            values[name] = graph.AddInput(name, type, spec);
        }
        else
        {
            scope.Problems.Add($"the input '{Printable.Text(name)}' has no type");
        }
    }

    public void AddNodes()
    {
        foreach (var node in data.Nodes)
        {
            AddNode(node);
        }
    }

    /// <summary>The nodes that the graph returns; what is not defined is left out.</summary>
    public IReadOnlySet<Node> ReturnedNodes() =>
        data.Outputs.Select(o => binder.Convert(o, out _)).OfType<Argument>().SelectMany(a => a.Nodes).ToHashSet();

    /// <summary>An output of the graph; none, with a problem recorded, where it is not defined.</summary>
    public Argument Output(ArgumentData argument)
    {
        var result = binder.Convert(argument, out var problem);
        if (result is null)
        {
            scope.Problems.Add($"an output of the graph: {problem}");
        }
        return result ?? Argument.None;
    }

    private void AddNode(NodeData node)
    {
        switch (node.Target)
        {
            case SetGradEnabled:
                Inline(node, graphAt: 1, autocast);
                return;
            case Autocast:
                AddAutocast(node);
                return;
            case AutoFunctionalized:
                AddAutoFunctionalized(node);
                return;
            case WithEffects:
                AddEffect(node);
                return;
            case PromoteTypes:
                return;
        }
        if (node.Target.StartsWith(VmapImporter.Prefix, StringComparison.Ordinal))
        {
            AddVmapMarker(node);
            return;
        }
        if (OutVariant.FunctionalForm(scope.Catalog, node.Target) is { } form)
        {
            AddOutVariant(node, form);
            return;
        }
        if (RandomCalls.Draws(node.Target) && AddDraw(node))
        {
            return;
        }
        if (Find(node, node.Target) is not { } op)
        {
            return;
        }
        if (ComplexNumbers.Any(node))
        {
            AddComplexCall(node, op);
            return;
        }
        if (binder.Bind(op.Schema, node.Inputs, out var problem) is not { } arguments)
        {
            Refuse(node, problem);
        }
        else if (!op.IsCheck && arguments.Any(a => a is DeviceArgument { Value: var device } && device.Split(':')[0] == DeviceData.Meta))
        {
            Refuse(node,
                "its result is on the meta device, whose tensors have no elements; "
                + "make it on the processor (device='cpu') and export again");
        }
        else
        {
            AddCall(node, op, arguments);
        }
    }

    // The functional form's result is copied into the given tensor, whose memory everyone else may see.
    private void AddOutVariant(NodeData node, Operator form)
    {
        var problem = "it has no argument 'out'";
        if (node.Inputs.FirstOrDefault(i => i.Name == OutVariant.Argument) is not { } given
            || binder.Convert(given.Value, out problem) is not NodeArgument { Node: { Type: TensorType type } target }
            || binder.Bind(form.Schema, node.Inputs.Remove(given), out problem) is not { } arguments)
        {
            Refuse(node, problem);
            return;
        }
        if (vmap.IsBatched([target, .. arguments]))
        {
            Refuse(node, "a write into a given tensor inside of torch.vmap is not supported");
            return;
        }
        var result = graph.AddCall(form, arguments);
        if (result.Type is not TensorType { Shape: var shape } || !shape.AsSpan().SequenceEqual(type.Shape.AsSpan()))
        {
            Refuse(node, $"it would resize the tensor given as '{OutVariant.Argument}' from {type} to {result.Type}");
            return;
        }
        result.Source = Location(node);
        Define(node, scope.Catalog.Call(graph, null, KnownOps.CopyInPlace, target, result));
    }

    private Operator? Find(NodeData node, string target)
    {
        // Operators of this compiler's own stages are no part of an exported program.
        var name = TargetName.ToQualifiedName(target);
        if (!Dialect.IsInternal(name) && scope.Catalog.TryGet(name, out var op))
        {
            return op;
        }
        scope.UnknownOperator(node, target);
        DefineUnknown(node);
        return null;
    }

    // After an unknown operator, values are missing for a reason that is reported already.
    private void Refuse(NodeData node, string problem)
    {
        if (!scope.HasUnknownOperators)
        {
            scope.Problems.Add($"{Describe(node)}: {problem}");
        }
        DefineUnknown(node);
    }

    private void AddCall(NodeData data, Operator op, ImmutableArray<Argument> arguments)
    {
        arguments = autocast?.Apply(op, arguments, (tensor, dtype) => scope.Catalog.Call(graph, null, KnownOps.ToDType, tensor, dtype))
            ?? arguments;
        if (vmap.IsBatched(arguments))
        {
            if (op.IsTypeCheck)
            {
                // It speaks of the tensor without its batch dims.
                return;
            }
            if (vmap.Call(op, arguments, OutputNames(data), OutputNames(data) is [{ } single] ? TypeOf(single) : null,
                out var problem) is { } batched)
            {
                Define(data, batched);
            }
            else
            {
                Refuse(data, problem);
            }
            return;
        }
        var names = OutputNames(data);
        ImmutableArray<NodeType?> recorded = [.. names.Select(n => n is null ? null : TypeOf(n))];
        if (BatchStatistics.AreUpdatedBy(op, arguments))
        {
            AddUpdatedStatistics(data, names, op, arguments, recorded);
            return;
        }
        var isTuple = op.Schema.Results.Length > 1 || op.Schema.Results is [{ IsList: true }];
        if (scope.Types.IsCopy(op, arguments, recorded) && arguments[0] is NodeArgument { Node: var original })
        {
            var copy = scope.Catalog.Call(graph, null, KnownOps.Clone, original, new MemoryFormatArgument(MemoryFormat.Contiguous));
            copy.Source = Location(data);
            arguments = arguments.SetItem(0, copy);
        }
        if (scope.Types.Choose(op, arguments, recorded, () => Describe(data), isNested, out var refusal) is not { } type)
        {
            Refuse(data, refusal);
            return;
        }
        scope.AddResults(type);
        var node = graph.AddCall(op, arguments, type,
            isTuple ? (data.Name.Length > 0 ? data.Name : op.Schema.BaseName) : names.FirstOrDefault() ?? data.Name);
        node.Source = Location(data);
        if (isTuple)
        {
            AddItems(data, names, node);
        }
        else if (names is [{ } name])
        {
            values[name] = node;
        }
    }

    private void AddUpdatedStatistics(
        NodeData data, ImmutableArray<string?> names, Operator op, ImmutableArray<Argument> arguments, ImmutableArray<NodeType?> recorded)
    {
        NodeType Choose(Operator op, ImmutableArray<Argument> arguments, ImmutableArray<NodeType?> recorded)
        {
            var type = scope.Types.Choose(op, arguments, recorded, () => Describe(data), isNested, out var refusal)
                ?? throw new InferenceException(refusal);
            scope.AddResults(type);
            return type;
        }

        try
        {
            var results = new BatchStatistics(scope.Catalog, graph, Choose).Add(op, arguments, recorded);
            for (var i = 0; i < Math.Min(results.Length, names.Length); i++)
            {
                results[i].Source = Location(data);
                if (names[i] is { } name)
                {
                    values[name] = results[i];
                }
            }
        }
        catch (InferenceException e)
        {
            Refuse(data, e.Message);
        }
    }

    private void AddItems(NodeData data, ImmutableArray<string?> names, Node node)
    {
        var getItem = scope.Catalog[Dialect.GetItem];
        for (var i = 0; i < names.Length; i++)
        {
            // Unused results are listed in the file but get no node here.
            if (names[i] is { } name && node.Type is TupleType { Items: var items } && i < items.Length && !IsUnused(name, data.Name))
            {
                var item = graph.AddCall(getItem, [node, (long)i], items[i], name);
                item.Source = node.Source;
                values[name] = item;
            }
        }
    }

    /// <summary>A token, which keeps calls with effects in order: the graph does so itself, and has no such value.</summary>
    public void AddToken(string name) => values[name] = Argument.None;

    // A call with an effect takes a token and gives one; without them it is a call like any.
    private void AddEffect(NodeData node)
    {
        if (node.Inputs is not [_, { Value: ArgumentData.Operator { Target: var target } }, .. var given])
        {
            Refuse(node, "it names no operator");
            return;
        }
        if (Find(node, target) is not { } op)
        {
            return;
        }
        if (node.Outputs is not [ArgumentData.Tensor { Name: var token }, .. var results]
            || given.Length > op.Schema.Arguments.Length)
        {
            Refuse(node, "it gives no token, or is given more arguments than the operator takes");
            return;
        }
        AddToken(token);
        AddNode(node with
        {
            Target = target,
            // The operator's own arguments are named by their places here.
            Inputs = [.. given.Select((a, i) => a.Name.Length > 0 ? a : a with { Name = op.Schema.Arguments[i].Name })],
            Outputs = [.. results.Where(r => r is not ArgumentData.None)],
        });
    }

    // A wrapper of a custom operator that writes its arguments: it writes copies, which are results.
    private void AddAutoFunctionalized(NodeData node)
    {
        if (node.Inputs is not [{ Value: ArgumentData.Operator { Target: var target } }, .. var given])
        {
            Refuse(node, "it names no operator");
            return;
        }
        if (Find(node, target) is not { } op)
        {
            return;
        }
        var call = new AutoFunctionalizedCall(op.Schema, given);
        if (call.Problem is { } problem)
        {
            Refuse(node, problem);
            return;
        }
        var names = OutputNames(node);
        var results = names.Length - call.Bases.Length;
        var copies = new List<Node>();
        foreach (var name in call.Bases)
        {
            if (values.GetValueOrDefault(name) is not NodeArgument { Node: { Type: TensorType } value })
            {
                Refuse(node, $"the value '{Printable.Text(name)}' is used before it is defined");
                return;
            }
            var copy = scope.Catalog.Call(graph, null, KnownOps.Clone, value);
            values[AutoFunctionalizedCall.Placeholder(copies.Count)] = copy;
            copies.Add(copy);
        }
        if (binder.Bind(op.Schema, call.Arguments, out problem) is not { } arguments || results < 0 || names.Length != node.Outputs.Length)
        {
            Refuse(node, problem.Length > 0 ? problem : $"it has {names.Length} results");
            return;
        }
        AddCall(node with { Outputs = node.Outputs[..results] }, op, arguments);
        for (var i = 0; i < copies.Count; i++)
        {
            if (names[results + i] is { } name)
            {
                values[name] = copies[i];
            }
        }
    }

    private void AddVmapMarker(NodeData node)
    {
        if (OutputNames(node) is not [{ } name])
        {
            // Only a change of nesting: the level stands in the other markers.
            return;
        }
        ImmutableArray<Argument?> operands = [.. node.Inputs.Select(i => binder.Convert(i.Value, out _))];
        if (vmap.Marker(node.Target, operands, name) is { } result)
        {
            Define(node, result);
        }
        else
        {
            Refuse(node, "a part of torch.vmap that is not understood");
        }
    }

    private void Define(NodeData data, Node node)
    {
        node.Source ??= Location(data);
        if (OutputNames(data) is [{ } name])
        {
            values[name] = node;
        }
    }

    private static ImmutableArray<string?> OutputNames(NodeData node) => node.Outputs switch
    {
        [ArgumentData.Tensors { Names: var list }] => [.. list],
        var several => [.. several.Select(OutputName)],
    };

    private static bool IsUnused(string name, string nodeName) => name.StartsWith($"{nodeName}_unused_", StringComparison.Ordinal);

    private static string? OutputName(ArgumentData output) => output switch
    {
        ArgumentData.Tensor { Name: var name } => name,
        ArgumentData.OptionalTensor { Name: var name } => name,
        ArgumentData.SymInt { Value.Name: var name } => name,
        ArgumentData.SymFloat { Value.Name: var name } => name,
        ArgumentData.SymBool { Value.Name: var name } => name,
        _ => null,
    };

    // Later uses must not be reported as undefined too: inputs of the recorded types stand in for the results.
    private void DefineUnknown(NodeData node)
    {
        foreach (var name in OutputNames(node))
        {
            if (name is not null && !values.ContainsKey(name) && TypeOf(name) is { } type)
            {
                values[name] = graph.AddInput(name, type, InputSpec.User(name));
            }
        }
    }

    private void AddAutocast(NodeData node)
    {
        // device, dtype, enabled, cache, graph, operands…
        switch (node.Inputs)
        {
            case [_, _, { Value: ArgumentData.Bool { Value: false } }, ..]:
                Inline(node, graphAt: 4, autocast: null);
                break;
            case [{ Value: ArgumentData.Text { Value: "cpu" } }, var given, { Value: ArgumentData.Bool }, ..]
                when NarrowDType(given.Value) is { } narrow:
                Inline(node, graphAt: 4, new AutocastRegion(narrow));
                break;
            default:
                scope.Problems.Add(
                    $"{Describe(node)}: an autocast region of another device or dtype than the processor's bf16 and f16 is not supported; "
                    + "export the model with its casts written out, or in the narrower dtype");
                DefineUnknown(node);
                break;
        }
    }

    // Bf16 where none is named.
    private static DType? NarrowDType(ArgumentData given) => given switch
    {
        ArgumentData.None => DType.BF16,
        ArgumentData.ScalarType { Value: var code } when ElementTypes.TryGet(code, out var dtype)
            && dtype is DType.BF16 or DType.F16 => dtype,
        _ => null,
    };

    private void Inline(NodeData node, int graphAt, AutocastRegion? autocast)
    {
        if (node.Inputs.Length <= graphAt || node.Inputs[graphAt].Value is not ArgumentData.Graph { Body: var body })
        {
            Refuse(node, "the wrapped graph is missing");
            return;
        }
        if (body.Inputs.Length != node.Inputs.Length - graphAt - 1)
        {
            Refuse(node, $"the wrapped graph takes {body.Inputs.Length} values, {node.Inputs.Length - graphAt - 1} are given");
            return;
        }
        // Names inside the wrapper are its own: bind its inputs by position.
        var inner = new GraphImporter(scope, graph, body, isNested, autocast);
        for (var i = 0; i < body.Inputs.Length; i++)
        {
            var operand = binder.Convert(node.Inputs[graphAt + 1 + i].Value, out var problem);
            if (operand is null || vmap.IsBatched([operand]))
            {
                Refuse(node, operand is null ? problem : "a wrapped graph inside of torch.vmap is not supported");
                return;
            }
            if (OutputName(body.Inputs[i]) is { } name)
            {
                inner.values[name] = operand;
            }
        }
        inner.AddNodes();
        var results = OutputNames(node);
        for (var i = 0; i < results.Length && i < body.Outputs.Length; i++)
        {
            if (results[i] is { } name)
            {
                values[name] = inner.Output(body.Outputs[i]);
            }
        }
    }

    private Graph? ImportNested(ArgumentData.Graph nested)
    {
        var result = new Graph(nested.Name, graph.Shapes, graph.Stage);
        var importer = new GraphImporter(scope, result, nested.Body, isNested: true, autocast);
        foreach (var input in nested.Body.Inputs)
        {
            if (OutputName(input) is not { } name)
            {
                // It has no type that an operand could be checked against.
                return null;
            }
            importer.AddInput(name, InputSpec.User(name));
        }
        importer.AddNodes();
        ImmutableArray<Argument> outputs = [.. nested.Body.Outputs.Select(importer.Output)];
        result.SetOutput(outputs, [.. outputs.Select(_ => OutputSpec.User)]);
        return result;
    }

    private NodeType? TypeOf(string name) =>
        data.TensorValues.TryGetValue(name, out var meta) ? scope.TensorTypeOf(meta)
        : data.SymIntValues.TryGetValue(name, out var integer) ? new SymIntType(scope.Symbols.Int(integer))
        : data.SymBoolValues.TryGetValue(name, out var boolean) ? new SymBoolType(scope.Symbols.Bool(boolean))
        : data.SymFloatValues.ContainsKey(name) ? SymFloatType.Instance
        : null;

    private static SourceLocation? Location(NodeData node) => node.Source is null && node.Module is null
        ? null
        : new SourceLocation(node.Module?.Path, node.Module?.Type, node.Source?.File, node.Source?.Line ?? 0, node.Source?.Function);

    private static string Describe(NodeData node) =>
        $"{Printable.Text(node.Target)} ('{Printable.Text(node.Name)}' at {Location(node)?.ToString() ?? "an unknown place"})";
}
