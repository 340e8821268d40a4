using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.HigherOrder;

/// <summary>Joins the types that a value may have, by which graph made it: what differs is not known before the program runs.</summary>
internal static class BranchTypes
{
    /// <summary>Types of what a graph returns.</summary>
    public static ImmutableArray<NodeType> OutputsOf(Graph graph, InferenceContext context) =>
        [.. (graph.Output ?? throw context.Error($"@{graph.Name} has no output.")).Arguments.Select(context.TypeOf)];

    /// <summary>The nested graph in an argument.</summary>
    public static Graph Graph(InferenceContext context, string name) =>
        context[name] is GraphArgument argument ? argument.Graph : throw context.Error($"argument '{name}' must be a graph.");

    /// <summary>Requires values of the types that a nested graph takes: its own results have types that follow from these.</summary>
    /// <exception cref="InferenceException">Another number of values, or one that certainly is of another type.</exception>
    public static void RequireOperands(InferenceContext context, Graph graph, IReadOnlyList<NodeType> operands)
    {
        Node[] inputs = [.. graph.Inputs];
        if (inputs.Length != operands.Count)
        {
            throw context.Error($"@{graph.Name} takes {inputs.Length} values, not {operands.Count}.");
        }
        foreach (var (input, operand) in inputs.Zip(operands))
        {
            var fits = (input.Type, operand) switch
            {
                (TensorType a, TensorType b) =>
                    a.DType == b.DType && a.Rank == b.Rank && a.Shape.Zip(b.Shape).All(s => MayBeEqual(context, s.First, s.Second)),
                (SymIntType a, SymIntType b) => MayBeEqual(context, a.Value, b.Value),
                (var a, var b) => a.GetType() == b.GetType(),
            };
            if (!fits)
            {
                throw context.Error($"@{graph.Name} takes {input.Type} as %{input.Name}, not {operand}.");
            }
        }
    }

    // A graph may have symbols of its own, as the body of a loop has for sizes that change.
    private static bool MayBeEqual(InferenceContext context, SymInt taken, SymInt given) =>
        !taken.Symbols.All(context.Shapes.Symbols.ContainsKey) || !context.Refutes(SymBool.Eq(taken, given));

    /// <summary>Joins two lists of types, position by position.</summary>
    /// <exception cref="InferenceException">Different numbers of values, or kinds of values that can't be joined.</exception>
    public static TupleType Join(InferenceContext context, IReadOnlyList<NodeType> a, IReadOnlyList<NodeType> b)
    {
        if (a.Count != b.Count)
        {
            throw context.Error($"the graphs give {a.Count} and {b.Count} values.");
        }
        // One unknown size stays one unknown size wherever the same two sizes meet.
        var sizes = new Dictionary<(SymInt, SymInt), SymInt>();
        return new TupleType([.. a.Zip(b, (x, y) => Join(context, x, y, sizes))]);
    }

    /// <summary>
    /// The value in the memory order that its joined type promises, in memory of its own: row-major where the graphs' orders differ.
    /// </summary>
    /// <param name="value">What a graph returned.</param>
    /// <param name="rowMajor">Whether the joined type is row-major.</param>
    /// <param name="operands">What the graph was given; a result never shares memory with it.</param>
    public static Value Settle(Value value, bool rowMajor, ImmutableArray<Value> operands)
    {
        if (!value.IsTensor)
        {
            return value;
        }
        var tensor = rowMajor ? value.Tensor.Contiguous() : value.Tensor;
        return operands.Any(o => o.IsTensor && o.Tensor.Storage == tensor.Storage) ? Cast.Copy(tensor, tensor.DType) : tensor;
    }

    /// <summary>Whether the joined type of two outputs is row-major.</summary>
    public static bool IsRowMajor(NodeType a, NodeType b) =>
        a is TensorType x && b is TensorType y && (x.IsRowMajor || y.IsRowMajor || !SameStrides(x, y));

    private static NodeType Join(InferenceContext context, NodeType a, NodeType b, Dictionary<(SymInt, SymInt), SymInt> sizes)
    {
        switch (a, b)
        {
            case (TensorType x, TensorType y) when x.DType == y.DType && x.Rank == y.Rank && x.Device == y.Device:
                ImmutableArray<SymInt> shape = [.. x.Shape.Zip(y.Shape, (s, t) => Join(context, s, t, sizes))];
                return IsRowMajor(x, y) ? x.WithShape(shape) : x.WithShape(shape, x.Strides);
            case (SymIntType x, SymIntType y):
                return new SymIntType(Join(context, x.Value, y.Value, sizes));
            case (SymFloatType, SymFloatType):
                return a;
            case (SymBoolType x, SymBoolType y):
                return x == y ? x : new SymBoolType();
            case (NoneType, NoneType):
                return a;
            default:
                throw context.Error($"the graphs give {a} and {b} for one value.");
        }
    }

    private static SymInt Join(InferenceContext context, SymInt a, SymInt b, Dictionary<(SymInt, SymInt), SymInt> sizes)
    {
        if (Shapes.AreEqual(context, a, b))
        {
            return a;
        }
        if (!sizes.TryGetValue((a, b), out var joined))
        {
            var (x, y) = (context.Shapes.BoundsOf(a), context.Shapes.BoundsOf(b));
            joined = context.Shapes.NewUnbacked(new Interval(
                x.Min is { } lowX && y.Min is { } lowY ? Math.Min(lowX, lowY) : null,
                x.Max is { } highX && y.Max is { } highY ? Math.Max(highX, highY) : null));
            sizes.Add((a, b), joined);
        }
        return joined;
    }

    private static bool SameStrides(TensorType a, TensorType b) => a.Strides.AsSpan().SequenceEqual(b.Strides.AsSpan());
}
