using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Import;

/// <summary>
/// What <c>torch.vmap</c> leaves in an exported program: markers around calls whose tensors have hidden batch dims, one per level of
/// nesting. Here such a tensor has its batch dims in front, outer levels first, and an elementwise call is made with its operands' dims
/// lined up; a marker moves a dim to the front or back to its place.
/// </summary>
/// <example><code>
/// %q: i64[]  = _add_batch_dim(%a, 0, 1)             %q: i64[n]    = %a
/// %k: i64[]  = _add_batch_dim(%b, 0, 2)             %k: i64[m]    = %b
/// %c: b8[]   = le(%k, %q)                   →       %c: b8[n, m]  = le(%k, unsqueeze(%q, 1))
/// %d: b8[m]  = _remove_batch_dim(%c, 2, m, 0)       %d: b8[n, m]  = %c
/// %e: b8[n, m] = _remove_batch_dim(%d, 1, n, 0)     %e: b8[n, m]  = %d
/// </code></example>
internal sealed class VmapImporter(OperatorCatalog catalog, Graph graph)
{
    /// <summary>What the markers' targets begin with.</summary>
    public const string Prefix = "torch._functorch.predispatch.";

    // The batch dims that a tensor has, in order: the levels that they belong to. None for most tensors.
    private readonly Dictionary<Node, ImmutableArray<long>> levels = [];

    public bool IsBatched(ImmutableArray<Argument> arguments) => levels.Count > 0 && arguments.Any(a => a.Nodes.Any(levels.ContainsKey));

    /// <summary>The result of a marker; null where it is malformed or unknown.</summary>
    public Node? Marker(string target, ImmutableArray<Argument?> arguments, string name) => (target[Prefix.Length..], arguments) switch
    {
        ("_add_batch_dim", [NodeArgument { Node: { Type: TensorType } x }, IntArgument { Value: var dim },
            IntArgument { Value: var level }]) => Add(x, dim, level),
        ("_remove_batch_dim", [NodeArgument { Node: { Type: TensorType } x }, IntArgument { Value: var level }, { } size,
            IntArgument { Value: var dim }]) =>
            Remove(x, level, size, dim, name),
        _ => null,
    };

    /// <summary>A call with batched operands; null, with the reason, where the operator has no batched form here.</summary>
    public Node? Call(Operator op, ImmutableArray<Argument> arguments, ImmutableArray<string?> names, NodeType? recorded,
        out string problem)
    {
        problem = $"{op.Name} inside of torch.vmap is not supported; in Python, ep = ep.run_decompositions() before "
            + "torch.export.save(ep, path) writes the program without torch.vmap";
        if (names is not [{ } name] || recorded is not TensorType logical)
        {
            return null;
        }
        if (op.Batching == BatchingRule.SameForAll)
        {
            return graph.AddCall(op, arguments, name);
        }
        var joint = arguments.SelectMany(a => a.Nodes).SelectMany(n => LevelsOf(n)).Distinct().Order().ToImmutableArray();
        if (op.Batching == BatchingRule.Pointwise)
        {
            arguments = [.. arguments.Select(a => a.Map(n => Align(n, joint, logical.Rank)))];
        }
        else if (op.Batching == BatchingRule.Indices && arguments is [NodeArgument { Node: var self }, ListArgument { Items: var indices }]
            && LevelsOf(self).IsEmpty && indices.All(i => i is NodeArgument))
        {
            var rank = indices.Max(i => ((NodeArgument)i).Node is { Type: TensorType type } n ? type.Rank - LevelsOf(n).Length : 0);
            arguments = [self, Argument.List(indices.Select(i => i.Map(n => Align(n, joint, rank))))];
        }
        else
        {
            return null;
        }
        var call = graph.AddCall(op, arguments, name);
        if (call.Type is not TensorType type || type.DType != logical.DType || type.Rank != joint.Length + logical.Rank)
        {
            problem = $"{op.Name} inside of torch.vmap gives {call.Type}, the file says {logical}";
            return null;
        }
        levels[call] = joint;
        return call;
    }

    private ImmutableArray<long> LevelsOf(Node node) => levels.GetValueOrDefault(node, []);

    private Node Add(Node x, long dim, long level)
    {
        var outer = LevelsOf(x);
        var batched = Move(x, outer.Length + Wrap(dim, Rank(x) - outer.Length), outer.Length);
        if (batched == x)
        {
            // The node itself stays what it is to everyone else.
            batched = catalog.Call(graph, null, KnownOps.Alias, x);
        }
        levels[batched] = outer.Add(level);
        return batched;
    }

    private Node Remove(Node x, long level, Argument size, long dim, string name)
    {
        var inner = LevelsOf(x);
        var place = inner.IndexOf(level);
        var outer = place < 0 ? inner : inner.RemoveAt(place);
        var target = outer.Length + Wrap(dim, Rank(x) - outer.Length + (place < 0 ? 1 : 0));
        Node result;
        if (place >= 0)
        {
            result = Move(x, place, target);
        }
        else
        {
            // It does not depend on this level: the same for each.
            var row = catalog.Call(graph, null, KnownOps.Unsqueeze, x, (long)target);
            result = catalog.Call(graph, null, KnownOps.Expand, row,
                Argument.List(Enumerable.Range(0, Rank(row)).Select(i => i == target ? size : -1L)));
        }
        if (result == x || !outer.IsEmpty)
        {
            result = graph.AddCall(catalog[KnownOps.Alias], [result], name);
        }
        if (!outer.IsEmpty)
        {
            levels[result] = outer;
        }
        return result;
    }

    private Node Move(Node x, int from, int to) =>
        from == to ? x : catalog.Call(graph, null, KnownOps.MoveDim, x, (long)from, (long)to);

    // Batch dims that it lacks, and logical dims that broadcasting would put in front of them, get one element.
    private Argument Align(Node x, ImmutableArray<long> joint, int logicalRank)
    {
        var own = LevelsOf(x);
        if (own.IsEmpty || x.Type is not TensorType type)
        {
            return x;
        }
        var missing = logicalRank - (type.Rank - own.Length);
        for (var i = 0; i < joint.Length; i++)
        {
            if (!own.Contains(joint[i]))
            {
                x = catalog.Call(graph, null, KnownOps.Unsqueeze, x, (long)i);
            }
        }
        for (var i = 0; i < missing; i++)
        {
            x = catalog.Call(graph, null, KnownOps.Unsqueeze, x, (long)joint.Length);
        }
        return x;
    }

    private static int Rank(Node x) => ((TensorType)x.Type).Rank;

    private static int Wrap(long dim, int rank) => dim >= -rank && dim < rank
        ? (int)(dim < 0 ? dim + rank : dim)
        : throw new InferenceException($"dim {dim} is out of range for rank {rank}.");
}
