using Piecewise.Graphs;

namespace Piecewise.Compiler.Normalize;

/// <summary>Which inputs of a graph a call of it may write: by in-place operators, through views, inside of pieces and nested graphs.</summary>
public static class InputWrites
{
    /// <summary>The inputs that may be written; one that is not among them never is.</summary>
    public static IReadOnlySet<Node> Of(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Inputs.Where(IsWritten).ToHashSet();
    }

    private static bool IsWritten(Node input)
    {
        var seen = new HashSet<Node>();
        var pending = new Stack<Node>([input]);
        while (pending.TryPop(out var node))
        {
            foreach (var user in node.Users)
            {
                if (Writes(user, node))
                {
                    return true;
                }
                // What may be a view of it may be written in its place.
                if (user.Operator?.Schema.Results.Any(r => r.AliasSet is not null) == true && seen.Add(user))
                {
                    pending.Push(user);
                }
            }
        }
        return false;
    }

    private static bool Writes(Node user, Node taken)
    {
        if (user.Piece is { } piece)
        {
            return piece.Graph.Inputs.Zip(user.Arguments).Any(p => p.Second.Nodes.Contains(taken) && IsWritten(p.First));
        }
        if (user.Operator is not { } op)
        {
            return false;
        }
        // An in-place view (detach_) is declared to write, and writes no element.
        return (op.FunctionalForm is not ViewOperator && op.Schema.WrittenArguments.Any(i => user.Arguments[i].Nodes.Contains(taken)))
            || user.Arguments.OfType<GraphArgument>().Any(nested => nested.Graph.Inputs.Any(IsWritten));
    }
}
