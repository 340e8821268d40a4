using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>
/// Says what is wrong with a graph (G3, G4). It collects all violations, and never throws on a broken graph.
/// <para>Structure.
/// V1: the nodes form one doubly linked list of this graph, as long as the graph says.
/// V2: names are not empty and unique.
/// V3: inputs come first, one output comes last, and the graph knows it.
/// V4: a node has what its kind needs, and nothing else: an operator, a piece, an input's spec, a spec per output.
/// V5: an argument is a node of the same graph that stands before its user.
/// V6: a node knows exactly the nodes that take it, as often as they do.</para>
/// <para>Calls.
/// V7: a call has one argument per slot of the operator's schema.
/// V8: each argument is of the kind that its slot takes. A tensor's slot also takes a number, a number's slot also a symbolic one, a slot
/// of a list with a fixed length also a single value, a slot of a tensor list also a tuple of tensors.
/// V9: the type of a call agrees with the operator's rule: dtype and device are equal; sizes, strides (where more than one element lies
/// along a dim) and symbolic values are provably equal; a symbol that the rule makes stands for whatever the type has in its place. The
/// strides of memory that the call makes may be any that leave no gaps.</para>
/// <para>Symbols.
/// V10: every symbol in a type is declared.
/// V11: every symbol in a type, except unbacked ones (<c>u0</c>, …), occurs in the type of an input, or follows from such symbols by the
/// facts.</para>
/// <para>Meaning.
/// V12: a call may occur in the stage of the graph (<see cref="Dialect"/>); a nested graph is in the stage of the graph around it.
/// V13: a call of a piece fits the piece: as many arguments as inputs, equal types, the type of the outputs; names of pieces are unique.
/// V14: a mutation output names one user input, or one buffer, parameter or constant, no two the same one, and has its dtype and
/// shape.</para> Nested graphs and pieces are held to the same rules.
/// </summary>
internal static class GraphVerifier
{
    /// <summary>The rules in the order in which they are checked.</summary>
    public static ImmutableArray<VerifierRule> Rules { get; } =
    [
        new("V1", "the nodes form one list", StructureRules.CheckList),
        new("V2", "names are unique", StructureRules.CheckNames),
        new("V3", "inputs first, one output last", StructureRules.CheckOrder),
        new("V4", "a node has what its kind needs", StructureRules.CheckFields),
        new("V5", "defined before use", StructureRules.CheckDefinitions),
        new("V6", "users are consistent", StructureRules.CheckUsers),
        new("V7", "one argument per schema slot", CallRules.CheckArity),
        new("V8", "arguments fit their slots", CallRules.CheckKinds),
        new("V9", "types agree with the operators' rules", CallRules.CheckTypes),
        new("V10", "symbols are declared", SymbolRules.CheckDeclared),
        new("V11", "symbols come from the inputs", SymbolRules.CheckObtainable),
        new("V12", "calls are legal in the stage", MeaningRules.CheckStage),
        new("V13", "piece calls fit the pieces", MeaningRules.CheckPieceCalls),
        new("V14", "mutation outputs have targets", MeaningRules.CheckMutations),
    ];

    /// <summary>Every violation in the graph, its nested graphs and its pieces; empty where all is well.</summary>
    public static IReadOnlyList<Violation> Verify(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var violations = new List<Violation>();
        var seen = new HashSet<Graph> { graph };
        var waiting = new Queue<Graph>(seen);
        while (waiting.TryDequeue(out var next))
        {
            var place = next == graph ? "" : $"in @{next.Name}: ";
            var subject = new VerifiedGraph(next);
            foreach (var rule in Rules)
            {
                Check(rule, subject, (node, message) => violations.Add(new Violation(rule.Id, node, place + message)));
            }
            foreach (var inner in subject.Inner.Where(seen.Add))
            {
                waiting.Enqueue(inner);
            }
        }
        return violations;
    }

    /// <summary>Checks what a pass left.</summary>
    /// <exception cref="VerificationException">It is broken; the message names the pass, the rules and the nodes.</exception>
    public static void VerifyOrThrow(Graph graph, string passName)
    {
        var violations = Verify(graph);
        if (violations.Count > 0)
        {
            throw new VerificationException(passName, graph, violations);
        }
    }

    // Broken in a way that no rule foresaw is still broken, not a crash.
    private static void Check(VerifierRule rule, VerifiedGraph subject, Action<Node?, string> report)
    {
        try
        {
            rule.Check(subject, report);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            report(null, $"can't be checked: {e.GetType().Name}: {e.Message}");
        }
    }
}
