using System.Collections.Immutable;
using System.Globalization;
using Piecewise.Graphs;
using Piecewise.Operators.Samples;
using Piecewise.Tensors;

namespace Piecewise.Fuzz;

/// <summary>Adds calls with the operands of samples to a graph.</summary>
/// <param name="graph">Which.</param>
/// <param name="style">How sizes are written.</param>
/// <param name="random">Decides the rest; null: nothing is left to chance, and ints stay numbers.</param>
internal sealed class SampleCall(Graph graph, SizeStyle style, Random? random)
{
    private readonly Dictionary<string, long> hints = new(StringComparer.Ordinal);
    private readonly Dictionary<long, string> shared = [];
    private readonly List<Node> results = [];

    /// <summary>By input: what the sample gives for it.</summary>
    public Dictionary<string, Value> Inputs { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a call; null, with the graph as before but for inputs, where the shape rule refuses.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="sample">Its operands.</param>
    /// <param name="reuse">Whether results of earlier calls may stand for tensors of the sample.</param>
    public Node? Add(Operator op, OperatorSample sample, bool reuse)
    {
        var before = graph.Inputs.ToHashSet();
        try
        {
            ImmutableArray<Argument> arguments =
            [
                .. op.Schema.Arguments.Select((slot, i) => i < sample.Arguments.Length ? Of(sample.Arguments[i], slot.Type, reuse)
                    : sample.Named.TryGetValue(slot.Name, out var named) ? Of(named, slot.Type, reuse)
                    : slot.Default ?? throw new InferenceException($"{op.Name}: a sample lacks '{slot.Name}'.")),
            ];
            var node = graph.AddCall(op, arguments);
            results.Add(node);
            return node;
        }
        catch (Exception e) when (e is InferenceException or ArithmeticException or ArgumentException or InvalidOperationException
            or NotSupportedException or ShapeConflictException)
        {
            foreach (var input in graph.Inputs.Where(i => !before.Contains(i) && !i.HasUsers).ToList())
            {
                Inputs.Remove(input.Input!.Target);
                graph.Erase(input);
            }
            return null;
        }
    }

    /// <summary>The program; null where it has no form as a file.</summary>
    /// <param name="catalog">The operators.</param>
    /// <param name="allOutputs">Whether values that later calls take are results too.</param>
    public ProgramFile? Finish(OperatorCatalog catalog, bool allOutputs)
    {
        var outputs = new List<Node>();
        foreach (var node in results.Where(r => allOutputs || !r.HasUsers))
        {
            if (node.Type is TupleType { Items: var items })
            {
                outputs.AddRange(items.Select((t, i) => (Type: t, Index: i)).Where(t => t.Type is TensorType)
                    .Select(t => graph.AddCall(catalog["_operator::getitem.default"], [node, (long)t.Index], t.Type,
                        $"{node.Name}_item_{t.Index}")));
            }
            else if (node.Type is not NoneType)
            {
                outputs.Add(node);
            }
        }
        // What is written in place is seen in the inputs.
        if (outputs.Count == 0 && !results.Any(r => r.Operator!.Schema.HasWrites))
        {
            return null;
        }
        graph.SetOutput(outputs);
        return GraphFile.Of(graph, hints);
    }

    private Argument Of(Value value, SchemaType slot, bool reuse)
    {
        if (value.IsTensor)
        {
            return Tensor(value.Tensor, reuse);
        }
        if (value.IsList)
        {
            return Argument.List(value.Items.Select(v => Of(v, slot, reuse)).ToArray());
        }
        if (value.IsNone || value.IsLiteral)
        {
            return value.IsNone ? Argument.None : value.Literal;
        }
        if (value.Scalar.IsFloat)
        {
            return value.Scalar.ToDouble();
        }
        if (value.Scalar.IsBool)
        {
            return value.Scalar.ToBool();
        }
        var number = value.Scalar.ToInt64();
        // Sizes and indices may be symbolic ints that the caller passes.
        if (slot.Kind == SchemaKind.Int && style != SizeStyle.Numbers && number is >= 0 and < 1000 && random?.Next(8) == 0)
        {
            var input = graph.AddInput($"n{Inputs.Count}", new SymIntType(Symbol(number)), InputSpec.User($"n{Inputs.Count}"));
            Inputs[input.Input!.Target] = number;
            return input;
        }
        return number;
    }

    private Argument Tensor(Tensor tensor, bool reuse)
    {
        if (reuse && random is not null && random.Next(2) == 0
            && results.Where(r => r.Type is TensorType t && t.DType == tensor.DType && t.Rank == tensor.Rank)
                .ToList() is { Count: > 0 } alike)
        {
            return alike[random.Next(alike.Count)];
        }
        var name = $"x{Inputs.Count}";
        Inputs[name] = tensor;
        return graph.AddInput(name, TypeOf(tensor), InputSpec.User(name));
    }

    private TensorType TypeOf(Tensor tensor)
    {
        ImmutableArray<SymInt> shape = [.. tensor.Shape.ToArray().Select(Size)];
        if (tensor.IsContiguous)
        {
            return new TensorType(tensor.DType, shape);
        }
        // Dense in another order: the same order of symbolic strides. Anything else keeps its numbers.
        var order = Enumerable.Range(0, tensor.Rank).OrderBy(d => tensor.Strides[d]).ToArray();
        var strides = new SymInt[tensor.Rank];
        (long next, SymInt symbolic) = (1, 1);
        foreach (var dim in order)
        {
            if (tensor.Strides[dim] != next)
            {
                return TensorType.Of(tensor);
            }
            strides[dim] = symbolic;
            (next, symbolic) = (next * tensor.Shape[dim], symbolic * shape[dim]);
        }
        return new TensorType(tensor.DType, shape, [.. strides]);
    }

    private SymInt Size(long size) => style switch
    {
        SizeStyle.Independent => Symbol(size),
        SizeStyle.Shared => SharedSymbol(size),
        SizeStyle.Mixed => random?.Next(3) switch { 0 => Symbol(size), 1 => SharedSymbol(size), _ => (SymInt)size },
        _ => (SymInt)size,
    };

    private SymInt SharedSymbol(long size)
    {
        if (!shared.TryGetValue(size, out var name))
        {
            shared.Add(size, name = Symbol(size).SymbolName);
        }
        return SymInt.Symbol(name);
    }

    private SymInt Symbol(long size)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"s{hints.Count}");
        hints.Add(name, size);
        graph.Shapes.Define(name, Interval.AtLeast(0));
        return SymInt.Symbol(name);
    }
}
