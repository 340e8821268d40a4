using Piecewise.Graphs;

namespace Piecewise.Compiler.Partition;

/// <summary>
/// Decides what enters and leaves each piece (P4–P6). A tensor enters a piece only if a call of the piece takes it. A symbolic value is, in
/// this order: a constant; read off a tensor or an equal int that is there anyway; computed again from such values; passed as an int from
/// where it is known, which is the producing piece, or the stitch graph for a size of a program input.
/// </summary>
internal sealed class CrossingPlanner
{
    private readonly Graph graph;
    private readonly List<PieceDraft> drafts;
    private readonly int[] pieceOf;
    private readonly PieceScope[] scopes;
    private readonly PieceScope caller;
    // Per piece: who takes each value that it must return, in the order of the unsplit graph.
    private readonly SortedDictionary<int, (Node Value, SortedSet<int> Consumers)>[] returns;

    public CrossingPlanner(Graph graph, List<PieceDraft> drafts, int[] pieceOf)
    {
        this.graph = graph;
        this.drafts = drafts;
        this.pieceOf = pieceOf;
        scopes = [.. drafts.Select(d => new PieceScope(d.Index, d.Nodes.Count))];
        caller = new PieceScope(drafts.Count, capacity: 0);
        returns = [.. drafts.Select(_ => new SortedDictionary<int, (Node, SortedSet<int>)>())];
    }

    public PartitionPlan Run()
    {
        foreach (var draft in drafts)
        {
            PlanPiece(scopes[draft.Index], draft.Nodes);
        }
        PlanCaller();
        return new PartitionPlan(
            [.. drafts.Select(d => new PlannedPiece(
                d.Index, d.Kind, [.. d.Nodes.Select(n => n.Name)], [.. scopes[d.Index].Inputs],
                [.. returns[d.Index].Values.Select(r => Output(r.Value, r.Consumers))], [.. scopes[d.Index].Sizes]))],
            [.. caller.Sizes]);
    }

    private PlannedOutput Output(Node value, SortedSet<int> consumers) =>
        new(value.Name, value.Type, [.. consumers.Where(c => c != caller.Index)], consumers.Contains(caller.Index));

    private void PlanPiece(PieceScope scope, List<Node> nodes)
    {
        // What a call takes comes first, because it decides which sizes are there anyway.
        var uses = new List<(Node User, Node Input)>(2 * nodes.Count);
        foreach (var node in nodes)
        {
            foreach (var input in node.InputNodes)
            {
                uses.Add((node, input));
                if (input.Type is not SymIntType && pieceOf[input.Index] != scope.Index && !IsFloating(input) && !scope.Holds(input))
                {
                    Take(scope, input, node);
                }
            }
        }
        var next = 0;
        foreach (var node in nodes)
        {
            for (; next < uses.Count && uses[next].User == node; next++)
            {
                if (!scope.Holds(uses[next].Input))
                {
                    PlanValue(scope, uses[next].Input, node);
                }
            }
            scope.Hold(node);
        }
    }

    // What the program returns anyway, and its inputs, tell the sizes that it returns.
    private void PlanCaller()
    {
        var output = graph.Output!;
        foreach (var value in output.InputNodes)
        {
            if (value.Type is not SymIntType && pieceOf[value.Index] != Partitioner.NoPiece)
            {
                Return(value, caller, pieceOf[value.Index]);
                caller.Hold(value);
            }
        }
        foreach (var input in graph.Inputs)
        {
            caller.Hold(input);
        }
        foreach (var value in output.InputNodes)
        {
            if (!caller.Holds(value))
            {
                PlanValue(caller, value, output);
            }
        }
    }

    /// <summary>Plans a value that is not at hand, and before it what it is computed from.</summary>
    private void PlanValue(PieceScope scope, Node value, Node user)
    {
        // Without recursion: an expression may be as deep as the graph is long.
        var pending = new Stack<Node>([value]);
        while (pending.TryPeek(out var node))
        {
            if (scope.Holds(node) || scope.TryRead(node))
            {
                pending.Pop();
            }
            else if (!IsFloating(node))
            {
                pending.Pop();
                Take(scope, node, user);
            }
            else if (node.Operator!.IsSizeQuery && node.InputNodes.First(n => n.Type is not SymIntType) is var tensor
                && !scope.Holds(tensor))
            {
                pending.Pop();
                PassSize(scope, node, tensor, user);
            }
            else
            {
                var waiting = pending.Count;
                foreach (var operand in node.InputNodes)
                {
                    if (!scope.Holds(operand))
                    {
                        pending.Push(operand);
                    }
                }
                if (pending.Count == waiting)
                {
                    pending.Pop();
                    scope.Recompute(node);
                }
            }
        }
    }

    // A symbolic value that the first walk put nowhere: every piece may make it.
    private bool IsFloating(Node node) => node.Kind == NodeKind.Call && pieceOf[node.Index] == Partitioner.NoPiece;

    private void PassSize(PieceScope scope, Node size, Node tensor, Node user)
    {
        var producer = pieceOf[tensor.Index];
        if (producer != Partitioner.NoPiece)
        {
            Return(size, scope, producer);
            // The producer has the tensor, so this takes nothing new.
            PlanValue(scopes[producer], size, user);
        }
        else if (!caller.Holds(size))
        {
            caller.Recompute(size);
        }
        if (scope != caller)
        {
            scope.Inputs.Add(producer != Partitioner.NoPiece
                ? new PlannedInput(size.Name, size.Type, InputOrigin.Piece, producer, user.Name, tensor.Name)
                : new PlannedInput(size.Name, size.Type, InputOrigin.ProgramSize, null, user.Name, tensor.Name));
        }
        scope.Hold(size);
    }

    private void Take(PieceScope scope, Node value, Node user)
    {
        if (value.Type is TupleType)
        {
            throw new PartitionException(
                $"%{user.Name} takes the tuple %{value.Name} as a whole and in another piece; "
                + "take its elements (TupleElements.SpellOut does). [P3]");
        }
        var producer = pieceOf[value.Index];
        if (producer != Partitioner.NoPiece)
        {
            Return(value, scope, producer);
        }
        if (scope != caller)
        {
            scope.Inputs.Add(producer != Partitioner.NoPiece
                ? new PlannedInput(value.Name, value.Type, InputOrigin.Piece, producer, user.Name, null)
                : new PlannedInput(value.Name, value.Type, InputOrigin.Program, null, user.Name, null));
        }
        scope.Hold(value);
    }

    private void Return(Node value, PieceScope consumer, int producer)
    {
        var outputs = returns[producer];
        if (!outputs.TryGetValue(value.Index, out var entry))
        {
            outputs.Add(value.Index, entry = (value, []));
        }
        entry.Consumers.Add(consumer.Index);
    }
}
