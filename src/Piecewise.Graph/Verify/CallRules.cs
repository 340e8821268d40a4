namespace Piecewise.Graphs;

/// <summary>V7 to V9: calls of operators against their schemas and shape rules.</summary>
internal static class CallRules
{
    public static void CheckArity(VerifiedGraph subject, Action<Node?, string> report)
    {
        foreach (var node in subject.Calls)
        {
            var slots = node.Operator!.Schema.Arguments.Length;
            if (node.Arguments.Length != slots)
            {
                subject.Malformed.Add(node);
                report(node, $"has {node.Arguments.Length} arguments; {node.Operator.Name} takes {slots}");
            }
        }
    }

    public static void CheckKinds(VerifiedGraph subject, Action<Node?, string> report)
    {
        foreach (var node in subject.Calls.Where(n => !subject.Malformed.Contains(n)).ToList())
        {
            foreach (var (slot, argument) in node.Operator!.Schema.Arguments.Zip(node.Arguments))
            {
                if (!ArgumentKinds.Fits(slot.Type, argument, anyTuple: node.Operator.Name == Dialect.GetItem))
                {
                    subject.Malformed.Add(node);
                    var found = argument is NodeArgument { Node: var taken } ? $"{argument}: {taken.Type}" : argument is GraphArgument ? "a graph" : $"{argument}";
                    report(node, $"argument '{slot.Name}' takes a {ArgumentKinds.Describe(slot.Type)}; found {found}");
                }
            }
        }
    }

    public static void CheckTypes(VerifiedGraph subject, Action<Node?, string> report)
    {
        foreach (var node in subject.Calls.Where(n => !subject.Malformed.Contains(n)))
        {
            if (Difference(node, subject.Graph.Shapes) is { } difference)
            {
                report(node, difference);
            }
        }
    }

    // The rule runs on a copy: it may define symbols for sizes that depend on data, and verifying must not change the graph.
    private static string? Difference(Node node, ShapeEnvironment shapes)
    {
        var copy = shapes.Copy();
        NodeType inferred;
        try
        {
            inferred = node.Operator!.Infer(new InferenceContext(node.Operator, node.Arguments, copy));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return $"its arguments break the operator's rule: {e.Message}";
        }
        var difference = new TypeAgreement(shapes, copy).Difference(inferred, node.Type);
        return difference is null ? null : $"{difference}; the operator's rule gives {inferred}{(inferred is SymIntType { Value: var value } ? $" -> {value}" : "")}";
    }
}
