using Piecewise.Graphs;

namespace Piecewise.Compiler.Patterns;

/// <summary>
/// Which values of a functional graph are the same in every call: weights and constants that no call changes, and what pure operators
/// make of these alone.
/// </summary>
/// <param name="graph">The graph; nodes may be added to it meanwhile.</param>
/// <param name="counts">Which calls count; null for all.</param>
internal sealed class ConstantValues(Graph graph, Func<Node, bool>? counts = null)
{
    private readonly HashSet<string> changed =
        graph.Output!.Outputs.Where(o => o.Kind != OutputKind.User).Select(o => o.Target).ToHashSet(StringComparer.Ordinal);

    private readonly Dictionary<Node, bool> known = [];

    /// <summary>Whether calls give a new value to the state of this name.</summary>
    public bool IsChanged(string name) => changed.Contains(name);

    /// <summary>Whether an input is a weight or a constant that no call changes.</summary>
    public bool HasInput(Node node) =>
        node is { Kind: NodeKind.Input, Input: { Kind: not InputKind.User, IsChanged: false, Target: var name } }
        && !changed.Contains(name);

    /// <summary>Whether a value is one of them.</summary>
    public bool Contains(Node node)
    {
        if (known.TryGetValue(node, out var isConstant))
        {
            return isConstant;
        }
        // A file may hold a chain of calls that is longer than a stack is deep.
        var pending = new Stack<Node>([node]);
        while (pending.TryPeek(out var next))
        {
            if (next.Kind != NodeKind.Call || next.Operator is not { IsPure: true, IsRandom: false } || counts?.Invoke(next) == false
                || !next.InputNodes.Any())
            {
                known[next] = HasInput(next);
            }
            else if (next.InputNodes.FirstOrDefault(n => !known.ContainsKey(n)) is { } open)
            {
                pending.Push(open);
                continue;
            }
            else
            {
                known[next] = next.InputNodes.All(n => known[n]);
            }
            pending.Pop();
        }
        return known[node];
    }
}
