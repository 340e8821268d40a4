using Piecewise.Graphs;

namespace Piecewise.Compiler.Simplify;

/// <summary>
/// Which inputs of each piece call are donated (C2): memory that a piece made, or that the program's caller gave up, and that nothing looks
/// at after the call. Views of one storage, also those that pieces make of what they take, are one memory here.
/// </summary>
internal sealed class DonationPlan
{
    private readonly AliasAnalysis memory;

    private DonationPlan(AliasAnalysis memory) => this.memory = memory;

    /// <summary>The plan for a stitch graph.</summary>
    public static DonationPlan Of(Graph stitch) => new(AliasAnalysis.Of(stitch));

    /// <summary>Numbers of the inputs that every one of these calls donates: what one compiled piece for all of them may rely on.</summary>
    /// <param name="calls">Calls of equal pieces.</param>
    public IReadOnlySet<int> DonatedBy(params IEnumerable<Node> calls)
    {
        ArgumentNullException.ThrowIfNull(calls);
        HashSet<int>? common = null;
        foreach (var call in calls)
        {
            var donated = Enumerable.Range(0, call.Arguments.Length).Where(i => Refusal(call, i) is null);
            if (common is null)
            {
                common = [.. donated];
            }
            else
            {
                common.IntersectWith(donated);
            }
        }
        return common ?? [];
    }

    /// <summary>Why a call does not donate an argument; null where it does.</summary>
    public string? Refusal(Node call, int argument)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.Arguments[argument] is not NodeArgument { Node: var value } || memory.ViewOf(value) is not { } view)
        {
            return "it is no tensor";
        }
        if (memory.IsCallers(view))
        {
            return $"%{value.Name} is, or may be, memory that the program's caller keeps";
        }
        var accesses = memory.AccessesOf(view);
        var own = 0;
        for (var i = accesses.Count - 1; i >= 0 && accesses[i].Node.Index >= call.Index; i--)
        {
            if (accesses[i].Node != call)
            {
                return accesses[i].Node.Kind == NodeKind.Output
                    ? $"%{value.Name}, or a view of its memory, is returned"
                    : $"%{accesses[i].Node.Name} takes %{value.Name}, or a view of its memory, afterwards";
            }
            if (++own > 1)
            {
                return $"the call takes the memory of %{value.Name} twice";
            }
        }
        return null;
    }
}
