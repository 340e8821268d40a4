using Piecewise.Graphs;

namespace Piecewise.Compiler.Entries;

/// <summary>
/// Makes a piece's graph for one entry: a copy whose dynamic symbol is bounded by the entry's interval, in a shape environment of its own
/// (R4), or replaced by the entry's only size (R5).
/// </summary>
/// <param name="entry">The entry.</param>
/// <param name="catalog">The operators; null where nothing has to be copied, as in a test without reshapes.</param>
internal sealed class Specializer(CompileEntry entry, OperatorCatalog? catalog = null)
{
    // Pieces of one program start with one knowledge of its symbols: what follows from the entry is derived once, and each gets a copy.
    private readonly Dictionary<object, ShapeEnvironment> environments = new(ReferenceEqualityComparer.Instance);
    private readonly TypeSubstitution? sizes = entry is { Symbol: { } symbol, Range.IsSingleSize: true }
        ? new TypeSubstitution(new Dictionary<string, SymInt>(StringComparer.Ordinal) { [symbol] = entry.Range.Start })
        : null;

    /// <summary>The specialized copy; the piece is not changed.</summary>
    /// <exception cref="ShapeConflictException">The program's guards leave no size in the entry.</exception>
    public Graph Run(Graph piece)
    {
        ArgumentNullException.ThrowIfNull(piece);
        var graph = GraphCopier.Copy(piece, Environment(piece.Shapes), sizes);
        if (sizes is not null)
        {
            FoldSizes(graph);
            KeepRecordedSizes(graph);
        }
        if (catalog is not null)
        {
            KeepCopies(graph, catalog);
        }
        return graph;
    }

    /// <summary>
    /// Whether what is known of a graph's symbols leaves a size in the entry: where it does not, no call is for the entry.
    /// </summary>
    public bool Admits(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        try
        {
            return Environment(graph.Shapes) is not null;
        }
        catch (ShapeConflictException)
        {
            return false;
        }
    }

    /// <summary>A graph without nodes that has the name, stage and, bounded by the entry, the symbols of another.</summary>
    public Graph Empty(Graph like)
    {
        ArgumentNullException.ThrowIfNull(like);
        return new Graph(like.Name, Environment(like.Shapes), like.Stage);
    }

    /// <summary>A type of the program as it is in the entry.</summary>
    public NodeType Type(NodeType type) => sizes?.Apply(type) ?? type;

    private ShapeEnvironment Environment(ShapeEnvironment general)
    {
        if (entry.Symbol is not { } symbol)
        {
            return general.Copy();
        }
        if (!environments.TryGetValue(general.Identity, out var bounded))
        {
            bounded = general.Copy();
            var range = new Interval(entry.Range.Start, entry.Range.End == long.MaxValue ? null : entry.Range.End);
            bounded.Constrain(symbol, range);
            if (sizes is not null)
            {
                bounded = Without(bounded, symbol);
            }
            environments.Add(general.Identity, bounded);
        }
        return bounded.Copy();
    }

    private ShapeEnvironment Without(ShapeEnvironment general, string symbol)
    {
        var size = new Dictionary<string, SymInt>(StringComparer.Ordinal) { [symbol] = entry.Range.Start };
        var result = new ShapeEnvironment();
        foreach (var (name, interval) in general.Symbols)
        {
            if (name != symbol)
            {
                result.Define(name, interval);
            }
        }
        result.AddFacts(general.Facts.Select(f => f.Substitute(size)));
        return result;
    }

    // What was a copy, because the strides of no view are certain, may be a view for the sizes of the entry. It stays a copy: others go by
    // its layout.
    private static void KeepCopies(Graph graph, OperatorCatalog catalog)
    {
        foreach (var node in graph.Nodes)
        {
            if (node is not { Operator: { MayCopy: true } op, Type: TensorType { IsRowMajor: true } type }
                || node.Arguments[0] is not NodeArgument { Node: { Type: TensorType given } viewed })
            {
                continue;
            }
            var call = InferenceContext.Of(node, graph.Shapes.Copy());
            if (op.Infer(call) is TensorType inferred && inferred.Rank == type.Rank && op.ResultIsView(call) == true
                && inferred.Strides.Where(
                    (s, d) => s != type.Strides[d]
                        && !graph.Shapes.IsStaticallyTrue(SymBool.Or(SymBool.Eq(s, type.Strides[d]), SymBool.Eq(type.Shape[d], 1)))).Any())
            {
                var clone = catalog[KnownOps.Clone];
                var copy = graph.AddCall(clone, [viewed, new MemoryFormatArgument(MemoryFormat.Contiguous)], given.WithShape(given.Shape),
                    clone.Schema.BaseName, node);
                copy.Source = node.Source;
                node.Arguments = node.Arguments.SetItem(0, copy);
            }
        }
    }

    // A sum of data-dependent sizes is recorded where a rule, which sees a number beside it now, gives the number: both are the same.
    private static void KeepRecordedSizes(Graph graph)
    {
        if (graph.Shapes.Symbols.Count == 0)
        {
            return;
        }
        var facts = new List<SymBool>();
        foreach (var node in graph.Nodes)
        {
            if (node is { Operator: { } op, Type: TensorType recorded } && recorded.Shape.Any(s => !s.IsConstant)
                && op.Infer(InferenceContext.Of(node, graph.Shapes.Copy())) is TensorType inferred && inferred.Rank == recorded.Rank)
            {
                for (var i = 0; i < recorded.Rank; i++)
                {
                    if (inferred.Shape[i].IsConstant && graph.Shapes.Decide(SymBool.Eq(inferred.Shape[i], recorded.Shape[i])) is null)
                    {
                        facts.Add(SymBool.Eq(inferred.Shape[i], recorded.Shape[i]));
                    }
                }
            }
        }
        graph.Shapes.AddFacts(facts);
    }

    // What was a size is a number now: its users take the number, and nobody has to compute it.
    private static void FoldSizes(Graph graph)
    {
        for (var node = graph.First; node is not null;)
        {
            var next = node.Next;
            Argument? literal = node.Type switch
            {
                SymIntType { Value: var value } when value.TryGetConstant(out var number) => number,
                SymBoolType { Value: { IsConstant: true } condition } => condition == SymBool.True,
                _ => null,
            };
            if (literal is not null)
            {
                foreach (var user in node.Users.ToArray())
                {
                    user.ReplaceInput(node, literal);
                }
                if (node is { Kind: NodeKind.Call, Operator.IsPure: true })
                {
                    graph.Erase(node);
                }
            }
            node = next;
        }
    }
}
