using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Partition;

/// <summary>Follows a plan: builds the pieces and the stitch graph. Decides nothing.</summary>
public sealed class Splitter
{
    private readonly Graph graph;
    private readonly PartitionPlan plan;
    private readonly OperatorCatalog catalog;
    private readonly Dictionary<string, Node> nodes = new(StringComparer.Ordinal);

    private Splitter(Graph graph, PartitionPlan plan, OperatorCatalog catalog)
    {
        this.graph = graph;
        this.plan = plan;
        this.catalog = catalog;
        foreach (var node in graph.Nodes)
        {
            nodes.Add(node.Name, node);
        }
    }

    /// <summary>Plans and splits in one call.</summary>
    public static PartitionResult Split(Graph graph, SplittingOps splitting, OperatorCatalog catalog) =>
        Split(graph, Partitioner.Plan(graph, splitting), catalog);

    /// <summary>Splits a graph by the plan that was made of it. The graph is not changed.</summary>
    public static PartitionResult Split(Graph graph, PartitionPlan plan, OperatorCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(plan);
        return new Splitter(graph, plan, catalog).Run();
    }

    private PartitionResult Run()
    {
        var graphs = plan.Pieces.Select(BuildPiece).ToArray();
        var unique = UniquePieces.Number(plan.Pieces.Zip(graphs).Select(p => (p.First.Kind, p.Second)), out var count);
        ImmutableArray<Piece> pieces = [.. plan.Pieces.Select((p, i) => new Piece(p.Index, p.Kind, graphs[i], unique[i]))];
        return new PartitionResult(plan, pieces, BuildStitch(pieces), count);
    }

    private Graph BuildPiece(PlannedPiece planned)
    {
        var piece = new Graph($"piece_{planned.Index}", graph.Shapes.Copy(), Stage.Functional);
        var builder = new ScopeBuilder(piece, planned.Sizes, nodes, catalog);
        foreach (var input in planned.Inputs)
        {
            var node = nodes[input.Name];
            builder.Define(node, piece.AddInput(node.Name, node.Type, InputSpec.User(node.Name)));
        }
        foreach (var name in planned.Nodes)
        {
            var node = nodes[name];
            var call = piece.AddCall(node.Operator!, [.. node.Arguments.Select(builder.Map)], node.Type, node.Name);
            call.Source = node.Source;
            builder.Define(node, call);
        }
        piece.SetOutput([.. planned.Outputs.Select(o => builder.Map(nodes[o.Name]))], [.. planned.Outputs.Select(_ => OutputSpec.User)]);
        return piece;
    }

    private Graph BuildStitch(ImmutableArray<Piece> pieces)
    {
        var stitch = new Graph(graph.Name, graph.Shapes.Copy(), Stage.Partitioned);
        var builder = new ScopeBuilder(stitch, plan.StitchSizes, nodes, catalog);
        foreach (var input in graph.Inputs)
        {
            builder.Define(input, stitch.AddInput(input.Name, input.Type, input.Input!));
        }
        var getItem = catalog["_operator::getitem.default"];
        foreach (var (piece, planned) in pieces.Zip(plan.Pieces))
        {
            ImmutableArray<Argument> arguments = [.. planned.Inputs.Select(i => builder.Map(nodes[i.Name]))];
            var types = planned.Outputs.Select(o => nodes[o.Name].Type).ToImmutableArray();
            var call = stitch.AddPieceCall(piece, arguments, types switch
            {
                [] => NoneType.Instance,
                [var only] => only,
                _ => new TupleType(types),
            });
            for (var i = 0; i < types.Length; i++)
            {
                var output = nodes[planned.Outputs[i].Name];
                builder.Define(output, types.Length == 1 ? call : stitch.AddCall(getItem, [call, (long)i], types[i], output.Name));
            }
        }
        stitch.SetOutput([.. graph.Output!.Arguments.Select(builder.Map)], graph.Output.Outputs);
        return stitch;
    }
}
