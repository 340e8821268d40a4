using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Import;

/// <summary>The calls of a graph whose types depend on some symbols, each kind of call once: the layers of a model repeat.</summary>
internal sealed class SmallSizeCalls
{
    private readonly Graph calls;
    private readonly IReadOnlyCollection<string> symbols;
    // By name in the graph of calls: where the call is.
    private readonly Dictionary<string, Node> places = new(StringComparer.Ordinal);
    // By symbol: the calls that depend on it.
    private readonly Dictionary<string, List<Node>> dependent = new(StringComparer.Ordinal);

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

    /// <summary>
    /// The least size from which on as much is known of results and of where views begin as if all sizes were recorded ones.
    /// </summary>
    /// <param name="shapes">What is known of the symbols.</param>
    /// <param name="recorded">The least size of the file.</param>
    public long LeastWithoutUnknowns(ShapeEnvironment shapes, long recorded)
    {
        int wanted;
        try
        {
            wanted = Unknowns(shapes, recorded);
        }
        catch (ShapeConflictException)
        {
            // Only smaller ones meet the conditions of the program.
            return 0;
        }
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
            var context = new InferenceContext(node.Operator!, node.Arguments, scratch, []);
            try
            {
                count += Sizes(node.Operator!.Infer(context)).Count(s => !s.Symbols.All(bounded.Symbols.ContainsKey));
                if (node.Operator is ViewOperator view && view.ResultIsView(context) == true)
                {
                    count += view.Offsets(context, (node.Type as TupleType)?.Items.Length ?? 1)
                        .Count(offset => offset is not null && !offset.Symbols.All(bounded.Symbols.ContainsKey));
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

    /// <summary>
    /// Which call gives another type than recorded if the symbols have these values, and what; null where all types are right.
    /// </summary>
    /// <param name="shapes">What is known of the symbols.</param>
    /// <param name="sizes">A value for each.</param>
    public string? Objection(ShapeEnvironment shapes, IReadOnlyDictionary<string, SymInt> sizes)
    {
        var asked = sizes.Keys.SelectMany(s => dependent.GetValueOrDefault(s, [])).Distinct().ToList();
        var mentioned = asked.SelectMany(n => n.InputNodes.Append(n)).SelectMany(n => SymbolsOf(n.Type)).Concat(sizes.Keys);
        ShapeEnvironment? narrowed;
        try
        {
            narrowed = Without(shapes, mentioned.ToHashSet(StringComparer.Ordinal), sizes);
        }
        catch (ArithmeticException)
        {
            return "a size of the program is divided by them";
        }
        if (narrowed is null)
        {
            // A guard excludes them already.
            return null;
        }
        foreach (var node in asked)
        {
            if (Difference(node, narrowed, new TypeSubstitution(sizes)) is { } difference)
            {
                var place = places[node.Name];
                return $"{node.Operator!.Name} ('{Printable.Text(place.Name)}' "
                    + $"at {place.Source?.ToString() ?? "an unknown place"}) {difference}";
            }
        }
        return null;
    }

    private void Add(Graph graph, HashSet<string> symbols, HashSet<Node> known)
    {
        // An item of a tuple has the type that it has there.
        foreach (var node in graph.Nodes.Where(n => n.Kind == NodeKind.Call && n.Operator!.Name != Dialect.GetItem))
        {
            foreach (var nested in node.Arguments.OfType<GraphArgument>())
            {
                Add(nested.Graph, symbols, known);
            }
            if (node.InputNodes.Append(node).SelectMany(n => SymbolsOf(n.Type)).Any(symbols.Contains) && known.Add(node))
            {
                var inputs = node.InputNodes.Distinct()
                    .ToDictionary(n => n, n => calls.AddInput(n.Name, n.Type, InputSpec.User($"x{calls.Count}")));
                var call = calls.AddCall(node.Operator!, [.. node.Arguments.Select(a => a.Map(n => inputs[n]))], node.Type, node.Name);
                places.Add(call.Name, node);
                foreach (var symbol in call.InputNodes.Append(call).SelectMany(n => SymbolsOf(n.Type)).Where(symbols.Contains).Distinct())
                {
                    if (!dependent.TryGetValue(symbol, out var list))
                    {
                        dependent.Add(symbol, list = []);
                    }
                    list.Add(call);
                }
            }
        }
    }

    // What is known of some symbols once others have their values; null where that contradicts a guard.
    private static ShapeEnvironment? Without(ShapeEnvironment general, HashSet<string> mentioned, IReadOnlyDictionary<string, SymInt> sizes)
    {
        var facts = mentioned.SelectMany(general.FactsAbout).DistinctBy(f => f.Place).OrderBy(f => f.Place).Select(f => f.Fact).ToList();
        var result = new ShapeEnvironment();
        foreach (var name in mentioned.Concat(facts.SelectMany(f => f.Symbols)).Where(s => !sizes.ContainsKey(s)).Distinct()
            .Order(StringComparer.Ordinal))
        {
            if (general.Symbols.TryGetValue(name, out var interval))
            {
                result.Define(name, interval);
            }
        }
        try
        {
            var known = facts.Select(f => f.Substitute(sizes)).ToList();
            result.AddFacts(known);
            return known.TrueForAll(f => result.Decide(f) != false) ? result : null;
        }
        catch (ShapeConflictException)
        {
            return null;
        }
    }

    // A call for the given sizes, in a graph of its own.
    private static string? Difference(Node node, ShapeEnvironment shapes, TypeSubstitution sizes)
    {
        try
        {
            var graph = new Graph("call", shapes);
            var inputs = node.InputNodes.Distinct().ToDictionary(n => n, n => graph.AddInput(n.Name, sizes.Apply(n.Type), n.Input!));
            var arguments = ImmutableArray.CreateRange(node.Arguments, a => a is GraphArgument { Graph: var nested }
                ? new GraphArgument(GraphCopier.Copy(nested, shapes, sizes))
                : a.Map(n => inputs[n]));
            var recorded = sizes.Apply(node.Type);
            var inferred = node.Operator!.Infer(new InferenceContext(node.Operator, arguments, shapes.Copy(), []));
            return Agree(inferred, recorded, shapes) ? null : $"gives {inferred}, where the program was exported for {recorded}";
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
        (TensorType a, TensorType b) =>
            a.DType == b.DType && a.Rank == b.Rank && a.Shape.Zip(b.Shape).All(s => AgreeOn(s.First, s.Second, shapes)),
        (TupleType a, TupleType b) => a.Items.Length == b.Items.Length && a.Items.Zip(b.Items).All(i => Agree(i.First, i.Second, shapes)),
        (SymIntType a, SymIntType b) => AgreeOn(a.Value, b.Value, shapes),
        (SymBoolType { Value: { } a }, SymBoolType { Value: { } b }) =>
            shapes.Decide(a) is not { } x || shapes.Decide(b) is not { } y || x == y,
        // What is absent or a literal in the file.
        (_, NoneType) => true,
        _ => inferred.GetType() == recorded.GetType(),
    };

    private static bool AgreeOn(SymInt a, SymInt b, ShapeEnvironment shapes) =>
        a == b || !a.Symbols.All(shapes.Symbols.ContainsKey) || !b.Symbols.All(shapes.Symbols.ContainsKey)
            || shapes.Decide(SymBool.Eq(a, b)) != false;

    private static IEnumerable<string> SymbolsOf(NodeType type) => type switch
    {
        TensorType { IsRowMajor: true } tensor => tensor.Shape.SelectMany(s => s.Symbols),
        TensorType tensor => tensor.Shape.Concat(tensor.Strides).SelectMany(s => s.Symbols),
        SymIntType { Value: var value } => value.Symbols,
        SymBoolType { Value: { } condition } => condition.Symbols,
        TupleType { Items: var items } => items.SelectMany(SymbolsOf),
        _ => [],
    };

    // Calls of one operator with the same literals and arguments of the same types.
    private sealed class SameCall : IEqualityComparer<Node>
    {
        public bool Equals(Node? x, Node? y) => x is not null && y is not null && x.Operator == y.Operator && x.Type.Equals(y.Type)
            && x.Arguments.Length == y.Arguments.Length && x.Arguments.Zip(y.Arguments).All(a => AreAlike(a.First, a.Second));

        public int GetHashCode(Node node) =>
            node.Arguments.Aggregate(HashCode.Combine(node.Operator, node.Type),
                (hash, argument) => HashCode.Combine(hash, HashOf(argument)));

        private static int HashOf(Argument argument) => argument switch
        {
            NodeArgument { Node: var input } => input.Type.GetHashCode(),
            ListArgument { Items: var items } => items.Aggregate(items.Length, (hash, item) => HashCode.Combine(hash, HashOf(item))),
            _ => argument.GetHashCode(),
        };

        private static bool AreAlike(Argument a, Argument b) => (a, b) switch
        {
            (NodeArgument { Node: var x }, NodeArgument { Node: var y }) => x.Type.Equals(y.Type),
            (ListArgument { Items: var x }, ListArgument { Items: var y }) =>
                x.Length == y.Length && x.Zip(y).All(i => AreAlike(i.First, i.Second)),
            _ => a.Equals(b),
        };
    }
}
