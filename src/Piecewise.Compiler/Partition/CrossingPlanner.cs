using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Partition;

/// <summary>
/// Decides what enters and leaves each piece (P4–P6). A tensor enters a piece only if a call of the piece takes it; a symbolic value is
/// read off a tensor that is there anyway, else computed again from such values, else passed as an int from where it is known.
/// </summary>
internal sealed class CrossingPlanner
{
    private readonly Graph graph;
    private readonly List<Partitioner.Draft> drafts;
    private readonly int[] pieceOf;
    private readonly List<PlannedInput>[] inputs;
    // Per piece: who takes each value that it must return, by the value's node index; the caller is piece drafts.Count.
    private readonly SortedDictionary<int, SortedSet<int>>[] returns;
    private readonly Dictionary<int, PlannedSize>[] sizes;

    public CrossingPlanner(Graph graph, List<Partitioner.Draft> drafts, int[] pieceOf)
    {
        this.graph = graph;
        this.drafts = drafts;
        this.pieceOf = pieceOf;
        inputs = [.. drafts.Select(_ => new List<PlannedInput>())];
        returns = [.. drafts.Select(_ => new SortedDictionary<int, SortedSet<int>>())];
        // One more for the stitch graph, which returns symbolic values to the caller.
        sizes = [.. drafts.Select(_ => new Dictionary<int, PlannedSize>()), []];
    }

    private int Caller => drafts.Count;

    public PartitionPlan Run()
    {
        var nodes = new Node[graph.Count];
        foreach (var node in graph.Nodes)
        {
            nodes[node.Index] = node;
        }
        for (var piece = 0; piece < drafts.Count; piece++)
        {
            PlanPiece(piece);
        }
        PlanCaller();
        var pieces = ImmutableArray.CreateBuilder<PlannedPiece>(drafts.Count);
        for (var piece = 0; piece < drafts.Count; piece++)
        {
            pieces.Add(new PlannedPiece(
                piece, drafts[piece].Kind, [.. drafts[piece].Nodes.Select(n => n.Name)], [.. inputs[piece]],
                [.. returns[piece].Select(r => Output(nodes[r.Key], r.Value))], [.. sizes[piece].Values]));
        }
        return new PartitionPlan(pieces.ToImmutable(), [.. sizes[Caller].Values]);
    }

    private PlannedOutput Output(Node node, SortedSet<int> consumers) =>
        new(node.Name, node.Type.ToString(), [.. consumers.Where(c => c != Caller)], consumers.Contains(Caller));

    private void PlanPiece(int piece)
    {
        var scope = new SizeScope();
        var taken = new HashSet<Node>();
        // Tensors first: what is taken anyway decides which sizes are there.
        foreach (var node in drafts[piece].Nodes)
        {
            foreach (var input in node.InputNodes)
            {
                if (!Partitioner.IsSymbolic(input) && input.Type is not SymIntType && pieceOf[input.Index] != piece && taken.Add(input))
                {
                    Take(piece, input, $"taken by %{node.Name}");
                    scope.Add(input);
                }
            }
        }
        foreach (var node in drafts[piece].Nodes)
        {
            foreach (var input in node.InputNodes)
            {
                if (Partitioner.IsSymbolic(input) || (input.Type is SymIntType && pieceOf[input.Index] != piece))
                {
                    PlanSize(piece, input, scope, node);
                }
            }
            scope.Add(node);
        }
    }

    private void PlanCaller()
    {
        foreach (var value in graph.Output!.InputNodes)
        {
            if (Partitioner.IsSymbolic(value))
            {
                PlanSize(Caller, value, new SizeScope(), graph.Output);
            }
            else if (pieceOf[value.Index] >= 0)
            {
                Return(value, Caller);
            }
        }
    }

    /// <summary>Plans one symbolic value for a piece, and before it what it is computed from.</summary>
    private void PlanSize(int piece, Node value, SizeScope scope, Node user)
    {
        // Operands before what is computed from them, without recursion: an expression may be as deep as the graph is long.
        var pending = new Stack<Node>([value]);
        while (pending.TryPeek(out var node))
        {
            if (sizes[piece].ContainsKey(node.Index))
            {
                pending.Pop();
                continue;
            }
            if (TryDirect(node, scope) is { } direct)
            {
                sizes[piece].Add(pending.Pop().Index, direct);
                continue;
            }
            var isArithmetic = Partitioner.IsSymbolic(node) && !node.Operator!.IsSizeQuery;
            var operands = isArithmetic ? node.InputNodes.Where(n => !sizes[piece].ContainsKey(n.Index)).ToArray() : [];
            if (operands.Length > 0)
            {
                foreach (var operand in operands)
                {
                    pending.Push(operand);
                }
                continue;
            }
            pending.Pop();
            if (isArithmetic)
            {
                sizes[piece].Add(node.Index, new PlannedSize(node.Name, SizeSource.Recomputed, null, 0));
            }
            else
            {
                sizes[piece].Add(node.Index, new PlannedSize(node.Name, SizeSource.Passed, null, 0));
                PassSize(piece, node, user);
            }
        }
    }

    // (a) of P5: a constant, or a size of a tensor that is at hand.
    private static PlannedSize? TryDirect(Node node, SizeScope scope)
    {
        if (node.Type is not SymIntType { Value: var value })
        {
            return null;
        }
        return value.TryGetConstant(out var constant) ? new PlannedSize(node.Name, SizeSource.Literal, null, constant)
            : scope.TryFind(value, out var tensor, out var dim) ? new PlannedSize(node.Name, SizeSource.Tensor, tensor.Name, dim)
            : null;
    }

    // (b) and (c) of P5.
    private void PassSize(int piece, Node node, Node user)
    {
        if (!Partitioner.IsSymbolic(node))
        {
            // An input of the program, or a number that a piece computes from data.
            if (piece != Caller)
            {
                Take(piece, node, $"size for %{user.Name}; no tensor at hand has it");
            }
            return;
        }
        var tensor = ((NodeArgument)node.Arguments[0]).Node;
        var producer = pieceOf[tensor.Index];
        if (producer >= 0)
        {
            Return(node, piece, producer);
        }
        if (piece != Caller)
        {
            inputs[piece].Add(producer >= 0
                ? new PlannedInput(node.Name, node.Type.ToString(), InputOrigin.Piece, producer, $"size of %{tensor.Name} for %{user.Name}; no tensor at hand has it")
                : new PlannedInput(node.Name, node.Type.ToString(), InputOrigin.InputSize, null, $"size of the input %{tensor.Name} for %{user.Name}; no tensor at hand has it"));
        }
    }

    private void Take(int piece, Node value, string reason)
    {
        var producer = pieceOf[value.Index];
        inputs[piece].Add(new PlannedInput(
            value.Name, value.Type.ToString(), producer >= 0 ? InputOrigin.Piece : InputOrigin.GraphInput, producer >= 0 ? producer : null, reason));
        if (producer >= 0)
        {
            Return(value, piece, producer);
        }
    }

    private void Return(Node value, int consumer) => Return(value, consumer, pieceOf[value.Index]);

    private void Return(Node value, int consumer, int producer)
    {
        if (!returns[producer].TryGetValue(value.Index, out var consumers))
        {
            returns[producer].Add(value.Index, consumers = []);
            if (Partitioner.IsSymbolic(value))
            {
                // The producer reads the size off the tensor that it makes.
                sizes[producer].TryAdd(value.Index, ProducerSize(value));
            }
        }
        consumers.Add(consumer);
    }

    private static PlannedSize ProducerSize(Node query) => query.Operator!.Name == "aten::sym_size.int"
        ? new PlannedSize(query.Name, SizeSource.Tensor, ((NodeArgument)query.Arguments[0]).Node.Name, SizeScope.DimOf(query))
        : new PlannedSize(query.Name, SizeSource.Recomputed, null, 0);
}
