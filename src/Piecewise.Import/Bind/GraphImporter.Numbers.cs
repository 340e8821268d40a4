using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Import;

/// <summary>Calls of numbers that are none of ours: random and complex ones.</summary>
internal sealed partial class GraphImporter
{
    // Names of values that a call takes or the graph returns; made when it is asked for.
    private HashSet<string>? used;

    private bool IsUsed(string name)
    {
        used ??= [.. data.Nodes.SelectMany(n => n.Inputs).Select(i => i.Value).Concat(data.Outputs).SelectMany(ArgumentNames.Of)];
        return used.Contains(name);
    }

    // A call that draws random numbers, which it is if nobody takes them, or a filler: whether anybody looks at those shows at the end.
    private bool AddDraw(NodeData node)
    {
        if (!OutputNames(node).OfType<string>().Any(IsUsed))
        {
            return true;
        }
        if (!scope.Catalog.TryGet(TargetName.ToQualifiedName(node.Target), out var op) || OutputNames(node) is not [{ } name]
            || !data.TensorValues.TryGetValue(name, out var meta)
            || scope.Randoms.FillerOf(node, meta.ScalarType) is not var (filler, given)
            || binder.Bind(filler.Schema, given, out _) is not { } zeros || vmap.IsBatched(zeros)
            || binder.Bind(op.Schema, node.Inputs, out _) is not { } arguments)
        {
            return false;
        }
        AddCall(node, op, arguments);
        if (values.GetValueOrDefault(name) is NodeArgument { Node: var call })
        {
            scope.Randoms.Add(call, filler, zeros);
        }
        return true;
    }

    private void AddComplexCall(NodeData node, Operator op)
    {
        var numbers = new ComplexNumbers(scope.Catalog, graph);
        var dtypes = node.Inputs.Select(i => i.Value).OfType<ArgumentData.Tensor>().Select(t => values.GetValueOrDefault(t.Name)?.Type)
            .OfType<TensorType>().Select(t => t.DType);
        var tensors = numbers.Tensors(node, dtypes);
        foreach (var (name, tensor) in tensors)
        {
            tensor.Source = Location(node);
            values[ComplexName(name)] = tensor;
        }
        ImmutableArray<NamedArgumentData> given =
            [.. node.Inputs.Select(i => tensors.ContainsKey(i.Name) ? i with { Value = new ArgumentData.Tensor(ComplexName(i.Name)) } : i)];
        foreach (var overload in numbers.Overloads(op, node))
        {
            if (binder.Bind(overload.Schema, given, out _) is { } arguments)
            {
                AddCall(node, overload, arguments);
                return;
            }
        }
        Refuse(node, "complex numbers are not supported as its arguments, only complex tensors are");

        // No name of a file has a blank.
        static string ComplexName(string argument) => $"complex {argument}";
    }
}
