using System.Collections.Immutable;
using System.Numerics;
using Piecewise.Compiler.Build;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Execute;

/// <summary>Checks a call's inputs against the program and finds the value of each symbol. Everything that is wrong is reported at once.</summary>
public sealed class InputBinder
{
    private readonly ExportedProgram program;
    private readonly Dictionary<string, Node> inputs;
    private readonly ConditionText text;

    public InputBinder(ExportedProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        this.program = program;
        inputs = program.Graph.Inputs.Where(i => i.Input!.Kind == InputKind.User).ToDictionary(i => i.Input!.Target, StringComparer.Ordinal);
        text = new ConditionText(inputs.Values);
    }

    /// <summary>The program's user inputs with their types, in order.</summary>
    public IEnumerable<(string Name, NodeType Type)> Inputs => inputs.Select(i => (i.Key, i.Value.Type));

    /// <summary>A value as the input wants it: a tensor of one element becomes the number of a symbolic input.</summary>
    /// <exception cref="InputException">The input takes another kind of number, which this one would have to be cut to.</exception>
    public Value Adapt(string name, Value value)
    {
        if (!value.IsTensor || !inputs.TryGetValue(name, out var node) || node.Type is TensorType || value.Tensor.ElementCount != 1)
        {
            return value;
        }
        var wanted = node.Type switch { SymFloatType => DType.F64, SymBoolType => DType.Bool, _ => DType.I64 };
        var number = Cast.To(value.Tensor, wanted);
        // There and back: what changes was cut.
        if (!Cast.To(number, DType.C128).Item<Complex>().Equals(Cast.To(value.Tensor, DType.C128).Item<Complex>()))
        {
            var kind = wanted switch { DType.Bool => "a bool", DType.I64 => "an int", _ => "a real number" };
            throw new InputException($"The input '{name}' must be {kind}, not {Cast.To(value.Tensor, DType.C128).Item<Complex>()}.");
        }
        return wanted switch
        {
            DType.F64 => number.Item<double>(),
            DType.Bool => number.Item<bool>(),
            _ => number.Item<long>(),
        };
    }

    /// <summary>Checks the values and returns the value of every symbol that an input determines.</summary>
    /// <exception cref="InputException">Something does not fit.</exception>
    public IReadOnlyDictionary<string, long> Bind(IReadOnlyDictionary<string, Value> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var problems = new List<string>();
        var symbols = new Dictionary<string, long>(StringComparer.Ordinal);
        CheckNames(values, problems);
        var sizes = new List<InputSize>();
        foreach (var (name, node) in inputs)
        {
            if (values.TryGetValue(name, out var value))
            {
                Collect(name, node.Type, value, sizes, problems);
            }
        }
        // Plain symbols first, then what derived sizes (2*s0 + 1) give, then everything is checked against them.
        while (sizes.Any(s => s.TrySolve(symbols, isLast: false)) || sizes.Any(s => s.TrySolve(symbols, isLast: true)))
        {
        }
        foreach (var size in sizes)
        {
            if (size.Problem(symbols) is { } problem)
            {
                problems.Add(problem);
            }
        }
        CheckRanges(symbols, problems);
        CheckFacts(program.Graph.Shapes, symbols, problems);
        return problems.Count == 0 ? symbols : throw new InputException(problems);
    }

    /// <summary>Checks what a graph that was made of the program needs of its sizes: a view that was found to reach so far, say.</summary>
    /// <param name="symbols">The value of every symbol that an input determines.</param>
    /// <param name="graph">The graph.</param>
    /// <exception cref="InputException">A condition does not hold.</exception>
    internal void Require(IReadOnlyDictionary<string, long> symbols, Graph graph)
    {
        if (graph.Shapes.Facts.Count == program.Graph.Shapes.Facts.Count)
        {
            return;
        }
        var problems = new List<string>();
        CheckFacts(graph.Shapes, symbols, problems);
        if (problems.Count > 0)
        {
            throw new InputException(problems);
        }
    }

    private void CheckNames(IReadOnlyDictionary<string, Value> values, List<string> problems)
    {
        foreach (var name in inputs.Keys.Where(n => !values.ContainsKey(n)))
        {
            problems.Add($"The input '{name}' is missing. It is {inputs[name].Type}.");
        }
        foreach (var (name, value) in values.Where(v => !inputs.ContainsKey(v.Key)))
        {
            var frozen = program.ConstantInputs.FirstOrDefault(c => c.Name == name);
            if (frozen is null)
            {
                problems.Add($"There is no input '{name}'; the inputs are {string.Join(", ", program.UserInputs)}.");
            }
            else if (value != Value.FromLiteral(frozen.Value))
            {
                problems.Add($"The input '{name}' was fixed to {frozen.Value} when the program was exported and can't be {value}; leave it out or export again.");
            }
        }
    }

    private static void Collect(string name, NodeType type, Value value, List<InputSize> sizes, List<string> problems)
    {
        switch (type)
        {
            case TensorType tensorType when !value.IsTensor:
                problems.Add($"The input '{name}' must be a tensor {tensorType}, not {value}.");
                break;
            case TensorType tensorType when value.Tensor.DType != tensorType.DType || value.Tensor.Rank != tensorType.Rank:
                problems.Add($"The input '{name}' must be {tensorType}, not {value.Tensor}.");
                break;
            case TensorType tensorType:
                sizes.AddRange(tensorType.Shape.Select((size, i) => new InputSize($"Dim {i} of the input '{name}'", size, value.Tensor.Shape[i])));
                break;
            case SymIntType when !value.IsScalar || value.Scalar.IsFloat:
                problems.Add($"The input '{name}' must be an int, not {value}.");
                break;
            case SymIntType { Value: var size }:
                sizes.Add(new InputSize($"The input '{name}'", size, value.Scalar.ToInt64()));
                break;
            case SymFloatType or SymBoolType when !value.IsScalar:
                problems.Add($"The input '{name}' must be a number, not {value}.");
                break;
        }
    }

    private void CheckRanges(Dictionary<string, long> symbols, List<string> problems)
    {
        foreach (var (symbol, size) in symbols)
        {
            if (program.Graph.Shapes.Symbols.TryGetValue(symbol, out var range) && !range.Contains(size))
            {
                problems.Add(SizeMessage.OutOfRange(Capital(text.Place(symbol)), symbol, size, range.Min, range.Max));
            }
        }
    }

    private void CheckFacts(ShapeEnvironment shapes, IReadOnlyDictionary<string, long> symbols, List<string> problems)
    {
        // In the order of the inputs, as the symbols came.
        var order = symbols.Keys.Index().ToDictionary(s => s.Item, s => s.Index, StringComparer.Ordinal);
        foreach (var fact in shapes.Facts.OrderBy(f => f.Symbols.Where(order.ContainsKey).Select(s => order[s]).DefaultIfEmpty().Min()))
        {
            if (fact.Symbols.All(symbols.ContainsKey) && !Holds(fact, symbols))
            {
                problems.Add($"{text.Of(fact, shapes)}; here {string.Join(", ", fact.Symbols.Select(s => $"{s} = {symbols[s]}"))}.");
            }
        }
    }

    private static bool Holds(SymBool fact, IReadOnlyDictionary<string, long> symbols)
    {
        try
        {
            return fact.Evaluate(symbols);
        }
        catch (ArithmeticException)
        {
            // Divided by zero, or beyond 64 bits: not true of these sizes.
            return false;
        }
    }

    private static string Capital(string text) => string.Concat(text[..1].ToUpperInvariant(), text.AsSpan(1));
}
