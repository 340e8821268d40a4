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
                    var found = argument is NodeArgument { Node: var taken } ? $"{argument}: {taken.Type}"
                        : argument is GraphArgument ? "a graph" : $"{argument}";
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

    // Where the elements of a view lie follows from what it views; a layout of other memory is whoever's who recorded it.
    private static bool HasOwnMemory(Operator op) => op.Name != Dialect.GetItem && op.Schema.Results.All(r => r.AliasSet is null);

    private static NodeType InLayoutOf(NodeType recorded, NodeType inferred, TypeAgreement agreement) => (inferred, recorded) switch
    {
        (TensorType a, TensorType b) when a.Rank == b.Rank && agreement.IsDense(b) => a.WithShape(a.Shape, b.Strides),
        (TupleType a, TupleType b) when a.Items.Length == b.Items.Length =>
            new TupleType([.. a.Items.Zip(b.Items, (x, y) => InLayoutOf(y, x, agreement))]),
        _ => inferred,
    };

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
        var agreement = new TypeAgreement(shapes, copy);
        var difference = agreement.Difference(HasOwnMemory(node.Operator) ? InLayoutOf(node.Type, inferred, agreement) : inferred,
            node.Type);
        return difference is null ? null
            : $"{difference}; the operator's rule gives {inferred}{(inferred is SymIntType { Value: var value } ? $" -> {value}" : "")}";
    }
}
