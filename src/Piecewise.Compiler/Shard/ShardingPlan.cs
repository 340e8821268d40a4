using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Shard;

/// <summary>
/// A program as each rank runs it: the same graph on all of them, over parts of the weights (D1). What a rank has of a weight is the only
/// difference between ranks, so that they share compiled code.
/// </summary>
/// <param name="World">How many ranks.</param>
/// <param name="Graph">A functional graph.</param>
/// <param name="Shards">The weights of which a rank has a part.</param>
/// <param name="Weights">What became of each weight of a product or table, in the program's order.</param>
/// <param name="WholeBytes">Of all the weights of the program.</param>
/// <param name="Origins">By value of the graph: the program's value of which it is a part, or which it is.</param>
internal sealed partial record ShardingPlan(
    int World, Graph Graph, ImmutableArray<StateShard> Shards, ImmutableArray<WeightPlacement> Weights, long WholeBytes,
    IReadOnlyDictionary<Node, Node> Origins)
{
    /// <summary>Bytes of the weights that a rank has.</summary>
    public long LocalBytes => Graph.Inputs.Where(i => i.Input!.Kind != InputKind.User).Sum(i => BytesOf(i.Type));

    /// <summary>How often ranks exchange tensors in a call.</summary>
    public int Exchanges => Graph.Nodes.Count(n => n.IsCallOf(KnownOps.AllReduce) || n.IsCallOf(KnownOps.AllGather));

    /// <summary>Bytes of a tensor of known size; 0 of anything else.</summary>
    public static long BytesOf(NodeType type) =>
        type is TensorType tensor && tensor.ElementCount.TryGetConstant(out var count) ? count * tensor.DType.Size() : 0;

    /// <summary>The weights by what became of them; those of layers, which are alike, together.</summary>
    public IEnumerable<(string Placement, string Weight, int Count, string Reason)> Groups =>
        Weights.GroupBy(w => (w.Placement, Weight: Number().Replace(w.Weight, ".*."), Reason: Digits().Replace(w.Reason, "")))
            .Select(g => (g.Key.Placement, g.Key.Weight, g.Count(), g.First().Reason));

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"{World} ranks: each has {Megabytes(LocalBytes)} of {Megabytes(WholeBytes)} of weights, and exchanges {Exchanges} tensors a ");
        text.Append("call\n");
        foreach (var (placement, weight, count, reason) in Groups)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"  {placement,-18} {weight}{(count > 1 ? $" ({count})" : "")}{(reason.Length > 0 ? $": {reason}" : "")}\n");
        }
        return text.ToString();
    }

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");

    [GeneratedRegex(@"\.\d+\.")]
    private static partial Regex Number();

    [GeneratedRegex(@"_\d+")]
    private static partial Regex Digits();
}

/// <summary>What becomes of a weight.</summary>
/// <param name="Weight">Its name in the program's state.</param>
/// <param name="Placement"><c>columns</c>, <c>columns, gathered</c>, <c>rows</c>, <c>vocabulary</c> or <c>whole</c>.</param>
/// <param name="Reason">Why it is not distributed without gathering; empty where it is.</param>
internal sealed record WeightPlacement(string Weight, string Placement, string Reason);
