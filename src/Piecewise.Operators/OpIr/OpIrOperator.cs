using System.Collections.Concurrent;
using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.OpIr;

/// <summary>
/// An op of the op IR as an operator of graphs. Shape rule and reference kernel are those of the traced native implementation.
/// </summary>
internal class OpIrOperator : Operator
{
    // A model calls an op with a handful of shapes; a run over ever new ones must not keep them all.
    private const int MaxTraces = 64;

    private readonly OperatorCatalog catalog;
    private readonly ConcurrentDictionary<string, Graph> traces = new(StringComparer.Ordinal);

    /// <param name="declaration">The op.</param>
    /// <param name="catalog">The operators that its native implementation calls.</param>
    internal OpIrOperator(OpIrDeclaration declaration, OperatorCatalog catalog)
        : this(declaration, catalog, declaration.Schema)
    {
    }

    private protected OpIrOperator(OpIrDeclaration declaration, OperatorCatalog catalog, string schema)
        : base(schema)
    {
        Declaration = declaration;
        this.catalog = catalog;
    }

    public OpIrDeclaration Declaration { get; }

    public override Tolerance Tolerance(DType dtype) => Declaration.Tolerance?.Invoke(dtype) ?? base.Tolerance(dtype);

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
        var key = string.Join(';', Schema.Arguments.Select(a => types[a.Name]).Select(Describe));
        if (!traces.TryGetValue(key, out var graph))
        {
            if (traces.Count >= MaxTraces)
            {
                traces.Clear();
            }
            traces[key] = graph = Trace(types);
        }
        var tensors = Schema.Arguments.SelectMany(a => Tensors(context[a.Name])).ToImmutableArray();
        var results = context.Interpreter.Run(graph, tensors);
        return results.Length == 1 ? results[0] : results;
    }

    private static IEnumerable<Value> Tensors(Value value) =>
        value.IsTensor ? [value] : value.IsList ? value.Items.SelectMany(Tensors) : [];

    private static string Describe(Argument argument) => argument switch
    {
        NodeArgument { Node.Type: var type } => type.ToString(),
        ListArgument { Items: var items } => $"[{string.Join(',', items.Select(Describe))}]",
        _ => argument.ToString(),
    };

    private Graph Trace(InferenceContext context)
    {
        try
        {
            return Declaration.Native.Trace(catalog, context.Shapes, [.. Schema.Arguments.Select(a => context[a.Name])]);
        }
        catch (TraceException e)
        {
            throw new InferenceException($"{Name}: {e.Message}", e);
        }
    }
}

/// <summary>
/// The <c>maybe_inplace</c> overload of an op (I4): its caller gives the activations up, so that an implementation may overwrite them. The
/// reference kernel does not; normalization turns a call into the default overload and records the donation.
/// </summary>
internal sealed class MaybeInPlaceOperator : OpIrOperator
{
    internal MaybeInPlaceOperator(OpIrOperator functional, OperatorCatalog catalog)
        : base(functional.Declaration, catalog, functional.Declaration.InPlaceSchema) => Default = functional;

    /// <summary>The default overload, which leaves its arguments alone.</summary>
    public OpIrOperator Default { get; }
}
