using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Partition;

/// <summary>Follows a plan: builds the pieces and the stitch graph. Decides nothing.</summary>
internal sealed class Splitter
{
    private readonly Graph graph;
    private readonly PartitionPlan plan;
    private readonly Operator sizeQuery;
    private readonly Operator getItem;
    private readonly Dictionary<string, Node> nodes = new(StringComparer.Ordinal);

    private Splitter(Graph graph, PartitionPlan plan, OperatorCatalog catalog)
    {
        this.graph = graph;
        this.plan = plan;
        sizeQuery = catalog[KnownOps.SymSize];
        getItem = catalog[Dialect.GetItem];
        foreach (var node in graph.Nodes)
        {
            nodes.Add(node.Name, node);
        }
    }

    /// <summary>Plans and splits in one call.</summary>
    /// <exception cref="PartitionException">The graph can't be split.</exception>
    public static PartitionResult Split(Graph graph, SplittingOps splitting, OperatorCatalog catalog) =>
        Split(graph, Partitioner.Plan(graph, splitting), catalog);

    /// <summary>Splits a graph by the plan that was made of it, or of an equal one. The graph is not changed.</summary>
    /// <exception cref="PartitionException">The plan was made of another graph.</exception>
    public static PartitionResult Split(Graph graph, PartitionPlan plan, OperatorCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(catalog);
        return graph.Output is null
            ? throw new PartitionException($"@{graph.Name} has no output.")
            : new Splitter(graph, plan, catalog).Run();
    }

    private PartitionResult Run()
    {
        Graph[] graphs = [.. plan.Pieces.Select(BuildPiece)];
        var unique = UniquePieces.Number(plan.Pieces.Zip(graphs).Select(p => (p.First.Kind, p.Second)), out var count);
        ImmutableArray<Piece> pieces = [.. plan.Pieces.Select((p, i) => new Piece(p.Index, p.Kind, graphs[i], unique[i]))];
        return new PartitionResult(plan, pieces, BuildStitch(pieces), count);
    }

    private Graph BuildPiece(PlannedPiece planned)
    {
        var piece = new Graph($"piece_{planned.Index}", graph.Shapes.Copy(), graph.Stage);
        var builder = new ScopeBuilder(piece, planned.Sizes, Find, sizeQuery);
        foreach (var input in planned.Inputs)
        {
            var node = Find(input.Name);
            builder.Define(node, piece.AddInput(node.Name, node.Type, InputSpec.User(node.Name)));
        }
        foreach (var name in planned.Nodes)
        {
            var node = Find(name);
            var call = piece.AddCall(node.Operator!, builder.Map(node.Arguments), node.Type, node.Name);
            call.Source = node.Source;
            builder.Define(node, call);
        }
        piece.SetOutput([.. planned.Outputs.Select(o => builder.Map(Find(o.Name)))], [.. planned.Outputs.Select(_ => OutputSpec.User)]);
        return piece;
    }

    private Graph BuildStitch(ImmutableArray<Piece> pieces)
    {
        var stitch = new Graph(graph.Name, graph.Shapes.Copy(), Stage.Partitioned);
        var builder = new ScopeBuilder(stitch, plan.StitchSizes, Find, sizeQuery);
        foreach (var input in graph.Inputs)
        {
            builder.Define(input, stitch.AddInput(input.Name, input.Type, input.Input!));
        }
        // Sizes of inputs are read before any piece runs, so that an input need not be kept for its size (P12).
        var ofInputs = plan.Pieces.SelectMany(p => p.Inputs).Where(i => i.Origin == InputOrigin.ProgramSize).Select(i => i.Name)
            .Concat(plan.StitchSizes.Where(s => s.Source == SizeSource.Tensor && Find(s.Of!).Kind == NodeKind.Input).Select(s => s.Name));
        foreach (var size in ofInputs)
        {
            builder.Map(Find(size));
        }
        foreach (var (piece, planned) in pieces.Zip(plan.Pieces))
        {
            var call = stitch.AddPieceCall(piece, [.. planned.Inputs.Select(i => builder.Map(Find(i.Name)))]);
            for (var i = 0; i < planned.Outputs.Length; i++)
            {
                var output = Find(planned.Outputs[i].Name);
                builder.Define(output, planned.Outputs.Length == 1 ? call
                    : stitch.AddCall(getItem, [call, (long)i], output.Type, output.Name));
            }
        }
        stitch.SetOutput(builder.Map(graph.Output!.Arguments), graph.Output.Outputs);
        return stitch;
    }

    private Node Find(string name) => nodes.TryGetValue(name, out var node)
        ? node
        : throw new PartitionException($"The plan was made of another graph: @{graph.Name} has no %{name}.");
}
