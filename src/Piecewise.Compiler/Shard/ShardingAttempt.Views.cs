using System.Collections.Immutable;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Shard;

/// <content>Operators that treat the items of a dim apart, or move them.</content>
internal sealed partial class ShardingAttempt
{
    // One result of several.
    private bool ItemOf(Node node)
    {
        if (!node.IsCallOf(Dialect.GetItem) || node.Operand(0) is not { Type: TupleType } tuple
            || node.Arguments[1] is not IntArgument { Value: var index } || index < 0 || index >= placed[tuple].Length)
        {
            return false;
        }
        return Distribute(node, LocalArguments(node), [placed[tuple][(int)index]]);
    }

    // What the operator says of the items of a dim of its result.
    private bool ByItems(Node node)
    {
        var rank = node.Type switch
        {
            TensorType { Rank: var r } => r,
            TupleType { Items: [TensorType { Rank: var r }, ..] items } when items.All(i => i is TensorType t && t.Rank == r) => r,
            _ => 0,
        };
        var call = InferenceContext.Of(node);
        for (var dim = 0; dim < rank; dim++)
        {
            if (node.Operator!.RowWise(call, dim) is { } rule && Aligned(node, dim, i => rule.Dims[i], rule.Sizes))
            {
                return true;
            }
        }
        return false;
    }

    // All operands have the parts of the dim in the dims given, or get them.
    private bool Aligned(Node node, int dim, Func<int, int?> dims, int? sizes = null)
    {
        Sharding? finest = null;
        for (var i = 0; i < node.Arguments.Length; i++)
        {
            foreach (var operand in node.Arguments[i].Nodes.Where(IsDistributed))
            {
                if (ShardingOf(operand) is not { } own || own.Dim != dims(i) || node.Arguments[i] is not NodeArgument)
                {
                    return false;
                }
                finest = finest is null || own.LocalSize < finest.LocalSize ? own : finest;
            }
        }
        if (finest is null)
        {
            return false;
        }
        var arguments = LocalArguments(node).ToBuilder();
        for (var i = 0; i < arguments.Count; i++)
        {
            if (dims(i) is { } own && node.Operand(i) is { } operand)
            {
                // What every rank has and needs elsewhere too, as the sum that goes from layer to layer, is not cut up for this.
                if (!IsDistributed(operand) && !constants.Contains(operand) && operand.UseCount > 1 && operand.Tensor is { } type
                    && node.Type is TensorType result && type.Shape.SequenceEqual(result.Shape))
                {
                    return false;
                }
                if (Take(operand, own, finest.Sections, copies[node]) is not { } part)
                {
                    return false;
                }
                arguments[i] = part;
            }
            else if (i == sizes)
            {
                arguments[i] = WithSize(arguments[i], dim, finest.LocalSize);
            }
        }
        return Distribute(node, arguments.ToImmutable(), finest with { Dim = dim, Products = ProductsOf(node) });
    }

    // The elements in their order under another shape: the dim stays the outermost of those that it becomes.
    private bool Reshaped(Node node)
    {
        if (node.Operator is not { IsReshape: true } || node.Operand(0) is not { Tensor: { } from } operand
            || node.Type is not TensorType to || ShardingOf(operand) is not { } own || node.InputNodes.Skip(1).Any(IsDistributed))
        {
            return false;
        }
        var before = Product(from, own.Dim);
        for (var dim = 0; dim < to.Rank; dim++)
        {
            if (to.Shape[dim] == 1 || !IsSame(Product(to, dim), before))
            {
                continue;
            }
            if (!to.Shape[dim].TryGetConstant(out var size))
            {
                return false;
            }
            var sections = new List<ShardSection>();
            foreach (var section in own.Sections)
            {
                if (section.Size * size % own.Size != 0)
                {
                    return false;
                }
                var length = section.Size * size / own.Size;
                if (length % section.Blocks != 0)
                {
                    Limit(node, own, section, length);
                    return true;
                }
                sections.Add(section with { Size = length });
            }
            if (Sharding.Of(dim, sections, own.Products) is not { } sharding)
            {
                return false;
            }
            var arguments = LocalArguments(node);
            var list = node.Operator.Schema.Arguments.Select((a, i) => (a.Name, i)).Where(a => a.Name is "size" or "shape" or "sizes")
                .Select(a => (int?)a.i).FirstOrDefault();
            if (list is { } place)
            {
                var first = node.IsCallOf(KnownOps.Unflatten) && node.Arguments[1] is IntArgument { Value: var at }
                    ? (int)(at < 0 ? at + from.Rank : at) : 0;
                if (dim < first || dim - first >= ((ListArgument)arguments[place]).Items.Length)
                {
                    return false;
                }
                arguments = arguments.SetItem(place, WithSize(arguments[place], dim - first, sharding.LocalSize));
            }
            return Distribute(node, arguments, sharding);
        }
        return false;
    }

    // Fewer blocks, so that each is whole heads; then ranks share some.
    private void Limit(Node node, Sharding own, ShardSection section, long heads)
    {
        var blocks = (int)Greatest(heads, section.Blocks);
        if (!Alike(own, section).Select(p => ChoiceOf(p).Limit(section.Start, blocks, world)).ToArray().Contains(true))
        {
            GiveUp(section.Product, $"%{node.Name} needs all of its columns: {world} ranks can't share {heads} heads");
        }
        GoOn(node);
    }

    // The products whose columns have to be cut alike, as those of the experts of a layer.
    private static IEnumerable<Node> Alike(Sharding own, ShardSection section) =>
        own.Products.Where(p => p.Tensor!.Shape[^1] == section.Product.Tensor!.Shape[^1]);

    private static long Greatest(long a, long b) => b == 0 ? a : Greatest(b, a % b);

    private static SymInt Product(TensorType type, int dims) => type.Shape.Take(dims).Aggregate((SymInt)1, (a, b) => a * b);

    private bool IsSame(SymInt a, SymInt b) => a == b || local.Shapes.IsStaticallyTrue(SymBool.Eq(a, b));

    // Stretches of the dim, each of which is some of its sections.
    private bool Cut(Node node)
    {
        var isSlice = node.IsCallOf(KnownOps.Slice);
        if (!isSlice && !node.IsCallOf(KnownOps.Narrow) && !node.IsCallOf(KnownOps.Split) && !node.IsCallOf(KnownOps.SplitWithSizes)
            && !node.IsCallOf(KnownOps.Chunk))
        {
            return false;
        }
        if (node.Operand(0) is not { Tensor: { } whole } operand || ShardingOf(operand) is not { } own
            || node.ArgumentNamed("dim") is not IntArgument { Value: var dim } || (dim < 0 ? dim + whole.Rank : dim) != own.Dim)
        {
            return false;
        }
        ImmutableArray<TensorType> results = node.Type switch
        {
            TensorType one => [one],
            TupleType { Items: var items } when items.All(i => i is TensorType) => [.. items.Cast<TensorType>()],
            _ => [],
        };
        var start = 0L;
        if (node.Type is TensorType)
        {
            if (node.Arguments[2] is not (IntArgument or NoneArgument))
            {
                return false;
            }
            start = node.Arguments[2] is IntArgument { Value: var first }
                ? Math.Clamp(first < 0 ? first + own.Size : first, 0, own.Size) : 0;
            if (isSlice && node.Arguments[4] is not IntArgument { Value: 1 })
            {
                return Alternate(node, own, start);
            }
        }
        var shardings = ImmutableArray.CreateBuilder<Sharding?>();
        var ranges = new List<(long Start, long Length)>();
        foreach (var result in results)
        {
            if (!result.Shape[own.Dim].TryGetConstant(out var length))
            {
                return false;
            }
            if (Within(node, own, start, start + length) is not { } found)
            {
                return true;
            }
            ranges.Add(found.Range);
            shardings.Add(Sharding.Of(own.Dim, found.Sections, own.Products));
            start += length;
        }
        return node.Type is TensorType
            ? Distribute(node, Sliced(node, ranges[0]), shardings[0], node.Operator)
            : Distribute(
                node, [values[operand], Argument.Ints(ranges.Select(r => r.Length)), own.Dim], shardings.ToImmutable(),
                catalog[KnownOps.SplitWithSizes]);
    }

    private ImmutableArray<Argument> Sliced(Node node, (long Start, long Length) range)
    {
        var arguments = LocalArguments(node);
        return node.IsCallOf(KnownOps.Slice)
            ? arguments.SetItem(2, range.Start).SetItem(3, range.Start + range.Length)
            : arguments.SetItem(2, range.Start).SetItem(3, range.Length);
    }

    // The sections of a stretch and where a rank's part of it lies in its part; null where it ends within a section: the product is then
    // cut there, or given up.
    private (ImmutableArray<ShardSection> Sections, (long Start, long Length) Range)? Within(Node node, Sharding own, long start, long end)
    {
        var sections = ImmutableArray.CreateBuilder<ShardSection>();
        var (at, localAt, first) = (0L, 0L, 0L);
        foreach (var section in own.Sections)
        {
            if (at < end && at + section.Size > start)
            {
                if (at < start || at + section.Size > end)
                {
                    CutProducts(node, own, section, at, start, end);
                    return null;
                }
                first = sections.Count == 0 ? localAt : first;
                sections.Add(section);
            }
            at += section.Size;
            localAt += section.LocalSize;
        }
        return (sections.ToImmutable(), (first, sections.Sum(s => s.LocalSize)));
    }

    private void CutProducts(Node node, Sharding own, ShardSection section, long at, long start, long end)
    {
        // The section's columns as the product counts them, of which one may be several elements here or several one.
        var choice = ChoiceOf(section.Product);
        var columns = section.Product.Tensor!.Shape[^1].Constant;
        var next = choice.Cuts.Where(c => c > section.Start).Append(columns).Min();
        var scale = next - section.Start;
        var isCut = false;
        foreach (var place in new[] { start, end })
        {
            if (place > at && place < at + section.Size && (place - at) * scale % section.Size == 0)
            {
                var column = section.Start + ((place - at) * scale / section.Size);
                isCut |= Alike(own, section).Select(p => ChoiceOf(p).CutAt(column)).ToArray().Contains(true);
            }
        }
        if (!isCut)
        {
            GiveUp(section.Product, $"%{node.Name} needs all of its columns: it cuts them where ranks can't");
        }
        GoOn(node);
    }

    // Every second element, or third: of blocks that are a multiple of it.
    private bool Alternate(Node node, Sharding own, long start)
    {
        if (node.Arguments[4] is not IntArgument { Value: > 1 and var step } || start >= step || own.Sections is not [var section]
            || section.LocalSize % step != 0
            || !((TensorType)node.Type).Shape[own.Dim].TryGetConstant(out var length) || length != own.Size / step)
        {
            return false;
        }
        return Distribute(
            node, LocalArguments(node).SetItem(2, start).SetItem(3, long.MaxValue),
            own with { Sections = [section with { Size = length }] });
    }

    // Tensors one after the other: along another dim, or along the dim, whose sections they then are.
    private bool Joined(Node node)
    {
        if (!node.IsCallOf(KnownOps.Cat) || node.Arguments[0] is not ListArgument { Items: var items }
            || node.Arguments[1] is not IntArgument { Value: var joined } || node.Type is not TensorType type
            || items.Any(i => i is not NodeArgument { Node.Type: TensorType { Rank: var rank } } || rank != type.Rank))
        {
            return false;
        }
        Node[] operands = [.. items.Select(i => ((NodeArgument)i).Node)];
        var along = (int)(joined < 0 ? joined + type.Rank : joined);
        var first = operands.Select(ShardingOf).OfType<Sharding>().First();
        if (operands.Any(o => IsDistributed(o) && ShardingOf(o)?.Dim != first.Dim))
        {
            return false;
        }
        var parts = new List<Argument>();
        var sections = new List<ShardSection>();
        foreach (var operand in operands)
        {
            if (along == first.Dim && ShardingOf(operand) is null)
            {
                return false;
            }
            var own = along == first.Dim ? ShardingOf(operand)! : first;
            if (Take(operand, first.Dim, own.Sections, copies[node]) is not { } part)
            {
                return false;
            }
            parts.Add(part);
            sections.AddRange(along == first.Dim ? own.Sections : []);
        }
        return Distribute(
            node, LocalArguments(node).SetItem(0, Argument.List(parts)),
            new Sharding(first.Dim, along == first.Dim ? [.. sections] : first.Sections, ProductsOf(node)));
    }

    // A size that is the same on every rank.
    private bool Counted(Node node)
    {
        if (!node.IsCallOf(KnownOps.SymSize) || node.Operand(0) is not { Tensor: { } type } operand
            || node.Arguments[1] is not IntArgument { Value: var dim } || ShardingOf(operand) is not { } own
            || (dim < 0 ? dim + type.Rank : dim) == own.Dim)
        {
            return false;
        }
        Keep(node);
        return true;
    }

    // A sum over the dim is the sum of the ranks' sums; a mean, of their means.
    private bool Reduced(Node node)
    {
        var isMean = node.IsCallOf(KnownOps.MeanDims);
        if ((!isMean && !node.IsCallOf(KnownOps.SumDims)) || node.Operand(0) is not { Tensor: { } type } operand
            || ShardingOf(operand) is not { } own || !own.IsDisjoint(world) || node.Arguments[1] is not ListArgument { Items: var dims }
            || !dims.Any(d => d is IntArgument { Value: var dim } && (dim < 0 ? dim + type.Rank : dim) == own.Dim))
        {
            return false;
        }
        var arguments = LocalArguments(node);
        if (Infer(node.Operator!, arguments) is not TensorType result || !result.Equals(node.Type)
            || SumOf(node.Operator!, arguments, node) is not { } sum)
        {
            return false;
        }
        values[node] = isMean
            ? local.AddCall(catalog[KnownOps.Mul], [sum, 1.0 / world], result.WithShape(result.Shape), node.Name, copies[node]) : sum;
        return true;
    }
}
