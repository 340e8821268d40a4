using System.Collections.Concurrent;
using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// An operator that is spelled out in others, as PyTorch's composite ones are. Its shape rule and its reference kernel are those of the
/// calls that it consists of. Normalization puts these in its place (<see cref="Spell"/>), so that they are compiled and fused like any.
/// </summary>
/// <param name="composite">Its schema and the function that says what it consists of.</param>
/// <param name="catalog">The operators that it may call, composites among them.</param>
internal sealed class CompositeOperator(Composite composite, Func<OperatorCatalog> catalog) : Operator(composite.Schema)
{
    // A model calls an operator with a handful of shapes; a run over ever new ones must not keep them all.
    private const int MaxTraces = 64;

    private readonly ConcurrentDictionary<string, Graph> traces = new(StringComparer.Ordinal);

    public override bool IsRandom => composite.IsRandom;

    public override NodeType Infer(InferenceContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var graph = Spell(context);
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
            traces[key] = graph = Spell(types);
        }
        var tensors = context.All.SelectMany(Tensors).ToImmutableArray();
        var results = context.Interpreter.Run(graph, tensors);
        return results.Length == 1 ? Own(results[0], tensors) : results;
    }

    /// <summary>
    /// The calls that a call consists of. Inputs are the nodes among its arguments, each once, in order of appearance; outputs are its
    /// results.
    /// </summary>
    /// <exception cref="InferenceException">The arguments break a rule, or sizes are not known that have to be.</exception>
    public Graph Spell(InferenceContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var recorder = new TraceRecorder(catalog(), Schema.BaseName, context.Shapes.Copy(), recordsPlaces: false);
        var inputs = new Dictionary<Node, Node>();
        foreach (var node in context.All.SelectMany(a => a.Nodes))
        {
            if (!inputs.ContainsKey(node))
            {
                inputs.Add(node, recorder.Graph.AddInput(node.Name, node.Type, InputSpec.User(node.Name)));
            }
        }
        var known = recorder.Graph.Shapes.Symbols.Count;
        try
        {
            recorder.Graph.SetOutput(composite.Body(new CompositeCall(recorder, context, inputs)).Select(t => t.Node));
        }
        catch (Exception e) when (e is TraceException or ShapeConflictException)
        {
            throw new InferenceException($"{Name}: {(e.InnerException as InferenceException ?? e).Message}", e);
        }
        recorder.Finish();
        return recorder.Graph.Shapes.Symbols.Count == known ? recorder.Graph
            : throw context.Error("needs to know more of the sizes; whether positions count from the end, say.");
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
