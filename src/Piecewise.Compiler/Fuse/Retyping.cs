using Piecewise.Compiler.Passes;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Fuse;

/// <summary>
/// Carries a new memory order through the users of a value that became a view: their types are inferred again for as long as they change.
/// Where that order would reach a result of the piece, or an operator that rejects it, all is left as it was and a copy restores the old
/// order.
/// </summary>
internal sealed class Retyping(PassContext context)
{
    private readonly List<(Node Node, NodeType Before)> changed = [];

    /// <summary>Makes the users of a row-major value take a view of another order.</summary>
    /// <param name="old">The value.</param>
    /// <param name="view">The same elements; stands before every user.</param>
    public void Replace(Node old, Node view)
    {
        old.ReplaceAllUsesWith(view);
        if (view.Type.Equals(old.Type) || Follow(view))
        {
            return;
        }
        foreach (var (node, before) in changed)
        {
            node.Type = before;
        }
        var users = view.Users.ToArray();
        var copy = context.Call(view.Next!, KnownOps.Contiguous, old.Type, view);
        copy.Source = view.Source;
        foreach (var user in users)
        {
            user.ReplaceInput(view, copy);
        }
    }

    private bool Follow(Node value)
    {
        var pending = new Stack<Node>([value]);
        while (pending.TryPop(out var next))
        {
            foreach (var user in next.Users)
            {
                if (user.Operator is not { } op || !Retype(user, op, pending))
                {
                    return false;
                }
            }
        }
        return true;
    }

    private bool Retype(Node user, Operator op, Stack<Node> pending)
    {
        NodeType type;
        try
        {
            type = op.Infer(new InferenceContext(op, user.Arguments, context.Graph.Shapes));
        }
        catch (InferenceException)
        {
            return false;
        }
        if (type.Equals(user.Type))
        {
            return true;
        }
        // The order of one of several results would have to be followed into its extraction; a copy is simpler and the case is rare.
        if (type is not TensorType)
        {
            return false;
        }
        changed.Add((user, user.Type));
        user.Type = type;
        pending.Push(user);
        return true;
    }
}
