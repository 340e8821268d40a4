using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Partition;

/// <summary>
/// Computes a <see cref="PartitionPlan"/> (P1–P9). Three walks: assign calls to pieces, move pieces of allocations, then decide for each
/// piece what it takes, how it comes by sizes, and what it returns. Nothing is moved but tuple extractions (to their producer), size
/// queries (to where they are needed) and allocations (to an earlier compute piece).
/// </summary>
public sealed class Partitioner
{
    private const int None = -1;

    private readonly Graph graph;
    private readonly SplittingOps splitting;
    // By node index: the piece that holds the node; None for inputs, the output and symbolic arithmetic.
    private readonly int[] pieceOf;
    private readonly List<Draft> drafts = [];

    private Partitioner(Graph graph, SplittingOps splitting)
    {
        this.graph = graph;
        this.splitting = splitting;
        graph.Number();
        pieceOf = new int[graph.Count];
        Array.Fill(pieceOf, None);
    }

    /// <summary>Plans the split of a functional graph. The graph is only read (its nodes are numbered).</summary>
    public static PartitionPlan Plan(Graph graph, SplittingOps splitting)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(splitting);
        var partitioner = new Partitioner(graph, splitting);
        partitioner.Assign();
        partitioner.JoinAllocations();
        partitioner.Renumber();
        return new CrossingPlanner(graph, partitioner.drafts, partitioner.pieceOf).Run();
    }

    /// <summary>True for a symbolic value that can be computed wherever its operands are: a size query, or arithmetic on such values (P5).</summary>
    internal static bool IsSymbolic(Node node) =>
        node is { Kind: NodeKind.Call, Type: SymIntType or SymFloatType or SymBoolType, Operator: { IsPure: true } op }
        && (op.IsSizeQuery || !node.InputNodes.Any(n => n.Type is TensorType or TupleType));

    private void Assign()
    {
        Draft? current = null;
        for (var node = graph.First; node is not null; node = node.Next)
        {
            if (node.Kind != NodeKind.Call || IsSymbolic(node))
            {
                continue;
            }
            if (IsExtraction(node))
            {
                // P3: with its producer, whoever consumes it.
                var producer = pieceOf[((NodeArgument)node.Arguments[0]).Node.Index];
                Add(drafts[producer], node);
                continue;
            }
            var kind = splitting.Contains(node.Operator) ? PieceKind.Splitting : PieceKind.Compute;
            if (current is null || current.Kind != kind)
            {
                drafts.Add(current = new Draft(kind, drafts.Count));
            }
            Add(current, node);
        }
    }

    private static bool IsExtraction(Node node) =>
        node.Operator!.Schema is { Namespace: "_operator", BaseName: "getitem" }
        && node.Arguments[0] is NodeArgument { Node: { Kind: NodeKind.Call, Type: TupleType } };

    private void Add(Draft draft, Node node)
    {
        draft.Nodes.Add(node);
        pieceOf[node.Index] = draft.Index;
    }

    // P8. Availability only grows, so if the nearest compute piece is too early, all others are.
    private void JoinAllocations()
    {
        Draft? previous = null;
        foreach (var draft in drafts.Where(d => d.Kind == PieceKind.Compute))
        {
            if (previous is not null && draft.Nodes.TrueForAll(n => n.Operator!.IsAllocation && IsAvailable(n, previous.Index, draft.Index)))
            {
                foreach (var node in draft.Nodes)
                {
                    Add(previous, node);
                }
                draft.Nodes.Clear();
            }
            else
            {
                previous = draft;
            }
        }
    }

    // Whether what a node needs is there at the end of a piece; other nodes of the node's own piece move with it.
    private bool IsAvailable(Node node, int piece, int own)
    {
        var pending = new Stack<Node>(node.InputNodes);
        while (pending.TryPop(out var input))
        {
            if (IsSymbolic(input))
            {
                foreach (var operand in input.InputNodes)
                {
                    pending.Push(operand);
                }
            }
            else if (pieceOf[input.Index] > piece && pieceOf[input.Index] != own)
            {
                return false;
            }
        }
        return true;
    }

    private void Renumber()
    {
        drafts.RemoveAll(d => d.Nodes.Count == 0);
        for (var i = 0; i < drafts.Count; i++)
        {
            drafts[i].Index = i;
            foreach (var node in drafts[i].Nodes)
            {
                pieceOf[node.Index] = i;
            }
        }
    }

    /// <summary>A piece while it is being put together.</summary>
    internal sealed class Draft(PieceKind kind, int index)
    {
        public PieceKind Kind { get; } = kind;

        public int Index { get; set; } = index;

        public List<Node> Nodes { get; } = [];
    }
}
