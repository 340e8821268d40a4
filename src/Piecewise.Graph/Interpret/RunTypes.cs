using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>
/// Values of a run against the types that its graph gives them: sizes that only data decides get their values here, and have to be in their
/// ranges and to meet the facts about them. Nothing that runs after a node may go by a type that its value does not have.
/// </summary>
/// <param name="shapes">What is known of the graph's symbols.</param>
internal sealed class RunTypes(ShapeEnvironment shapes)
{
    private readonly Dictionary<string, long> symbols = new(StringComparer.Ordinal);
    private readonly List<string> fresh = [];

    /// <summary>Finds the symbols that no input has as a size, and that follow from one, as from a size 2*s0 + 1.</summary>
    public void Begin(IEnumerable<Node> inputs, ImmutableArray<Value> values)
    {
        NodeType[] given = [.. inputs.Select(i => i.Type)];
        if (given.Length != values.Length || !given.Any(t => Sizes(t).Any(s => !s.IsConstant && !s.IsSymbol)))
        {
            return;
        }
        foreach (var (symbol, input, dim, zero, step) in InputSymbol.Of(given))
        {
            if (Actual(values[input], dim) is not { } size)
            {
                continue;
            }
            try
            {
                var (start, growth) = (zero.Evaluate(symbols), step.Evaluate(symbols));
                symbols[symbol] = growth == 0 ? 0 : checked(size - start) / growth;
            }
            catch (ArithmeticException)
            {
                // What it is compared with has no value either.
            }
        }
    }

    private static IEnumerable<SymInt> Sizes(NodeType type) => type switch
    {
        TensorType tensor => tensor.Shape,
        SymIntType number => [number.Value],
        _ => [],
    };

    private static long? Actual(Value value, int dim) => dim < 0 ? value.IsScalar ? value.Scalar.ToInt64() : null
        : value.IsTensor && dim < value.Tensor.Rank ? value.Tensor.Shape[dim] : null;

    /// <summary>Takes the sizes of an input.</summary>
    /// <exception cref="EvaluationException">It is not of its type.</exception>
    public void Input(Node input, Value value)
    {
        Compare(input, input.Type, value);
        fresh.Clear();
    }

    /// <summary>Compares the result of a call with its type.</summary>
    /// <exception cref="EvaluationException">
    /// It is not of its type, or a size is out of its range, or a fact about it does not hold.
    /// </exception>
    public void Result(Node node, Value value)
    {
        Compare(node, node.Type, value);
        foreach (var symbol in fresh)
        {
            CheckFresh(node, symbol);
        }
        fresh.Clear();
    }

    private void Compare(Node node, NodeType type, Value value)
    {
        switch (type)
        {
            case TensorType wanted when !value.IsTensor || value.Tensor.DType != wanted.DType || value.Tensor.Rank != wanted.Rank:
                throw Misfit(node, type, value);
            case TensorType { Shape: var shape }:
                for (var d = 0; d < shape.Length; d++)
                {
                    if (!Fits(shape[d], value.Tensor.Shape[d]))
                    {
                        throw Misfit(node, type, value);
                    }
                }
                break;
            case SymIntType { Value: var size } when !value.IsScalar || !Fits(size, value.Scalar.ToInt64()):
                throw Misfit(node, type, value);
            case TupleType { Items: var items } when value.IsList:
                if (items.Length != value.Items.Length)
                {
                    throw Misfit(node, type, value);
                }
                for (var i = 0; i < items.Length; i++)
                {
                    Compare(node, items[i], value.Items[i]);
                }
                break;
        }
    }

    // A symbol that has no value yet gets this one; an expression with such symbols says nothing.
    private bool Fits(SymInt size, long actual)
    {
        if (size.TryGetConstant(out var constant))
        {
            return constant == actual;
        }
        if (size.IsSymbol)
        {
            if (symbols.TryAdd(size.SymbolName, actual))
            {
                fresh.Add(size.SymbolName);
                return true;
            }
            return symbols[size.SymbolName] == actual;
        }
        foreach (var symbol in size.Symbols)
        {
            if (!symbols.ContainsKey(symbol))
            {
                return true;
            }
        }
        try
        {
            return size.Evaluate(symbols) == actual;
        }
        catch (ArithmeticException)
        {
            return false;
        }
    }

    private void CheckFresh(Node node, string symbol)
    {
        if (shapes.Symbols.TryGetValue(symbol, out var range) && !range.Contains(symbols[symbol]))
        {
            throw new EvaluationException($"%{node.Name}: {symbol} is {symbols[symbol]}; the program was exported for {range}. [R7]");
        }
        foreach (var fact in shapes.Facts)
        {
            if (fact.Symbols.Contains(symbol) && fact.Symbols.All(symbols.ContainsKey) && !Holds(fact))
            {
                var who = shapes.ReasonFor(fact) is { } reason ? $"{reason} needs {fact}" : $"the program's guard {fact} does not hold";
                throw new EvaluationException(
                    $"%{node.Name}: {who}; here {string.Join(", ", fact.Symbols.Select(s => $"{s} = {symbols[s]}"))}.");
            }
        }
    }

    private bool Holds(SymBool fact)
    {
        try
        {
            return fact.Evaluate(symbols);
        }
        catch (ArithmeticException)
        {
            return false;
        }
    }

    private static EvaluationException Misfit(Node node, NodeType type, Value value) => new(
        $"%{node.Name} at {node.Source?.ToString() ?? "unknown place"} is {value}, which is no {type} as the program says.");
}
