using System.Collections.Concurrent;
using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators;

namespace Piecewise.Tracing;

/// <summary>An operator that is a graph of others: that is its shape rule and its reference kernel.</summary>
/// <param name="schema">PyTorch's, or one of its own.</param>
internal abstract class TracedOperator(string schema) : Operator(schema)
{
    // A model calls an operator with a handful of shapes; a run over ever new ones must not keep them all.
    private const int MaxTraces = 64;

    private readonly ConcurrentDictionary<string, Graph> traces = new(StringComparer.Ordinal);

    /// <summary>
    /// The calls that a call consists of. Inputs are tensors among its arguments, in their order; outputs are its results.
    /// </summary>
    /// <exception cref="InferenceException">The arguments break a rule, or sizes are not known that have to be.</exception>
    public abstract Graph Trace(InferenceContext context);

    public override NodeType Infer(InferenceContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var graph = Trace(context);
        foreach (var fact in graph.Shapes.Facts)
        {
            if (!context.Shapes.IsStaticallyTrue(fact) && context.Refutes(fact))
            {
                throw context.Error($"needs {fact}, which never holds.");
            }
        }
        var types = graph.Output!.Arguments.Select(a => a.Type!).ToImmutableArray();
        return types.Length == 1 ? types[0] : new TupleType(types);
    }

    public override Value Evaluate(EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var types = context.Types();
        var key = string.Join(';', types.All.Select(Describe));
        if (!traces.TryGetValue(key, out var graph))
        {
            if (traces.Count >= MaxTraces)
            {
                traces.Clear();
            }
            traces[key] = graph = Trace(types);
        }
        var tensors = context.All.SelectMany(Tensors).ToImmutableArray();
        var results = context.Interpreter.Run(graph, tensors);
        return results.Length == 1 ? Own(results[0], tensors) : results;
    }

    // Nobody may see that a result is an argument's memory.
    private static Value Own(Value result, ImmutableArray<Value> tensors) =>
        result.IsTensor && tensors.Any(t => t.IsTensor && t.Tensor.Storage == result.Tensor.Storage)
            ? Results.CopyOf(result.Tensor) : result;

    private static IEnumerable<Value> Tensors(Value value) =>
        value.IsTensor ? [value] : value.IsList ? value.Items.SelectMany(Tensors) : [];

    private static string Describe(Argument argument) => argument switch
    {
        NodeArgument { Node.Type: var type } => type.ToString(),
        ListArgument { Items: var items } => $"[{string.Join(',', items.Select(Describe))}]",
        _ => argument.ToString(),
    };
}
