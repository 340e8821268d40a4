using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Simplify;

/// <summary>
/// Replaces a value by one with the same elements whose type is another: in another layout, or with sizes that are equal but written in
/// other symbols. The types of what follows are inferred again where they no longer agree with the operators' rules.
/// </summary>
internal static class LayoutChange
{
    /// <summary>Does so, or changes nothing and says why not: a type that the graph returns would change, or no rule gives one.</summary>
    /// <param name="old">The value; it stays, without users.</param>
    /// <param name="value">What takes its place; it stands before every user.</param>
    public static string? TryReplace(Node old, Node value) => Replace(old, value, keep: true);

    /// <summary>Why <see cref="TryReplace"/> would change nothing; null where it would do it.</summary>
    public static string? Objection(Node old, Node value) => old.Type.Equals(value.Type) ? null : Replace(old, value, keep: false);

    private static string? Replace(Node old, Node value, bool keep)
    {
        var graph = old.Graph;
        var undo = new Stack<(Node Node, ImmutableArray<Argument> Arguments, NodeType Type)>();
        // Whose type has to be looked at again: first the users, then whatever takes one whose type became another.
        var suspects = new HashSet<Node>();
        var agrees = new TypeAgreement(graph.Shapes, graph.Shapes).Difference(value.Type, old.Type) is null;
        foreach (var user in old.Users.ToArray())
        {
            undo.Push((user, user.Arguments, user.Type));
            user.ReplaceInput(old, value);
            if (!value.Type.Equals(old.Type) && !(agrees && user.Kind == NodeKind.Output))
            {
                suspects.Add(user);
            }
        }
        string? objection = null;
        for (var node = old.Next; node is not null && objection is null && suspects.Count > 0; node = node.Next)
        {
            if (suspects.Contains(node) || node.InputNodes.Any(suspects.Contains))
            {
                objection = Infer(node, undo, suspects);
            }
        }
        while ((!keep || objection is not null) && undo.TryPop(out var entry))
        {
            (entry.Node.Arguments, entry.Node.Type) = (entry.Arguments, entry.Type);
        }
        return objection;
    }

    private static string? Infer(Node node, Stack<(Node Node, ImmutableArray<Argument> Arguments, NodeType Type)> undo,
        HashSet<Node> suspects)
    {
        suspects.Remove(node);
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
        if (new TypeAgreement(node.Graph.Shapes, shapes).Difference(type, node.Type) is null)
        {
            return null;
        }
        if (shapes.Symbols.Count != node.Graph.Shapes.Symbols.Count)
        {
            return $"the size of %{node.Name} is known only when it runs";
        }
        undo.Push((node, node.Arguments, node.Type));
        node.Type = type;
        suspects.Add(node);
        return null;
    }
}
