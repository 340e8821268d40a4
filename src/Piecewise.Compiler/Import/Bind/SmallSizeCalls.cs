using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Import;

/// <summary>The calls of a graph whose types depend on some symbols, each kind of call once: the layers of a model repeat.</summary>
internal sealed class SmallSizeCalls
{
    private readonly Graph calls;
    private readonly IReadOnlyCollection<string> symbols;
    // By name in the graph of calls: where the call is.
    private readonly Dictionary<string, Node> places = new(StringComparer.Ordinal);

    /// <param name="graph">The graph.</param>
    /// <param name="symbols">The symbols.</param>
    public SmallSizeCalls(Graph graph, IReadOnlyCollection<string> symbols)
    {
        this.symbols = symbols;
        calls = new Graph("calls", graph.Shapes, graph.Stage);
        var known = new HashSet<Node>(new SameCall());
        Add(graph, symbols.ToHashSet(StringComparer.Ordinal), known);
        calls.SetOutput(ImmutableArray<Argument>.Empty, []);
    }

    /// <summary>The least size from which on as much is known of results and of where views begin as if all sizes were recorded ones.</summary>
    /// <param name="shapes">What is known of the symbols.</param>
    /// <param name="recorded">The least size of the file.</param>
    public long LeastWithoutUnknowns(ShapeEnvironment shapes, long recorded)
    {
        var wanted = Unknowns(shapes, recorded);
        long least = 0;
        while (least < recorded && Unknowns(shapes, least) > wanted)
        {
            least++;
        }
        return least;
    }

    private int Unknowns(ShapeEnvironment shapes, long least)
    {
        var bounded = shapes.Copy();
        foreach (var symbol in symbols)
        {
            bounded.Constrain(symbol, Interval.AtLeast(least));
        }
        var count = 0;
        foreach (var node in calls.Nodes.Where(n => n.Kind == NodeKind.Call))
        {
            var scratch = bounded.Copy();
            var context = new InferenceContext(node.Operator!, node.Arguments, scratch);
            try
            {
                count += Sizes(node.Operator!.Infer(context)).Count(s => !s.Symbols.All(bounded.Symbols.ContainsKey));
                if (node.Operator is ViewOperator view && view.ResultIsView(context) == true)
                {
                    count += Enumerable.Range(0, (node.Type as TupleType)?.Items.Length ?? 1).Count(i => view.Offset(context, i) is { } offset && !offset.Symbols.All(bounded.Symbols.ContainsKey));
                }
            }
            catch (Exception e) when (e is InferenceException or ArithmeticException)
            {
                // Said where each size is looked at.
            }
        }
        return count;
    }

    private static IEnumerable<SymInt> Sizes(NodeType type) => type switch
    {
        TensorType tensor => tensor.Shape.Concat(tensor.Strides),
        SymIntType { Value: var value } => [value],
        TupleType { Items: var items } => items.SelectMany(Sizes),
        _ => [],
    };

    /// <summary>Which call gives another type than recorded if the symbols have these values, and what; null where all types are right.</summary>
    /// <param name="shapes">What is known of the symbols.</param>
    /// <param name="sizes">A value for each.</param>
    public string? Objection(ShapeEnvironment shapes, IReadOnlyDictionary<string, SymInt> sizes)
    {
        ShapeEnvironment? narrowed;
        Graph copy;
        try
        {
            narrowed = Without(shapes, sizes);
            if (narrowed is null)
            {
                // A guard excludes them already.
                return null;
            }
            copy = GraphCopier.Copy(calls, narrowed, new TypeSubstitution(sizes));
        }
        catch (ArithmeticException)
        {
            return "a size of the program is divided by them";
        }
        foreach (var node in copy.Nodes)
        {
            if (node.Kind == NodeKind.Call && Difference(node, narrowed) is { } difference)
            {
                var place = places[node.Name];
                return $"{node.Operator!.Name} ('{Printable.Text(place.Name)}' at {place.Source?.ToString() ?? "an unknown place"}) {difference}";
            }
        }
        return null;
    }

    private void Add(Graph graph, HashSet<string> symbols, HashSet<Node> known)
    {
        foreach (var node in graph.Nodes.Where(n => n.Kind == NodeKind.Call))
        {
            foreach (var nested in node.Arguments.OfType<GraphArgument>())
            {
                Add(nested.Graph, symbols, known);
            }
            if ((Depends(node.Type, symbols) || node.InputNodes.Any(n => Depends(n.Type, symbols))) && known.Add(node))
            {
                var inputs = node.InputNodes.Distinct().ToDictionary(n => n, n => calls.AddInput(n.Name, n.Type, InputSpec.User($"x{calls.Count}")));
                var call = calls.AddCall(node.Operator!, [.. node.Arguments.Select(a => a.Map(n => inputs[n]))], node.Type, node.Name);
                places.Add(call.Name, node);
            }
        }
    }

    // What is known once the symbols have their values; null where that contradicts a guard.
    private static ShapeEnvironment? Without(ShapeEnvironment general, IReadOnlyDictionary<string, SymInt> sizes)
    {
        var result = new ShapeEnvironment();
        foreach (var (name, interval) in general.Symbols.Where(s => !sizes.ContainsKey(s.Key)))
        {
            result.Define(name, interval);
        }
        foreach (var fact in general.Facts)
        {
            var known = fact.Substitute(sizes);
            if (known == SymBool.False)
            {
                return null;
            }
            try
            {
                result.AddFact(known);
            }
            catch (ShapeConflictException)
            {
                return null;
            }
        }
        return result;
    }

    private static string? Difference(Node node, ShapeEnvironment shapes)
    {
        try
        {
            var inferred = node.Operator!.Infer(new InferenceContext(node.Operator, node.Arguments, shapes.Copy()));
            return Agree(inferred, node.Type, shapes) ? null : $"gives {inferred}, where the program was exported for {node.Type}";
        }
        // A rule may divide by a size.
        catch (Exception e) when (e is InferenceException or ArithmeticException)
        {
            return $"refuses them: {e.Message}";
        }
    }

    // Sizes alone: elements lie where the recorded strides say, whatever PyTorch's are for dims that have one element or none.
    private static bool Agree(NodeType inferred, NodeType recorded, ShapeEnvironment shapes) => (inferred, recorded) switch
    {
        (TensorType a, TensorType b) => a.DType == b.DType && a.Rank == b.Rank && a.Shape.Zip(b.Shape).All(s => AgreeOn(s.First, s.Second, shapes)),
        (TupleType a, TupleType b) => a.Items.Length == b.Items.Length && a.Items.Zip(b.Items).All(i => Agree(i.First, i.Second, shapes)),
        (SymIntType a, SymIntType b) => AgreeOn(a.Value, b.Value, shapes),
        (SymBoolType { Value: { } a }, SymBoolType { Value: { } b }) => shapes.Decide(a) is not { } x || shapes.Decide(b) is not { } y || x == y,
        // What is absent or a literal in the file.
        (_, NoneType) => true,
        _ => inferred.GetType() == recorded.GetType(),
    };

    private static bool AgreeOn(SymInt a, SymInt b, ShapeEnvironment shapes) =>
        a == b || !a.Symbols.All(shapes.Symbols.ContainsKey) || !b.Symbols.All(shapes.Symbols.ContainsKey) || shapes.Decide(SymBool.Eq(a, b)) != false;

    private static bool Depends(NodeType type, HashSet<string> symbols) => type switch
    {
        TensorType tensor => tensor.Shape.Any(s => s.Symbols.Any(symbols.Contains)) || tensor.Strides.Any(s => s.Symbols.Any(symbols.Contains)),
        SymIntType { Value: var value } => value.Symbols.Any(symbols.Contains),
        SymBoolType { Value: { } condition } => condition.Symbols.Any(symbols.Contains),
        TupleType { Items: var items } => items.Any(i => Depends(i, symbols)),
        _ => false,
    };

    // Calls of one operator with the same literals and arguments of the same types.
    private sealed class SameCall : IEqualityComparer<Node>
    {
        public bool Equals(Node? x, Node? y) => x is not null && y is not null && x.Operator == y.Operator && x.Type.Equals(y.Type)
            && x.Arguments.Length == y.Arguments.Length && x.Arguments.Zip(y.Arguments).All(a => AreAlike(a.First, a.Second));

        public int GetHashCode(Node node) => node.InputNodes.Aggregate(HashCode.Combine(node.Operator, node.Type), (hash, input) => HashCode.Combine(hash, input.Type));

        private static bool AreAlike(Argument a, Argument b) => (a, b) switch
        {
            (NodeArgument { Node: var x }, NodeArgument { Node: var y }) => x.Type.Equals(y.Type),
            (ListArgument { Items: var x }, ListArgument { Items: var y }) => x.Length == y.Length && x.Zip(y).All(i => AreAlike(i.First, i.Second)),
            _ => a.Equals(b),
        };
    }
}
