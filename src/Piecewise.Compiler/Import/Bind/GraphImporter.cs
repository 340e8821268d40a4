using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Import;

/// <summary>
/// Turns one graph of the file into ours: targets into operators, names into nodes, folded tuple results into <c>getitem</c> nodes,
/// wrappers (<c>no_grad</c>, disabled autocast) into what they wrap. Every problem is collected (F2).
/// </summary>
internal sealed class GraphImporter
{
    private const string SetGradEnabled = "torch.ops.higher_order.wrap_with_set_grad_enabled";
    private const string Autocast = "torch.ops.higher_order.wrap_with_autocast";

    private readonly ImportScope scope;
    private readonly Graph graph;
    private readonly GraphData data;
    private readonly Dictionary<string, Node> values = new(StringComparer.Ordinal);
    // What a wrapper returns unchanged may be a literal.
    private readonly Dictionary<string, Argument> literals = new(StringComparer.Ordinal);
    private readonly ArgumentBinder binder;

    public GraphImporter(ImportScope scope, Graph graph, GraphData data)
    {
        this.scope = scope;
        this.graph = graph;
        this.data = data;
        binder = new ArgumentBinder(name => values.GetValueOrDefault(name), ImportNested);
    }

    /// <summary>True for higher-order operators that vanish on import.</summary>
    public static bool IsWrapper(string target) => target is SetGradEnabled or Autocast;

    public void AddInput(string name, InputSpec spec)
    {
        if (TypeOf(name) is { } type)
        {
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

    /// <summary>An output of the graph; none, with a problem recorded, where it is not defined.</summary>
    public Argument Output(ArgumentData argument)
    {
        if (argument is ArgumentData.Tensor { Name: var name } && literals.TryGetValue(name, out var literal))
        {
            return literal;
        }
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
                Inline(node, node.Inputs, graphAt: 1);
                return;
            case Autocast:
                AddAutocast(node);
                return;
        }
        var name = TargetName.ToQualifiedName(node.Target);
        if (!scope.Catalog.TryGet(name, out var op))
        {
            scope.UnknownOperator(node);
            // Later uses must not be reported as undefined too: the recorded type stands in for the call.
            DefineUnknown(node);
            return;
        }
        if (binder.Bind(op.Schema, node.Inputs, out var problem) is not { } arguments)
        {
            // After an unknown operator, values are missing for a reason that is reported already.
            if (!scope.HasUnknownOperators)
            {
                scope.Problems.Add($"{Describe(node)}: {problem}");
            }
            DefineUnknown(node);
            return;
        }
        AddCall(node, op, arguments);
    }

    private void AddCall(NodeData data, Operator op, ImmutableArray<Argument> arguments)
    {
        var isTuple = op.Schema.Results.Length > 1 || op.Schema.Results is [{ IsList: true }];
        ImmutableArray<string?> names = data.Outputs switch
        {
            [ArgumentData.Tensors { Names: var list }] => [.. list],
            var several => [.. several.Select(OutputName)],
        };
        var recorded = isTuple
            ? new TupleType([.. names.Select(n => n is null ? NoneType.Instance : TypeOf(n) ?? NoneType.Instance)])
            : names is [{ } only] ? TypeOf(only) : NoneType.Instance;
        var type = scope.Types.Choose(op, arguments, recorded, Describe(data));
        var node = graph.AddCall(op, arguments, type, isTuple ? (data.Name.Length > 0 ? data.Name : op.Schema.BaseName) : names.FirstOrDefault() ?? data.Name);
        node.Source = Location(data);
        if (!isTuple)
        {
            if (names is [{ } name])
            {
                values[name] = node;
            }
            return;
        }
        var getItem = scope.Catalog["_operator::getitem.default"];
        for (var i = 0; i < names.Length; i++)
        {
            // Unused results are listed in the file but get no node here.
            if (names[i] is { } itemName && type is TupleType { Items: var items } && i < items.Length && !IsUnused(itemName, data.Name))
            {
                var item = graph.AddCall(getItem, [node, (long)i], items[i], itemName);
                item.Source = node.Source;
                values[itemName] = item;
            }
        }
    }

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

    private void DefineUnknown(NodeData node)
    {
        foreach (var name in node.Outputs.SelectMany(o => o is ArgumentData.Tensors { Names: var list } ? list.CastArray<string?>() : [OutputName(o)]))
        {
            if (name is not null && TypeOf(name) is { } type)
            {
                values[name] = graph.AddInput(name, type, InputSpec.User(name));
            }
        }
    }

    private void AddAutocast(NodeData node)
    {
        // device, dtype, enabled, cache, graph, operands…
        if (node.Inputs is [_, _, { Value: ArgumentData.Bool { Value: false } }, ..])
        {
            Inline(node, node.Inputs, graphAt: 4);
        }
        else
        {
            scope.Problems.Add($"{Describe(node)}: an enabled autocast region is not supported; export the model with its casts written out, or in the narrower dtype");
            DefineUnknown(node);
        }
    }

    private void Inline(NodeData node, ImmutableArray<NamedArgumentData> inputs, int graphAt)
    {
        if (inputs.Length <= graphAt || inputs[graphAt].Value is not ArgumentData.Graph { Body: var body })
        {
            scope.Problems.Add($"{Describe(node)}: the wrapped graph is missing");
            return;
        }
        // Names inside the wrapper are its own: bind its inputs by position.
        var inner = new GraphImporter(scope, graph, body);
        for (var i = 0; i < body.Inputs.Length && graphAt + 1 + i < inputs.Length; i++)
        {
            if (OutputName(body.Inputs[i]) is { } name && binder.Convert(inputs[graphAt + 1 + i].Value, out _) is NodeArgument { Node: var operand })
            {
                inner.values[name] = operand;
            }
        }
        inner.AddNodes();
        string?[] results = node.Outputs is [ArgumentData.Tensors { Names: var list }] ? [.. list] : [.. node.Outputs.Select(OutputName)];
        for (var i = 0; i < results.Length && i < body.Outputs.Length; i++)
        {
            if (results[i] is { } name)
            {
                switch (inner.Output(body.Outputs[i]))
                {
                    case NodeArgument { Node: var value }:
                        values[name] = value;
                        break;
                    case var literal:
                        literals[name] = literal;
                        break;
                }
            }
        }
    }

    private Graph? ImportNested(ArgumentData.Graph nested)
    {
        var result = new Graph(nested.Name, graph.Shapes, graph.Stage);
        var importer = new GraphImporter(scope, result, nested.Body);
        foreach (var input in nested.Body.Inputs)
        {
            if (OutputName(input) is { } name)
            {
                importer.AddInput(name, InputSpec.User(name));
            }
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
