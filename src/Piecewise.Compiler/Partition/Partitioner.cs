using Piecewise.Graphs;

namespace Piecewise.Compiler.Partition;

/// <summary>
/// Computes a <see cref="PartitionPlan"/> (P1–P9). Three walks: assign calls to pieces, move pieces of allocations, then decide for each
/// piece what it takes, how it comes by sizes, and what it returns. Nothing is moved but tuple extractions (to their producer), symbolic
/// values (to where they are needed) and allocations (to an earlier compute piece): none of them touches an element of a tensor, so each
/// commutes with every write (P7).
/// </summary>
internal sealed class Partitioner
{
    /// <summary>
    /// Calls that a piece may have: what compiling a piece costs may grow faster than the piece, and code of one method is compiled as a
    /// whole. Longer runs between two splitting ops are several pieces, cut where the fewest values cross.
    /// </summary>
    internal const int MaxPieceNodes = 4096;

    /// <summary>
    /// The piece of what belongs to none: inputs, the output, and symbolic values, which are made wherever they are needed.
    /// </summary>
    internal const int NoPiece = -1;

    private readonly Graph graph;
    private readonly SplittingOps splitting;
    // By node index.
    private readonly int[] pieceOf;
    private readonly List<PieceDraft> drafts = [];
    private readonly Dictionary<Operator, bool> splits = [];

    private Partitioner(Graph graph, SplittingOps splitting)
    {
        this.graph = graph;
        this.splitting = splitting;
        graph.Number();
        pieceOf = new int[graph.Count];
        Array.Fill(pieceOf, NoPiece);
    }

    /// <summary>Plans the split of a graph that calls no pieces yet. The graph is only read; its nodes are numbered.</summary>
    /// <exception cref="PartitionException">The graph has no output or calls pieces, or a tuple would have to cross (P3).</exception>
    public static PartitionPlan Plan(Graph graph, SplittingOps splitting)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(splitting);
        if (graph.Output is null)
        {
            throw new PartitionException($"@{graph.Name} has no output.");
        }
        var partitioner = new Partitioner(graph, splitting);
        partitioner.Assign();
        partitioner.JoinAllocations();
        partitioner.Renumber();
        return new CrossingPlanner(graph, partitioner.drafts, partitioner.pieceOf).Run();
    }

    private void Assign()
    {
        PieceDraft? current = null;
        for (var node = graph.First; node is not null; node = node.Next)
        {
            switch (node.Kind)
            {
                case NodeKind.Call when IsExtraction(node):
                    // P3: with its producer, whoever consumes it; between two splitting ops it separates nothing (P2).
                    Add(drafts[pieceOf[((NodeArgument)node.Arguments[0]).Node.Index]], node);
                    break;
                case NodeKind.Call:
                    var isSplitting = IsSplitting(node.Operator!);
                    if (isSplitting || !IsSymbolic(node))
                    {
                        var kind = isSplitting ? PieceKind.Splitting : PieceKind.Compute;
                        if (current is null || current.Kind != kind)
                        {
                            drafts.Add(current = new PieceDraft(kind, drafts.Count));
                        }
                        else if (current.Nodes.Count >= MaxPieceNodes)
                        {
                            current = Cut(current);
                        }
                        Add(current, node);
                    }
                    break;
                case NodeKind.CallPiece:
                    throw new PartitionException($"@{graph.Name} is split already: %{node.Name} calls @{node.Piece!.Name}.");
            }
        }
    }

    // Ends a piece that is long enough, and begins the next with what does not stay in it.
    private PieceDraft Cut(PieceDraft full)
    {
        var next = new PieceDraft(full.Kind, drafts.Count);
        drafts.Add(next);
        Node[] nodes = [.. full.Nodes];
        var at = PieceCut.Find(nodes, MaxPieceNodes / 2);
        full.Nodes.RemoveRange(at, nodes.Length - at);
        foreach (var node in nodes.AsSpan(at))
        {
            // Elements stay with their tuple (P3).
            Add(IsExtraction(node) ? drafts[pieceOf[((NodeArgument)node.Arguments[0]).Node.Index]] : next, node);
        }
        return next;
    }

    private bool IsSplitting(Operator op)
    {
        if (!splits.TryGetValue(op, out var result))
        {
            splits.Add(op, result = splitting.Contains(op));
        }
        return result;
    }

    // A symbolic value that can be computed wherever its operands are: a size, or arithmetic on symbolic values (P5).
    private static bool IsSymbolic(Node node)
    {
        if (node is not { Type: SymIntType or SymFloatType or SymBoolType, Operator: { IsPure: true, IsRandom: false } op })
        {
            return false;
        }
        return op.IsSizeQuery || node.InputNodes.All(n => n.Type is SymIntType or SymFloatType or SymBoolType);
    }

    private static bool IsExtraction(Node node) =>
        node.IsCallOf(Dialect.GetItem) && node.Arguments[0] is NodeArgument { Node: { Kind: NodeKind.Call, Type: TupleType } };

    private void Add(PieceDraft draft, Node node)
    {
        draft.Nodes.Add(node);
        pieceOf[node.Index] = draft.Index;
    }

    // P8. Availability only grows, so if the nearest compute piece is too early, all others are.
    private void JoinAllocations()
    {
        PieceDraft? previous = null;
        foreach (var draft in drafts)
        {
            if (draft.Kind == PieceKind.Splitting)
            {
                continue;
            }
            if (previous is not null && previous.Nodes.Count + draft.Nodes.Count <= MaxPieceNodes
                && draft.Nodes.TrueForAll(n => n.Operator!.IsAllocation && IsAvailable(n, previous.Index, draft.Index)))
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
            var place = pieceOf[input.Index];
            if (place > piece && place != own)
            {
                return false;
            }
            if (place == NoPiece)
            {
                // A symbolic value is as available as what it is computed from.
                foreach (var operand in input.InputNodes)
                {
                    pending.Push(operand);
                }
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
}
