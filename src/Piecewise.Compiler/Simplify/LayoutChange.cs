using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Simplify;

/// <summary>Replaces a value by one with the same elements in another layout; the types of what follows are inferred again.</summary>
internal static class LayoutChange
{
    /// <summary>Does so, or changes nothing and says why not: a type that the graph returns would change, or no rule gives one.</summary>
    /// <param name="old">The value; it stays, without users.</param>
    /// <param name="value">What takes its place; it stands before every user.</param>
    public static string? TryReplace(Node old, Node value)
    {
        var graph = old.Graph;
        var undo = new Stack<(Node Node, ImmutableArray<Argument> Arguments, NodeType Type)>();
        var changed = new HashSet<Node>();
        var agreement = new TypeAgreement(graph.Shapes, graph.Shapes);
        var same = agreement.Difference(value.Type, old.Type) is null;
        foreach (var user in old.Users.ToArray())
        {
            undo.Push((user, user.Arguments, user.Type));
            user.ReplaceInput(old, value);
            if (!same)
            {
                changed.Add(user);
            }
        }
        string? objection = null;
        for (var node = old.Next; node is not null && objection is null && !same; node = node.Next)
        {
            if (changed.Contains(node) || node.InputNodes.Any(changed.Contains))
            {
                objection = Infer(node, agreement, undo, changed);
            }
        }
        while (objection is not null && undo.TryPop(out var entry))
        {
            (entry.Node.Arguments, entry.Node.Type) = (entry.Arguments, entry.Type);
        }
        return objection;
    }

    private static string? Infer(Node node, TypeAgreement agreement, Stack<(Node Node, ImmutableArray<Argument> Arguments, NodeType Type)> undo, HashSet<Node> changed)
    {
        changed.Remove(node);
        if (node.Operator is not { } op)
        {
            return $"its layout would change where {(node.Kind == NodeKind.Output ? "it is returned" : $"%{node.Name} takes it")}";
        }
        var shapes = node.Graph.Shapes.Copy();
        NodeType type;
        try
        {
            type = op.Infer(new InferenceContext(op, node.Arguments, shapes));
        }
        catch (InferenceException e)
        {
            return $"%{node.Name} can't take it in its layout: {e.Message.TrimEnd('.')}";
        }
        if (agreement.Difference(type, node.Type) is null)
        {
            return null;
        }
        if (shapes.Symbols.Count != node.Graph.Shapes.Symbols.Count)
        {
            return $"the size of %{node.Name} is known only when it runs";
        }
        undo.Push((node, node.Arguments, node.Type));
        node.Type = type;
        changed.Add(node);
        return null;
    }
}
