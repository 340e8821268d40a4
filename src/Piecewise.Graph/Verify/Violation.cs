namespace Piecewise.Graphs;

/// <summary>One broken rule of the verifier (G3).</summary>
/// <param name="Rule">The rule's id, <c>V1</c> and up.</param>
/// <param name="Node">The node at fault; null where the graph as a whole is.</param>
/// <param name="Message">What is wrong, in words.</param>
internal sealed record Violation(string Rule, Node? Node, string Message)
{
    /// <summary>One line, with the node's text after the message.</summary>
    public override string ToString() => Node is null ? $"{Rule} {Message}" : $"{Rule} %{Node.Name}: {Message} | {Node}";
}
