using Piecewise.Graphs;

namespace Piecewise.Compiler.Patterns;

/// <summary>What fusions ask of nodes.</summary>
internal static class NodeQueries
{
    /// <summary>
    /// The calls of some operators, in order. A copy, so that a fusion may rewrite as it goes; it passes over what it erased.
    /// </summary>
    public static List<Node> CallsOf(this Graph graph, params ReadOnlySpan<string> operators)
    {
        var calls = new List<Node>();
        for (var node = graph.First; node is not null; node = node.Next)
        {
            if (node.Operator is { Name: var name } && operators.Contains(name))
            {
                calls.Add(node);
            }
        }
        return calls;
    }

    public static bool IsLinear(this Node node) => node.IsCallOf(KnownOps.IrLinear) || node.IsCallOf(KnownOps.Linear);

    public static TensorType TensorType(this Node node) => (TensorType)node.Type;

    /// <summary>Whether a node is the only one that takes a value, and takes it once.</summary>
    public static bool IsOnlyUserOf(this Node user, Node value) => value.UseCount == 1 && value.Users.First() == user;

    /// <summary>The other users of a value, for a remark: <c>%sum has another user, %x</c>.</summary>
    public static string OtherUsers(this Node value, params IReadOnlyCollection<Node> known)
    {
        var others = value.Users.Where(u => !known.Contains(u)).ToArray();
        return others switch
        {
            [] => $"%{value.Name} is taken twice by %{known.First().Name}",
            [{ Kind: NodeKind.Output }] => $"%{value.Name} is also a result of the piece",
            [var one] => $"%{value.Name} has another user, %{one.Name}",
            _ =>
                $"%{value.Name} has other "
                + $"users: {string.Join(", ", others.Select(o => o.Kind == NodeKind.Output ? "the piece's result" : $"%{o.Name}"))}",
        };
    }

    /// <summary>The extractions of one result of a call with several: none where nothing takes it, as a rule one.</summary>
    public static IEnumerable<Node> Items(this Node tuple, int index) =>
        tuple.Users.Where(u => u.IsCallOf(Dialect.GetItem) && u.Arguments[1] is IntArgument { Value: var at } && at == index);

    /// <summary>
    /// Whether a value is there before a node. Positions are those of the last <see cref="Graph.Number"/>; nodes added since count as
    /// early.
    /// </summary>
    public static bool IsBefore(this Node value, Node node) => value.Kind == NodeKind.Input || value.Index < node.Index;

    /// <summary>Whether two tensors certainly have the same sizes.</summary>
    public static bool HasShapeOf(this TensorType type, TensorType other, ShapeEnvironment shapes) =>
        type.Rank == other.Rank
            && Enumerable.Range(0, type.Rank)
                .All(i => type.Shape[i] == other.Shape[i] || shapes.IsStaticallyTrue(SymBool.Eq(type.Shape[i], other.Shape[i])));
}
