using Piecewise.Graphs;

namespace Piecewise.Compiler.Normalize;

/// <summary>
/// Sizes as arguments of calls at the end of a graph: literals, or nodes that compute them from sizes of tensors that are there.
/// </summary>
internal sealed class SizeArguments(OperatorCatalog catalog, Graph graph) : ISymIntAlgebra<Argument>
{
    private readonly Dictionary<string, Argument> symbols = new(StringComparer.Ordinal);

    /// <exception cref="NotSupportedException">No value in the graph tells one of the symbols.</exception>
    public Argument Of(SymInt size) => size.Fold(this);

    /// <inheritdoc cref="Of(SymInt)"/>
    public Argument Of(IEnumerable<SymInt> sizes) => Argument.List(sizes.Select(Of).ToArray());

    Argument ISymIntAlgebra<Argument>.Constant(long value) => value;

    Argument ISymIntAlgebra<Argument>.Symbol(string name)
    {
        if (!symbols.TryGetValue(name, out var known))
        {
            symbols.Add(name, known = Find(name));
        }
        return known;
    }

    Argument ISymIntAlgebra<Argument>.Add(Argument left, Argument right) => Call(KnownOps.SymAdd, left, right);

    Argument ISymIntAlgebra<Argument>.Multiply(Argument left, Argument right) => Call(KnownOps.SymMul, left, right);

    Argument ISymIntAlgebra<Argument>.FloorDiv(Argument dividend, Argument divisor) =>
        Call(KnownOps.SymFloorDiv, dividend, divisor);

    Argument ISymIntAlgebra<Argument>.Mod(Argument dividend, Argument divisor) => Call(KnownOps.SymMod, dividend, divisor);

    Argument ISymIntAlgebra<Argument>.Min(Argument left, Argument right) => Call(KnownOps.SymMin, left, right);

    Argument ISymIntAlgebra<Argument>.Max(Argument left, Argument right) => Call(KnownOps.SymMax, left, right);

    private Node Call(string op, params ReadOnlySpan<Argument> arguments) => catalog.Call(graph, null, op, arguments);

    private Argument Find(string name)
    {
        foreach (var node in graph.Nodes)
        {
            if (node.Type is SymIntType { Value: { IsSymbol: true } value } && value.SymbolName == name)
            {
                return node;
            }
            if (node.Type is TensorType { Shape: var shape })
            {
                for (var i = 0; i < shape.Length; i++)
                {
                    if (shape[i].IsSymbol && shape[i].SymbolName == name)
                    {
                        return Call(KnownOps.SymSize, node, (long)i);
                    }
                }
            }
        }
        throw new NotSupportedException($"no size of the program tells {name}");
    }
}
