namespace Piecewise.Graphs;

/// <summary>Whether anybody looks at the elements of a value, and not at its type alone.</summary>
internal static class ElementUses
{
    /// <param name="node">The value.</param>
    /// <param name="outputs">What the graph returns.</param>
    public static bool IsLookedAt(Node node, IReadOnlySet<Node> outputs)
    {
        var seen = new HashSet<Node> { node };
        var open = new Stack<Node>(seen);
        while (open.TryPop(out var value))
        {
            if (outputs.Contains(value))
            {
                return true;
            }
            foreach (var user in value.Users)
            {
                if (!user.Operator!.IsPure)
                {
                    return true;
                }
                if (ReadsElements(user) && seen.Add(user))
                {
                    open.Push(user);
                }
            }
        }
        return false;
    }

    // A call that takes a tensor for its shape alone: full_like, zeros_like, the number of rows.
    private static bool ReadsElements(Node call) =>
        !(call.Operator!.IsSizeQuery || call.Operator.IsAllocation)
            && call.Operator.Loops(InferenceContext.Of(call)) is not { Operands.IsEmpty: true };
}
