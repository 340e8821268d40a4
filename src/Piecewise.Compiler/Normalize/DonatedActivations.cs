using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.OpIr;

namespace Piecewise.Compiler.Normalize;

/// <summary>What the <c>maybe_inplace</c> calls of a graph give up (I4).</summary>
/// <param name="Calls">How many such calls there are.</param>
/// <param name="Activations">How many tensors they give up.</param>
/// <param name="Inputs">Inputs of the graph among these, or all of whose elements a given-up view shows.</param>
internal sealed record DonatedActivations(int Calls, int Activations, ImmutableHashSet<Node> Inputs)
{
    /// <summary>None.</summary>
    public static DonatedActivations None { get; } = new(0, 0, []);

    /// <summary>Collects them, and makes sure that nothing takes what was given up.</summary>
    /// <exception cref="NormalizationException">
    /// A donated tensor is used again; the message names both nodes. Or it is the model's.
    /// </exception>
    public static DonatedActivations Of(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Node[] calls = [.. graph.Nodes.Where(n => n.Operator is MaybeInPlaceOperator)];
        if (calls.Length == 0)
        {
            return None;
        }
        // Whoever donates an input says that it is no other input's memory.
        var memory = AliasAnalysis.WithSeparateInputs(graph);
        var inputs = ImmutableHashSet.CreateBuilder<Node>();
        var count = 0;
        foreach (var call in calls)
        {
            foreach (var index in call.Operator!.Schema.WrittenArguments)
            {
                foreach (var activation in call.Arguments[index].Nodes)
                {
                    count++;
                    Check(memory, call, activation);
                    inputs.UnionWith(graph.Inputs
                        .Where(i => memory.ViewOf(i) is { } whole && memory.ShowsAll(memory.ViewOf(activation)!, whole)));
                }
            }
        }
        return new DonatedActivations(calls.Length, count, inputs.ToImmutable());
    }

    private static void Check(AliasAnalysis memory, Node call, Node activation)
    {
        var view = memory.ViewOf(activation)!;
        if (view.Maker.Input is { Kind: not InputKind.User } input)
        {
            throw new NormalizationException(
                $"Input %{activation.Name} to maybe_inplace node {Describe(call)} is "
                + $"the {input.Kind.ToString().ToLowerInvariant()} \"{input.Target}\", which can't be given up. [I4]");
        }
        var own = 0;
        foreach (var access in memory.AccessesOf(view))
        {
            if (access.Node.Index > call.Index && memory.MayOverlap(access.View, view))
            {
                var user = access.Node.Kind == NodeKind.Output ? "the output" : Describe(access.Node);
                throw new NormalizationException(
                    $"Input %{activation.Name} to maybe_inplace node {Describe(call)} is used again after the node, by {user}. [I4]");
            }
            if (access.Node == call && memory.MayOverlap(access.View, view) && ++own > 1)
            {
                throw new NormalizationException(
                    $"Input %{activation.Name} to maybe_inplace node {Describe(call)} is used again in the node: "
                    + "another argument shares its memory. [I4]");
            }
        }
    }

    private static string Describe(Node node) =>
        $"%{node.Name} = {(node.Operator?.Name ?? "call")}{(node.Source is { } place ? $" at {place}" : "")}";
}
