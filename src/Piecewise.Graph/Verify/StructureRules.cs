namespace Piecewise.Graphs;

/// <summary>V1 to V6: the graph as a data structure.</summary>
internal static class StructureRules
{
    public static void CheckList(VerifiedGraph subject, Action<Node?, string> report)
    {
        var (graph, nodes) = (subject.Graph, subject.Nodes);
        for (var i = 0; i < nodes.Length; i++)
        {
            var node = nodes[i];
            if (node.Previous != (i == 0 ? null : nodes[i - 1]))
            {
                report(node,
                    $"the previous node is %{(i == 0 ? "none" : nodes[i - 1].Name)}, but it points to %{node.Previous?.Name ?? "none"}");
            }
            if (node.Graph != graph || node.IsErased)
            {
                report(node, node.IsErased ? "is erased" : $"belongs to @{node.Graph.Name}");
            }
        }
        if (nodes is [.., { Next: { } again }])
        {
            report(again, "the list runs in a circle");
        }
        else if (graph.Last != (nodes.IsEmpty ? null : nodes[^1]))
        {
            report(graph.Last, "is called the last node and isn't");
        }
        if (graph.Count != nodes.Length)
        {
            report(null, $"there are {nodes.Length} nodes, not {graph.Count}");
        }
    }

    public static void CheckNames(VerifiedGraph subject, Action<Node?, string> report)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in subject.Nodes)
        {
            if (node.Name.Length == 0 || !names.Add(node.Name))
            {
                report(node, node.Name.Length == 0 ? "has no name" : "has the name of another node");
            }
        }
    }

    public static void CheckOrder(VerifiedGraph subject, Action<Node?, string> report)
    {
        var inputsEnded = false;
        for (var i = 0; i < subject.Nodes.Length; i++)
        {
            var node = subject.Nodes[i];
            if (node.Kind == NodeKind.Input && inputsEnded)
            {
                report(node, "an input stands after other nodes");
            }
            inputsEnded |= node.Kind != NodeKind.Input;
            if (node.Kind == NodeKind.Output && (i != subject.Nodes.Length - 1 || node != subject.Graph.Output))
            {
                report(node, node == subject.Graph.Output ? "the output is not the last node" : "is not the output that the graph knows");
            }
        }
        if (subject.Graph.Output is not { Kind: NodeKind.Output } output || !subject.Positions.ContainsKey(output))
        {
            report(null, "there is no output");
        }
    }

    public static void CheckFields(VerifiedGraph subject, Action<Node?, string> report)
    {
        foreach (var node in subject.Nodes)
        {
            Require(node.Operator is not null, node.Kind == NodeKind.Call, "an operator");
            Require(node.Piece is not null, node.Kind == NodeKind.CallPiece, "a piece");
            Require(node.Input is not null, node.Kind == NodeKind.Input, "an input's spec");
            if (node.Kind == NodeKind.Input && !node.Arguments.IsEmpty)
            {
                report(node, "an input takes no arguments");
            }
            if (node.Kind == NodeKind.Output ? node.Outputs.Length != node.Arguments.Length : !node.Outputs.IsEmpty)
            {
                report(node,
                    $"has {node.Outputs.Length} output specs for {(node.Kind == NodeKind.Output ? node.Arguments.Length : 0)} outputs");
            }

            void Require(bool has, bool needs, string what)
            {
                if (has != needs)
                {
                    report(node,
                        $"{(has ? "has" : "lacks")} {what}, "
                        + $"as {(node.Kind == NodeKind.Output ? "an output" : $"a node of kind {node.Kind}")}");
                }
            }
        }
    }

    public static void CheckDefinitions(VerifiedGraph subject, Action<Node?, string> report)
    {
        foreach (var (i, node) in subject.Nodes.Index())
        {
            foreach (var taken in node.InputNodes.Distinct())
            {
                if (!subject.Positions.TryGetValue(taken, out var place))
                {
                    report(node, taken.Graph == subject.Graph ? $"takes %{taken.Name}, which is erased"
                        : $"takes %{taken.Name} of @{taken.Graph.Name}");
                }
                else if (place >= i)
                {
                    report(node, $"takes %{taken.Name}, which is not defined before it");
                }
            }
        }
    }

    public static void CheckUsers(VerifiedGraph subject, Action<Node?, string> report)
    {
        var uses = subject.Nodes.SelectMany(n => n.InputNodes.Select(taken => (taken, n))).ToLookup(u => u.taken, u => u.n);
        foreach (var node in subject.Nodes)
        {
            var expected = uses[node].ToList();
            if (node.UseCount != expected.Count)
            {
                report(node, $"is taken {expected.Count} times, not {node.UseCount}");
            }
            foreach (var user in node.Users.Except(expected))
            {
                report(node, $"counts %{user.Name} as a user, which does not take it");
            }
            foreach (var user in expected.Except(node.Users))
            {
                report(node, $"does not know its user %{user.Name}");
            }
        }
    }
}
