using System.Collections.Immutable;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Shard;

/// <summary>
/// Finds again what the ranks have of each value of a sharded graph: from the weights' parts on, call by call, by what each operator does
/// to parts. It knows nothing of how the plan was found. A plan is right only where every result is whole on every rank,
/// what is summed over ranks are summands, and no call gets parts that do not belong together. What it knows nothing of has to get whole
/// values. Source: placements of PyTorch's DTensor (<c>Replicate</c>, <c>Shard</c>, <c>Partial</c>).
/// </summary>
internal sealed class PlacementVerifier
{
    private readonly ShardingPlan plan;
    private readonly int world;
    private readonly Dictionary<Node, ImmutableArray<Placement>> placements = [];

    private PlacementVerifier(ShardingPlan plan) => (this.plan, world) = (plan, plan.World);

    /// <summary>Checks a plan.</summary>
    /// <exception cref="VerificationException">Ranks would compute something else than the program.</exception>
    public static void Require(ShardingPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        new PlacementVerifier(plan).Run();
    }

    private void Run()
    {
        var shards = plan.Shards.ToDictionary(s => s.Name, StringComparer.Ordinal);
        foreach (var node in plan.Graph.Nodes)
        {
            placements[node] = node.Kind switch
            {
                NodeKind.Input when shards.TryGetValue(node.Input!.Target, out var shard) =>
                    [Placement.Of(shard.Dim, shard.Sections.Select(s => new PlacedSection(s.Size, s.Blocks)))],
                NodeKind.Input => [Placement.Whole],
                NodeKind.Output => Results(node),
                _ => OfCall(node),
            };
            Fits(node);
        }
    }

    private ImmutableArray<Placement> Results(Node output)
    {
        foreach (var result in output.InputNodes)
        {
            Require(output, IsWhole(result), $"%{result.Name}, which is a result, is {Text(result)}");
        }
        return [];
    }

    // What is whole has the sizes that the program's own value has; a part of a dim is as long as its sections say.
    private void Fits(Node node)
    {
        var origin = plan.Origins.GetValueOrDefault(node);
        for (var i = 0; i < placements[node].Length; i++)
        {
            if (ItemOf(node.Type, i) is not { } part)
            {
                continue;
            }
            var sharded = placements[node][i] as Placement.Sharded;
            Require(node, sharded is null || (sharded.Dim < part.Rank && part.Shape[sharded.Dim] == sharded.LocalSize),
                $"{part} is no part of {sharded}");
            Require(node, origin is null || (ItemOf(origin.Type, i) is { } whole && whole.Rank == part.Rank
                && Enumerable.Range(0, part.Rank).All(d => d == sharded?.Dim
                    ? whole.Shape[d] == sharded.Sections.Sum(s => s.Size) : IsSame(whole.Shape[d], part.Shape[d]))),
                $"{part} is not {placements[node][i]} of {origin?.Type}");
        }

        static TensorType? ItemOf(NodeType type, int item) => (type is TupleType tuple ? tuple.Items[item] : type) as TensorType;
    }

    private ImmutableArray<Placement> OfCall(Node node)
    {
        var count = node.Type is TupleType { Items.Length: var items } ? items : 1;
        if (node.IsCallOf(KnownOps.Part))
        {
            return [Part(node)];
        }
        if (node.IsCallOf(KnownOps.AllReduce))
        {
            return Only(node.Operand(0)!) is Placement.Partial { Times: var summed } ? [new Placement.Replicated(summed)]
                : throw Wrong(node, $"it sums %{node.Operand(0)!.Name}, which is {Text(node.Operand(0)!)}");
        }
        if (node.IsCallOf(KnownOps.AllGather))
        {
            Require(node, Only(node.Operand(0)!) is Placement.Sharded { Sections.Length: 1 } gathered && gathered.IsDisjoint(world)
                && DimOf(node.Arguments[1], node.Operand(0)!) == gathered.Dim,
                $"it gathers %{node.Operand(0)!.Name}, which is {Text(node.Operand(0)!)}");
            return [Placement.Whole];
        }
        if (node.IsCallOf(KnownOps.EmbeddingPart))
        {
            Require(node, Only(node.Operand(0)!) is Placement.Sharded { Dim: 0, Sections.Length: 1 } table && table.IsDisjoint(world)
                && IsWhole(node.Operand(1)!), "its table is not shared by rows, or its indices are not whole");
            return [new Placement.Partial(1)];
        }
        if (node.InputNodes.All(IsWhole))
        {
            return [.. Enumerable.Repeat(Placement.Whole, count)];
        }
        // The mean over a dim of which each rank has as much: the sum of the ranks' means, divided by their number.
        if (node.IsCallOf(KnownOps.Mul) && Only(node.Operand(0)!) is Placement.Replicated { Times: var times } && times == world
            && node.Arguments[1] is FloatArgument { Value: var factor } && factor == 1.0 / world)
        {
            return [Placement.Whole];
        }
        return Several(node) ?? OfOne(node) ?? ByItems(node, count)
            ?? throw Wrong(node, $"nothing is known of {node.Operator!.Name} over "
                + string.Join(", ", node.InputNodes.Distinct().Where(n => !IsWhole(n)).Select(n => $"%{n.Name} ({Text(n)})")));
    }

    private ImmutableArray<Placement>? Several(Node node)
    {
        if (node.IsCallOf(Dialect.GetItem))
        {
            return node.Arguments[1] is IntArgument { Value: var index } && index >= 0 && index < placements[node.Operand(0)!].Length
                ? [placements[node.Operand(0)!][(int)index]] : null;
        }
        return node.IsCallOf(KnownOps.SplitWithSizes) && Only(node.Operand(0)!) is Placement.Sharded own
            && DimOf(node.Arguments[2], node.Operand(0)!) == own.Dim ? Split(node, own) : null;
    }

    private ImmutableArray<Placement>? OfOne(Node node)
    {
        var found = Product(node) ?? Batched(node) ?? Attention(node) ?? Reshape(node) ?? Slice(node) ?? Joined(node) ?? Size(node)
            ?? Sum(node);
        return found is null ? null : [found];
    }

    private Placement Part(Node node)
    {
        var x = node.Operand(0)!;
        var dim = (int)(DimOf(node.Arguments[1], x) ?? throw Wrong(node, "it takes parts of no tensor"));
        var (sizes, held, blocks) = (Longs(node.Arguments[2]), Longs(node.Arguments[3]), Longs(node.Arguments[4]));
        var before = Placement.Of(dim, sizes.Zip(held, (s, b) => new PlacedSection(s, b)));
        Require(node, Equals(Only(x), before), $"it takes %{x.Name} for {before}, which is {Text(x)}");
        return Placement.Of(dim, sizes.Zip(blocks, (s, b) => new PlacedSection(s, b)));
    }

    // Columns of the weight are columns of the result; sums over parts are summands.
    private Placement? Product(Node node)
    {
        if (ShardedProduct.Of(node) is not { } product || product.Input.Tensor is not { } x || node.Tensor is not { } result)
        {
            return null;
        }
        var (input, weight) = (Only(product.Input), Only(product.Weight));
        var bias = product.Bias is null ? Placement.Whole : Only(product.Bias);
        if (input is Placement.Sharded summed && summed.Dim == x.Rank - 1)
        {
            return weight is Placement.Sharded rows && rows.Dim == product.In && rows.Sections.SequenceEqual(summed.Sections)
                && summed.IsDisjoint(world) && product.Bias is null && IsWholeBut(node, product.Input, product.Weight)
                    ? new Placement.Partial(1) : null;
        }
        return Equals(input, Placement.Whole) && weight is Placement.Sharded columns && columns.Dim == product.Out
            && (product.Bias is null || (bias is Placement.Sharded { Dim: 0 } added && added.Sections.SequenceEqual(columns.Sections)))
            && (product.Bias is null ? IsWholeBut(node, product.Weight) : IsWholeBut(node, product.Weight, product.Bias))
                ? columns with { Dim = result.Rank - 1 } : null;
    }

    // A product for each item of a dim before the matrices'.
    private Placement? Batched(Node node)
    {
        if ((!node.IsCallOf(KnownOps.MatMul) && !node.IsCallOf(KnownOps.Bmm)) || node.Tensor is not { } result)
        {
            return null;
        }
        var operands = new[] { node.Operand(0)!, node.Operand(1)! };
        if (operands.Select(o => Only(o) is Placement.Sharded own && own.Dim < o.TensorType().Rank - 2
            ? own with { Dim = own.Dim + result.Rank - o.TensorType().Rank } : null).FirstOrDefault(p => p is not null) is not { } items)
        {
            return null;
        }
        foreach (var operand in operands)
        {
            var dim = items.Dim - (result.Rank - operand.TensorType().Rank);
            var isBroadcast = dim < 0 || plan.Origins.GetValueOrDefault(operand, operand).TensorType().Shape[dim] == 1;
            if (!(isBroadcast ? IsWhole(operand) : Equals(Only(operand), items with { Dim = dim })))
            {
                return null;
            }
        }
        return items;
    }

    // Each key head with the query heads that look at it; a rank without a whole one has that of its neighbours.
    private Placement? Attention(Node node)
    {
        var isHost = node.IsCallOf(KnownOps.HostAttention);
        if ((!isHost && !node.IsCallOf(KnownOps.ScaledDotProductAttention)) || node.Operand(0)!.Tensor is not { Rank: var rank }
            || Only(node.Operand(0)!) is not Placement.Sharded { Sections: [var heads] } query || heads.Blocks != world
            || (isHost ? query.Dim != 1 : query.Dim > rank - 3))
        {
            return null;
        }
        for (var i = 1; i < node.Arguments.Length; i++)
        {
            if (node.Operand(i) is not { Tensor: { } type } operand)
            {
                continue;
            }
            // Masks and sinks have what the query has, or one for all heads.
            var dim = i <= 2 || !isHost ? query.Dim - (rank - type.Rank) : 0;
            var isRight = Only(operand) switch
            {
                Placement.Sharded { Sections: [var own] } sharded when i <= 2 => Equals(sharded, Only(node.Operand(1)!))
                    && sharded.Dim == dim && own.Blocks == Math.Min(own.Size, world) && (isHost || dim == rank - 3 || own == heads)
                    && (own.Size % world == 0 || world % own.Size == 0) && heads.Size % own.Size == 0,
                Placement.Sharded sharded => sharded.Dim == dim && sharded.Sections.SequenceEqual(query.Sections),
                var other => Equals(other, Placement.Whole) && (dim < 0 || type.Shape[dim] == 1),
            };
            if (!isRight)
            {
                return null;
            }
        }
        return query;
    }

    // The elements in their order: what was before the dim is before it still. Which of the dims of one element that are left is shared,
    // only the program's own value tells.
    private Placement? Reshape(Node node)
    {
        if (node.Operator is not { IsReshape: true } || node.Operand(0) is not { Tensor: { } from } x || node.Tensor is not { } to
            || Only(x) is not Placement.Sharded own || !IsWholeBut(node, x) || own.LocalSize == 0)
        {
            return null;
        }
        var before = Count(from, own.Dim);
        for (var dim = 0; dim < to.Rank; dim++)
        {
            if (plan.Origins.GetValueOrDefault(node)?.TensorType().Shape[dim] == 1
                || !IsSame(Count(to, dim), before) || !to.Shape[dim].TryGetConstant(out var size))
            {
                continue;
            }
            var sections = own.Sections.Select(s => new PlacedSection(s.Size * size / own.LocalSize, s.Blocks)).ToImmutableArray();
            if (own.Sections.All(s => s.Size * size % own.LocalSize == 0) && sections.All(s => s.Size % s.Blocks == 0)
                && sections.Sum(s => s.LocalSize) == size)
            {
                return new Placement.Sharded(dim, sections);
            }
        }
        return null;
    }

    // Whole sections, or every second element of all blocks.
    private Placement? Slice(Node node)
    {
        var isSlice = node.IsCallOf(KnownOps.Slice);
        if ((!isSlice && !node.IsCallOf(KnownOps.Narrow)) || node.Operand(0) is not { } x || Only(x) is not Placement.Sharded own
            || DimOf(node.Arguments[1], x) != own.Dim || !IsWholeBut(node, x)
            || node.Arguments[2] is not IntArgument { Value: >= 0 and var start }
            || node.Arguments[3] is not IntArgument { Value: var last })
        {
            return null;
        }
        var end = Math.Min(isSlice ? last : start + last, own.LocalSize);
        if (!isSlice || node.Arguments[4] is IntArgument { Value: 1 })
        {
            return Within(own, start, end);
        }
        return node.Arguments[4] is IntArgument { Value: > 1 and var step } && start < step && end == own.LocalSize
            && own.Sections is [var section] && section.LocalSize % step == 0
                ? new Placement.Sharded(own.Dim, [section with { Size = section.Size / step }]) : null;
    }

    private ImmutableArray<Placement>? Split(Node node, Placement.Sharded own)
    {
        var (results, at) = (ImmutableArray.CreateBuilder<Placement>(), 0L);
        foreach (var length in Longs(node.Arguments[1]))
        {
            if (Within(own, at, at + length) is not { } part)
            {
                return null;
            }
            results.Add(part);
            at += length;
        }
        return results.ToImmutable();
    }

    // The sections that a stretch of a rank's part consists of.
    private static Placement? Within(Placement.Sharded own, long start, long end)
    {
        var (sections, at) = (new List<PlacedSection>(), 0L);
        foreach (var section in own.Sections)
        {
            if (at >= start && at + section.LocalSize <= end)
            {
                sections.Add(section);
            }
            at += section.LocalSize;
        }
        return sections.Count > 0 && sections.Sum(s => s.LocalSize) == end - start ? Placement.Of(own.Dim, sections) : null;
    }

    // One after the other along the dim, whose sections they are; along another one, all alike.
    private Placement? Joined(Node node)
    {
        if (!node.IsCallOf(KnownOps.Cat) || node.Arguments[0] is not ListArgument { Items: var items } || items.IsEmpty
            || items.Any(i => i is not NodeArgument) || node.Tensor is not { } type)
        {
            return null;
        }
        Placement?[] parts = [.. items.Select(i => Only(((NodeArgument)i).Node))];
        if (parts.OfType<Placement.Sharded>().FirstOrDefault() is not { } first)
        {
            return null;
        }
        if (DimOf(node.Arguments[1], type.Rank) != first.Dim)
        {
            return parts.All(p => Equals(p, first)) ? first : null;
        }
        return parts.All(p => p is Placement.Sharded own && own.Dim == first.Dim)
            ? Placement.Of(first.Dim, parts.SelectMany(p => ((Placement.Sharded)p!).Sections)) : null;
    }

    private Placement? Size(Node node) =>
        node.IsCallOf(KnownOps.SymSize) && Only(node.Operand(0)!) is Placement.Sharded own
        && DimOf(node.Arguments[1], node.Operand(0)!) != own.Dim ? Placement.Whole : null;

    private Placement? Sum(Node node)
    {
        var isMean = node.IsCallOf(KnownOps.MeanDims);
        return (isMean || node.IsCallOf(KnownOps.SumDims)) && node.Operand(0) is { } x && Only(x) is Placement.Sharded own
            && own.IsDisjoint(world) && node.Arguments[1] is ListArgument { Items: var dims } && dims.Any(d => DimOf(d, x) == own.Dim)
                ? new Placement.Partial(isMean ? world : 1) : null;
    }

    // What the operator says of the items of a dim of its result. It is asked of the program's own call: of dims of which a rank has one
    // element, only that tells what they are.
    private ImmutableArray<Placement>? ByItems(Node node, int count)
    {
        var rank = node.Type is TupleType { Items: [TensorType first, ..] } ? first.Rank : node.Tensor?.Rank ?? 0;
        var call = InferenceContext.Of(
            plan.Origins.GetValueOrDefault(node) is { } origin && origin.Operator == node.Operator ? origin : node);
        for (var dim = 0; dim < rank; dim++)
        {
            if (node.Operator!.RowWise(call, dim) is { } rule && Aligned(node, rule) is { } sections)
            {
                return [.. Enumerable.Repeat<Placement>(new Placement.Sharded(dim, sections), count)];
            }
        }
        return null;
    }

    // Operands with the items have the same parts of them; all others are whole.
    private ImmutableArray<PlacedSection>? Aligned(Node node, RowRule rule)
    {
        ImmutableArray<PlacedSection>? sections = null;
        for (var i = 0; i < node.Arguments.Length; i++)
        {
            if (rule.Dims[i] is { } dim)
            {
                if (node.Operand(i) is not { } operand || Only(operand) is not Placement.Sharded own || own.Dim != dim
                    || (sections is { } known && !known.SequenceEqual(own.Sections)))
                {
                    return null;
                }
                sections = own.Sections;
            }
            else if (!node.Arguments[i].Nodes.All(IsWhole))
            {
                return null;
            }
        }
        return sections;
    }

    private bool IsWholeBut(Node node, params ReadOnlySpan<Node?> operands)
    {
        foreach (var operand in node.InputNodes)
        {
            if (!operands.Contains(operand) && !IsWhole(operand))
            {
                return false;
            }
        }
        return true;
    }

    private bool IsWhole(Node node) => placements[node].All(p => p.Equals(Placement.Whole));

    private Placement? Only(Node node) => placements[node] is [var one] ? one : null;

    private string Text(Node node) => string.Join("; ", placements[node]);

    private static long? DimOf(Argument argument, Node x) => x.Tensor is { Rank: var rank } ? DimOf(argument, rank) : null;

    private static long? DimOf(Argument argument, int rank) =>
        argument is IntArgument { Value: var dim } ? dim < 0 ? dim + rank : dim : null;

    private static ImmutableArray<long> Longs(Argument argument) =>
        [.. ((ListArgument)argument).Items.Select(i => i is IntArgument { Value: var value } ? value : -1)];

    private static SymInt Count(TensorType type, int dims) => type.Shape.Take(dims).Aggregate((SymInt)1, (a, b) => a * b);

    private bool IsSame(SymInt a, SymInt b) => a == b || plan.Graph.Shapes.IsStaticallyTrue(SymBool.Eq(a, b));

    private void Require(Node node, bool holds, string problem)
    {
        if (!holds)
        {
            throw Wrong(node, problem);
        }
    }

    private VerificationException Wrong(Node node, string problem) => new("shard", plan.Graph, [new Violation("D1", node, problem)]);
}
