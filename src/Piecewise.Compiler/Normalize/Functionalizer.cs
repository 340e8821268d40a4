using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Normalize;

/// <summary>
/// Makes an imported graph functional (F3): an in-place operator becomes its functional form, a write through a view becomes a new value
/// of the viewed tensor, views are made again from it when they are next read, and what is left changed in an input becomes a mutation
/// output. Checks of metadata and calls whose result is their argument disappear.
/// </summary>
/// <example><code>
/// %v = slice(%x, 0, 1)        %v  = slice(%x, 0, 1)
/// %a = add_(%v, 1)      →     %a  = add(%v, 1)
/// output %x                   %x1 = slice_scatter(%x, %a, 0, 1)
///                             output %x1 -> input "x", %x1
/// </code></example>
public sealed class Functionalizer
{
    private readonly OperatorCatalog catalog;
    private readonly Graph source;
    private readonly Graph target;
    private readonly IReadOnlyDictionary<Node, Node> tied;
    private readonly Dictionary<Node, TrackedTensor> tensors = [];
    private readonly Dictionary<(Node Tuple, int Index), TrackedTensor> items = [];
    // Tuples, symbolic numbers and whatever else is no tensor.
    private readonly Dictionary<Node, Argument> others = [];

    private Functionalizer(Graph source, OperatorCatalog catalog, IReadOnlyDictionary<Node, Node> tied)
    {
        this.source = source;
        this.catalog = catalog;
        this.tied = tied;
        target = new Graph(source.Name, source.Shapes, Stage.Functional);
    }

    /// <summary>A new functional graph with the same inputs and, behind mutation outputs, the same outputs.</summary>
    /// <param name="graph">The graph; it is not changed.</param>
    /// <param name="catalog">Where functional forms and scatters are taken from.</param>
    /// <param name="tied">Inputs that are the same memory as an earlier input, and that earlier one.</param>
    /// <exception cref="NormalizationException">A write has no functional form: into an expanded tensor, or through a view that may be a copy.</exception>
    public static Graph Run(Graph graph, OperatorCatalog catalog, IReadOnlyDictionary<Node, Node>? tied = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new Functionalizer(graph, catalog, tied ?? ImmutableDictionary<Node, Node>.Empty).Run();
    }

    private Graph Run()
    {
        var inputs = new List<(Node Old, Node New)>();
        for (var node = source.First; node is not null; node = node.Next)
        {
            switch (node.Kind)
            {
                case NodeKind.Input:
                    var input = target.AddInput(node.Name, node.Type, node.Input!);
                    inputs.Add((node, input));
                    if (node.Type is not TensorType)
                    {
                        others[node] = input;
                    }
                    else
                    {
                        tensors[node] = tied.TryGetValue(node, out var twin) ? tensors[twin] : TrackedTensor.Fresh(input);
                    }
                    break;
                case NodeKind.Output:
                    SetOutput(node, inputs);
                    break;
                default:
                    AddCall(node);
                    break;
            }
        }
        return target;
    }

    private void AddCall(Node node)
    {
        var op = node.Operator ?? throw new NormalizationException($"%{node.Name} calls a piece; functionalization comes before partition.");
        if (op is { IsCheck: true, Schema.Results: [] } && op.Schema.BaseName == "_assert_tensor_metadata")
        {
            return;
        }
        if (op.Schema is { Namespace: "_operator", BaseName: "getitem" })
        {
            AddItem(node);
        }
        else if (op.FunctionalForm is { } functional)
        {
            AddInPlace(node, functional);
        }
        else if (op.Schema.HasWrites)
        {
            AddWriting(node);
        }
        else
        {
            AddPure(node, op);
        }
    }

    private void AddPure(Node node, Operator op)
    {
        var isView = node.Type is TensorType or TupleType ? op.ResultIsView(new InferenceContext(op, node.Arguments, source.Shapes)) : false;
        var viewed = isView == false ? null : Tracked(node.Arguments[0]);
        if (isView == true && viewed is not null && op is not ViewOperator && node.Type is TensorType)
        {
            // Not a view operator, yet no copy: the result is the argument (to the same dtype, contiguous of a contiguous tensor, detach).
            tensors[node] = viewed;
            return;
        }
        var call = Copy(node, op, [.. node.Arguments.Select(a => Map(a, metadataOnly: op.Schema.BaseName.StartsWith("sym_", StringComparison.Ordinal)))]);
        if (node.Type is not TensorType)
        {
            others[node] = call;
            if (isView == true && viewed is not null)
            {
                for (var i = 0; i < ((TupleType)node.Type).Items.Length; i++)
                {
                    items[(node, i)] = viewed.View(node, call, i);
                }
            }
            return;
        }
        tensors[node] = isView switch
        {
            true when viewed is not null => viewed.View(node, call, 0),
            null when viewed is not null => TrackedTensor.MaybeView(call, viewed),
            _ => TrackedTensor.Fresh(call),
        };
    }

    private void AddItem(Node node)
    {
        var tuple = ((NodeArgument)node.Arguments[0]).Node;
        var index = (int)((IntArgument)node.Arguments[1]).Value;
        if (items.TryGetValue((tuple, index), out var known))
        {
            if (!known.HasNode)
            {
                known.Materialize(Copy(node, node.Operator!, [others[tuple], (long)index]));
            }
            tensors[node] = known;
            return;
        }
        var item = Copy(node, node.Operator!, [others[tuple], (long)index]);
        if (node.Type is TensorType)
        {
            tensors[node] = items[(tuple, index)] = TrackedTensor.Fresh(item);
        }
        else
        {
            others[node] = item;
        }
    }

    private void AddInPlace(Node node, Operator functional)
    {
        var written = Tracked(node.Arguments[0]) ?? throw Unsupported(node, "its first argument is no tensor");
        var call = target.AddCall(functional, [.. node.Arguments.Select(a => Map(a))], functional.Schema.BaseName);
        call.Source = node.Source;
        Write(node, written, Fit(call, (TensorType)node.Type));
        tensors[node] = written;
    }

    // A custom operator that writes an argument of its own stays; what it wrote is read again through every view.
    private void AddWriting(Node node)
    {
        var op = node.Operator!;
        var call = Copy(node, op, [.. node.Arguments.Select(a => Map(a))]);
        foreach (var index in op.Schema.WrittenArguments)
        {
            foreach (var tensor in node.Arguments[index].Nodes.Select(n => tensors[n]))
            {
                Write(node, tensor, tensor.Current);
            }
        }
        if (node.Type is TensorType)
        {
            var alias = op.Schema.Results[0].AliasSet is { } set
                ? node.Arguments[op.Schema.Arguments.ToList().FindIndex(a => a.Type.AliasSet == set)]
                : null;
            tensors[node] = alias is null ? TrackedTensor.Fresh(call) : Tracked(alias)!;
        }
        else
        {
            others[node] = call;
        }
    }

    private void Write(Node at, TrackedTensor tensor, Node value)
    {
        if (tensor.Base.IsUncertain)
        {
            throw Unsupported(at, $"whether %{tensor.Current.Name} is a view or a copy can't be decided from its type {tensor.Current.Type}");
        }
        if (tensor.Parent is not { } parent)
        {
            tensor.Base.Replace(value);
            tensor.Accept(value);
            return;
        }
        if (tensor.ViewCall!.Operator is not ViewOperator view)
        {
            throw Unsupported(at, $"%{tensor.Current.Name} is a view by {tensor.ViewCall.Operator!.Name}, which has no inverse");
        }
        var viewed = Read(parent);
        // A placeholder that new nodes are inserted before: the end of the graph so far.
        var marker = target.AddCall(catalog["_operator::getitem.default"], [Argument.List([viewed]), 0L], viewed.Type, "marker");
        try
        {
            var result = view.Scatter(new ScatterContext(catalog, marker, viewed, tensor.ViewCall, tensor.ResultIndex, value));
            Write(at, parent, result);
        }
        catch (Exception e) when (e is NotSupportedException or InferenceException)
        {
            throw Unsupported(at, e.Message);
        }
        finally
        {
            target.Erase(marker);
        }
        tensor.Accept(value);
    }

    /// <summary>The value of a tensor now: made again from what it views where that has changed since.</summary>
    private Node Read(TrackedTensor tensor)
    {
        if (tensor.IsStale)
        {
            if (tensor.Parent is not { } parent)
            {
                tensor.Accept(tensor.Base.Value);
            }
            else
            {
                var old = tensor.OldCall!;
                var call = target.AddCall(old.Operator!, tensor.ViewCall!.Arguments.SetItem(0, Read(parent)), old.Type, old.Name);
                call.Source = old.Source;
                tensor.Renew(call, old.Type is TupleType tuple
                    ? target.AddCall(catalog["_operator::getitem.default"], [call, (long)tensor.ResultIndex], tuple.Items[tensor.ResultIndex])
                    : call);
            }
        }
        return tensor.Current;
    }

    private Argument Map(Argument argument, bool metadataOnly = false) => argument switch
    {
        GraphArgument { Graph: var nested } => new GraphArgument(RunNested(nested)),
        _ => argument.Map(n => tensors.TryGetValue(n, out var tensor) ? metadataOnly ? tensor.Current : Read(tensor) : others[n]),
    };

    private Graph RunNested(Graph nested)
    {
        var result = Run(nested, catalog);
        return result.Output!.Outputs.Any(o => o.Kind != OutputKind.User)
            ? throw new NormalizationException($"The nested graph @{nested.Name} writes one of its inputs, which a branch or loop body may not.")
            : result;
    }

    private TrackedTensor? Tracked(Argument argument) =>
        argument is NodeArgument { Node: var node } ? tensors.GetValueOrDefault(node) : null;

    private Node Copy(Node node, Operator op, ImmutableArray<Argument> arguments)
    {
        var call = target.AddCall(op, arguments, node.Type, node.Name);
        call.Source = node.Source;
        return call;
    }

    // An in-place operator keeps the dtype and shape of what it writes.
    private Node Fit(Node value, TensorType wanted)
    {
        var type = (TensorType)value.Type;
        if (type.DType != wanted.DType)
        {
            value = catalog.Call(target, null, "aten::to.dtype", value, wanted.DType);
        }
        if (!type.Shape.AsSpan().SequenceEqual(wanted.Shape.AsSpan()) && type.Rank < wanted.Rank)
        {
            value = catalog.Call(target, null, "aten::expand_as.default", value, Find(wanted));
        }
        return value;

        // The written tensor itself has the wanted shape.
        Node Find(TensorType shape) => ((NodeArgument)value.Arguments[0]).Node is { Type: TensorType t } self && t.Shape.AsSpan().SequenceEqual(shape.Shape.AsSpan())
            ? self
            : throw new NormalizationException($"%{value.Name} of type {type} does not fill {shape}.");
    }

    private void SetOutput(Node output, List<(Node Old, Node New)> inputs)
    {
        var values = ImmutableArray.CreateBuilder<Argument>();
        var specs = ImmutableArray.CreateBuilder<OutputSpec>();
        foreach (var (old, input) in inputs)
        {
            if (tensors.TryGetValue(old, out var tensor) && !tied.ContainsKey(old) && tensor.Base.Value != input)
            {
                values.Add(Read(tensor));
                specs.Add(new OutputSpec(input.Input!.Kind == InputKind.User ? OutputKind.InputMutation : OutputKind.BufferMutation, input.Input.Target));
            }
        }
        for (var i = 0; i < output.Arguments.Length; i++)
        {
            values.Add(Map(output.Arguments[i]));
            specs.Add(output.Outputs[i]);
        }
        target.SetOutput(values.ToImmutable(), specs.ToImmutable());
    }

    private static NormalizationException Unsupported(Node node, string why) =>
        new($"The write by %{node.Name} = {node.Operator!.Name} at {node.Source?.ToString() ?? "an unknown place"} can't be made functional: {why}. [F3]");
}
