using System.Collections.Immutable;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Partition;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Lower;

/// <summary>Makes the stitch graph of an entry: it calls the lowered pieces and passes them their constants.</summary>
internal sealed class Stitcher
{
    private readonly PartitionResult partition;
    private readonly OperatorCatalog catalog;
    private readonly Dictionary<Node, int> groupOf = [];
    private readonly Dictionary<(int Group, int Entry), LoweredPiece> pieces;
    // Entries fold the same constants: each is computed once.
    private readonly Dictionary<string, LoadedConstant> constants = new(StringComparer.Ordinal);
    private readonly Dictionary<Graph, string> recipes = new(ReferenceEqualityComparer.Instance);

    public Stitcher(PartitionResult partition, OperatorCatalog catalog, IReadOnlyList<PieceCalls> groups, IEnumerable<LoweredPiece> lowered)
    {
        this.partition = partition;
        this.catalog = catalog;
        pieces = lowered.ToDictionary(p => (p.UniqueIndex, p.Entry));
        for (var i = 0; i < groups.Count; i++)
        {
            foreach (var call in groups[i].Calls)
            {
                groupOf.Add(call, i);
            }
        }
    }

    public ImmutableArray<LoadedConstant> Constants => [.. constants.Values.OrderBy(c => c.Name, StringComparer.Ordinal)];

    public Graph Stitch(int entry, Specializer specializer)
    {
        var result = specializer.Empty(partition.Stitch);
        var values = new Dictionary<Node, Argument>();
        Argument Value(Node node) => values[node];
        foreach (var input in partition.Stitch.Inputs)
        {
            values.Add(input, Literal(result.AddInput(input.Name, specializer.Type(input.Type), input.Input!)));
        }
        foreach (var node in partition.Stitch.Nodes)
        {
            switch (node.Kind)
            {
                case NodeKind.Call:
                    var type = specializer.Type(node.Type);
                    values.Add(node, SizeLiteral(type)
                        ?? result.AddCall(node.Operator!, [.. node.Arguments.Select(a => a.Map(Value))], type, node.Name));
                    break;
                case NodeKind.CallPiece:
                    values.Add(node, groupOf.TryGetValue(node, out var group)
                        ? Call(result, node, pieces[(group, entry)], specializer.Type(node.Type), Value)
                        : result.AddPieceCall(new Piece(node.Piece!.Index, PieceKind.Splitting, specializer.Run(node.Piece.Graph), null),
                            [.. node.Arguments.Select(a => a.Map(Value))], name: node.Name));
                    break;
                case NodeKind.Output:
                    result.SetOutput([.. node.Arguments.Select(a => a.Map(Value))], node.Outputs);
                    break;
            }
        }
        return result;
    }

    private Node Call(Graph stitch, Node call, LoweredPiece lowered, NodeType type, Func<Node, Argument> value)
    {
        var arguments = call.Arguments.Select(a => a.Map(value)).ToList();
        var inputs = lowered.Folded.IsEmpty ? [] : lowered.Graph.Inputs.Select((n, i) => (n, i)).ToDictionary(p => p.n, p => p.i);
        foreach (var folded in lowered.Folded)
        {
            ImmutableArray<string> weights = [.. folded.Weights.Select(w => ((NodeArgument)call.Arguments[inputs[w]]).Node.Input!.Target)];
            if (!recipes.TryGetValue(folded.Recipe, out var recipe))
            {
                recipes.Add(folded.Recipe, recipe = UniquePieces.CanonicalText(folded.Recipe));
            }
            // The same computation on the same weights is the same constant, whatever entry or place asks for it.
            var key = $"{string.Join(",", weights)}\n{recipe}";
            if (!constants.TryGetValue(key, out var constant))
            {
                constants.Add(key, constant = new LoadedConstant($"folded_{constants.Count}", folded.Recipe, weights));
            }
            arguments.Add(stitch.Find(constant.Name)
                ?? stitch.AddInput(constant.Name, folded.Recipe.Output!.Arguments[0].Type!,
                    new InputSpec(InputKind.Constant, constant.Name)));
        }
        // The piece's own type speaks of the sizes of the place where it was first met, and its own number of places that may be lowered
        // apart.
        return stitch.AddPieceCall(
            new Piece(call.Piece!.Index, PieceKind.Compute, lowered.Graph, lowered.UniqueIndex), [.. arguments], type, call.Name);
    }

    private static Argument Literal(Node input) => SizeLiteral(input.Type) ?? input;

    private static Argument? SizeLiteral(NodeType type) =>
        type is SymIntType { Value: var value } && value.TryGetConstant(out var number) ? (Argument)number : null;
}
