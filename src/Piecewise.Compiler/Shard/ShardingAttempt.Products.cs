using System.Collections.Immutable;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Shard;

/// <content>Products with weights, tables of vectors, attention.</content>
internal sealed partial class ShardingAttempt
{
    // Every rank has the input: it computes some columns.
    private bool InColumns(Node node)
    {
        if (ShardedProduct.Of(node) is not { } product || !constants.Contains(product.Weight) || node.Type is not TensorType type
            || !type.Shape[^1].TryGetConstant(out var size) || (product.Bias is { } added && !constants.Contains(added)))
        {
            return false;
        }
        var choice = ChoiceOf(node);
        if (choice.Mode != ProductMode.Whole && SectionsOf(node, size, choice) is { } sections
            && Sharding.Of(type.Rank - 1, sections, [node]) is { } sharding && Multiplied(node, product, sharding))
        {
            if (choice.Mode == ProductMode.Gathered)
            {
                var op = catalog[KnownOps.AllGather];
                ImmutableArray<Argument> arguments = [values[node], sharding.Dim, world];
                values[node] = local.AddCall(op, arguments, op.Infer(new InferenceContext(op, arguments, local.Shapes)), node.Name,
                    copies[node].Next);
                placed.Remove(node);
            }
            Note(product.Weight, choice.Mode == ProductMode.Gathered ? "columns, gathered" : "columns", choice.Reason);
            return true;
        }
        Note(product.Weight, "whole",
            choice.Mode == ProductMode.Whole ? choice.Reason : $"{world} ranks can't share its {size} columns equally");
        return false;
    }

    private bool Multiplied(Node node, ShardedProduct product, Sharding sharding)
    {
        var places = ShardedProduct.Places(node);
        if (Take(product.Weight, product.Out, sharding.Sections, copies[node]) is not { } weight)
        {
            return false;
        }
        var arguments = LocalArguments(node).SetItem(places.Weight, weight);
        if (product.Bias is { } bias)
        {
            if (Take(bias, 0, sharding.Sections, copies[node]) is not { } part)
            {
                return false;
            }
            arguments = arguments.SetItem(places.Bias, part);
        }
        return Distribute(node, arguments, sharding);
    }

    private ImmutableArray<Argument> LocalArguments(Node node) => [.. node.Arguments.Select(Local)];

    // As blocks of heads, or of sections that are taken apart later; null where some section can't be shared.
    private ImmutableArray<ShardSection>? SectionsOf(Node node, long size, ProductChoice choice)
    {
        var sections = ImmutableArray.CreateBuilder<ShardSection>();
        var start = 0L;
        foreach (var end in (choice.Mode == ProductMode.Gathered ? [] : choice.Cuts).Where(c => c < size).Append(size))
        {
            var blocks = choice.Mode == ProductMode.Gathered ? world : choice.BlocksAt(start, world);
            if ((end - start) % blocks != 0 || world % blocks != 0)
            {
                return null;
            }
            sections.Add(new ShardSection(end - start, blocks, node, start));
            start = end;
        }
        return sections.ToImmutable();
    }

    private bool IsWorthGathering(Node node) =>
        ShardedProduct.Of(node) is { } product && product.Weight.Tensor is { } weight
        && weight.ElementCount.TryGetConstant(out var elements) && elements * weight.DType.Size() >= leastBytes
        && weight.Shape[product.Out].TryGetConstant(out var size) && size % world == 0;

    // Each rank has some columns of the input: it multiplies them by the rows of the weight that they meet, and the ranks add.
    private bool InRows(Node node)
    {
        if (ShardedProduct.Of(node) is not { } product || ShardingOf(product.Input) is not { } sharding
            || sharding.Dim != product.Input.Tensor!.Rank - 1 || !constants.Contains(product.Weight))
        {
            return false;
        }
        if (!sharding.IsDisjoint(world) || (product.Bias is { } added && IsDistributed(added))
            || Take(product.Weight, product.In, sharding.Sections, copies[node]) is not { } weight)
        {
            Refuse(node, "ranks share some of the columns that it sums over");
            return true;
        }
        var places = ShardedProduct.Places(node);
        var arguments = LocalArguments(node).SetItem(places.Weight, weight);
        var op = node.Operator!;
        if (product.Bias is not null)
        {
            // It is added once, to the sum.
            (op, arguments) = node.IsCallOf(KnownOps.AddMm)
                ? (catalog[KnownOps.Mm], [values[product.Input], weight]) : (op, arguments.SetItem(places.Bias, Argument.None));
        }
        if (Infer(op, arguments) is not TensorType type || !type.Equals(node.Type))
        {
            Refuse(node, "a part of the product has another layout");
            return true;
        }
        if (SumOf(op, arguments, node) is not { } result)
        {
            Refuse(node, $"there is no sum of {type.DType.TextName()} over ranks");
            return true;
        }
        if (product.Bias is { } bias)
        {
            result = local.AddCall(catalog[KnownOps.Add], [result, values[bias], 1], type, node.Name, copies[node]);
        }
        result.Source = node.Source;
        values[node] = result;
        Note(product.Weight, "rows");
        return true;
    }

    // The sum of what each rank's call gives, which has the node's type; null for dtypes that are not added.
    private Node? SumOf(Operator op, ImmutableArray<Argument> arguments, Node node)
    {
        var part = local.AddCall(op, arguments, node.Type, node.Name, copies[node]);
        part.Source = node.Source;
        var sum = catalog[KnownOps.AllReduce];
        ImmutableArray<Argument> parts = [part, world];
        return Infer(sum, parts) is { } type ? local.AddCall(sum, parts, type, node.Name, copies[node]) : null;
    }

    // Each rank has some rows of a table.
    private bool ByVocabulary(Node node)
    {
        if (!node.IsCallOf(KnownOps.Embedding) || node.Operand(0) is not { Type: TensorType { Rank: 2 } type } table
            || !constants.Contains(table)
            || !type.Shape[0].TryGetConstant(out var size) || !type.ElementCount.TryGetConstant(out var elements))
        {
            return false;
        }
        if (size % world != 0 || elements * type.DType.Size() < leastBytes)
        {
            Note(table, "whole", size % world != 0 ? $"{world} ranks can't share its {size} rows equally" : "it is small");
            return false;
        }
        if (world == 1 || Take(table, 0, [new ShardSection(size, world, node, 0)], copies[node]) is not { } part)
        {
            return false;
        }
        var op = catalog[KnownOps.EmbeddingPart];
        ImmutableArray<Argument> arguments = [part, values[node.Operand(1)!], world];
        if (Infer(op, arguments) is not { } rows || !rows.Equals(node.Type) || SumOf(op, arguments, node) is not { } all)
        {
            return false;
        }
        values[node] = all;
        Note(table, "vocabulary");
        return true;
    }

    // Heads apart: the keys' heads go with the queries' that look at them.
    private bool Attended(Node node)
    {
        var isHost = node.IsCallOf(KnownOps.HostAttention);
        if (!isHost && !node.IsCallOf(KnownOps.ScaledDotProductAttention))
        {
            return false;
        }
        var (query, key, value) = (node.Operand(0)!.TensorType(), node.Operand(1)!.TensorType(), node.Operand(2)!.TensorType());
        if (ShardingOf(node.Operand(0)!) is not { Sections: [var heads] } sharding || !sharding.IsDisjoint(world)
            || (isHost ? sharding.Dim != 1 : sharding.Dim >= query.Rank - 2) || key.Rank != query.Rank || value.Rank != query.Rank
            || !key.Shape[sharding.Dim].TryGetConstant(out var keyHeads) || value.Shape[sharding.Dim] != keyHeads || keyHeads < 1
            || (keyHeads % world != 0 && world % keyHeads != 0))
        {
            Refuse(node, "its heads can't be shared");
            return true;
        }
        // Fewer heads than ranks: some ranks have the same one.
        var blocks = (int)Math.Min(keyHeads, world);
        ImmutableArray<ShardSection> keySections = [new ShardSection(keyHeads, blocks, heads.Product, heads.Start)];
        var arguments = LocalArguments(node).ToBuilder();
        var isDone = true;
        for (var i = 1; i <= 2; i++)
        {
            var part = Take(node.Operand(i)!, sharding.Dim, keySections, copies[node]);
            isDone &= part is not null;
            arguments[i] = part ?? arguments[i];
        }
        for (var i = 3; i < arguments.Count; i++)
        {
            // A mask for each head, or sinks.
            if (node.Operand(i) is { Tensor: { } type } operand)
            {
                var dim = isHost ? 0 : sharding.Dim - (query.Rank - type.Rank);
                if (dim >= 0 && type.Shape[dim] != 1)
                {
                    var part = Take(operand, dim, sharding.Sections, copies[node]);
                    isDone &= part is not null;
                    arguments[i] = part ?? arguments[i];
                }
            }
        }
        if (!isDone || !Distribute(node, arguments.ToImmutable(), sharding with { Products = ProductsOf(node) }))
        {
            Refuse(node, "its heads can't be shared");
        }
        return true;
    }

    private ImmutableHashSet<Node> ProductsOf(Node node) =>
        [.. node.InputNodes.Where(IsDistributed).SelectMany(n => placed[n]).OfType<Sharding>().SelectMany(s => s.Products)];

    // A product for each item of a batch.
    private bool InBatches(Node node)
    {
        if (!(node.IsCallOf(KnownOps.MatMul) || node.IsCallOf(KnownOps.Bmm)) || node.Type is not TensorType result
            || node.Operand(0)?.Tensor is not { Rank: >= 2 } left || node.Operand(1)?.Tensor is not { Rank: > 2 } right)
        {
            return false;
        }
        foreach (var (i, type) in new[] { (0, left), (1, right) })
        {
            if (ShardingOf(node.Operand(i)!) is { } own && own.Dim < type.Rank - 2)
            {
                return Aligned(node, own.Dim + result.Rank - type.Rank, i => node.Operand(i) is { Tensor: { } operand }
                    && own.Dim + result.Rank - type.Rank - (result.Rank - operand.Rank) is >= 0 and var dim
                    && operand.Shape[dim] != 1 ? dim : null);
            }
        }
        return false;
    }
}
