using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators;

/// <summary>
/// Indexing by tensors as in NumPy: one index per dim from the first on, none meaning the whole dim, a mask standing for as many dims as
/// it has. The indices broadcast; their joint dims stand where the first index stands if the indexed dims are neighbours, else in front.
/// </summary>
internal static class AdvancedIndex
{
    /// <summary>The type of <c>self[indices]</c>. Each mask brings a size that is known only when the program runs.</summary>
    public static TensorType TypeOf(InferenceContext context, TensorType self, ImmutableArray<TensorType?> indices)
    {
        var integers = WithoutMasks(context, self, indices);
        var named = Named(integers);
        if (named.Count == 0)
        {
            throw context.Error("at least one index is needed.");
        }
        var joint = Shapes.Broadcast(context, [.. named.Select(d => integers[d]!.Shape)]);
        var place = AreNeighbours(named) ? named[0] : 0;
        int[] kept = [.. Enumerable.Range(0, self.Rank).Where(d => !named.Contains(d))];
        int[] before = kept[..place];
        int[] after = kept[place..];
        ImmutableArray<SymInt> shape = [.. before.Select(d => self.Shape[d]), .. joint, .. after.Select(d => self.Shape[d])];
        // The memory order follows the kept dims of self, and the order among the joint dims that of the indices.
        var selfStrides = self.Strides;
        var kernel = self.WithShape(
            shape, [.. before.Select(d => selfStrides[d]), .. joint.Select(_ => (SymInt)0), .. after.Select(d => selfStrides[d])]);
        var operands = named.Select(d => integers[d]!).Select(i => i.WithShape(
            [.. before.Select(_ => (SymInt)1), .. i.Shape, .. after.Select(_ => (SymInt)1)],
            [.. before.Select(_ => (SymInt)0), .. i.Strides, .. after.Select(_ => (SymInt)0)]));
        return self.WithShape(shape, Strides.Pointwise(context, shape, [kernel, .. operands]));
    }

    /// <summary>The elements that tensors at hand name, walked in the shape of the result.</summary>
    public static (IndexedElements Elements, TensorType Type) Of(EvaluationContext context, Tensor self, ImmutableArray<Tensor?> indices)
    {
        var integers = WithoutMasks(context, self, indices);
        var type = TypeOf(context.Types(), TensorType.Of(self), [.. integers.Select(i => i is null ? null : TensorType.Of(i))]);
        var named = Named(integers);
        long[] joint = [];
        foreach (var dim in named)
        {
            joint = Layout.Broadcast(joint, integers[dim]!.Shape);
        }
        var place = AreNeighbours(named) ? named[0] : 0;
        var offsets = Tensor.Zeros(DType.I64, joint);
        foreach (var dim in named)
        {
            Add(offsets, Indexing.Offsets(context, integers[dim]!, self.Shape[dim], self.Strides[dim], fromEnd: true));
        }
        long[] shape = [.. type.Shape.Select(s => s.Constant)];
        var (strides, offsetStrides) = (new long[shape.Length], new long[shape.Length]);
        int[] kept = [.. Enumerable.Range(0, self.Rank).Where(d => !named.Contains(d))];
        for (var i = 0; i < kept.Length; i++)
        {
            strides[i < place ? i : i + joint.Length] = self.Strides[kept[i]];
        }
        offsets.Strides.CopyTo(offsetStrides.AsSpan(place));
        return (new IndexedElements(shape, self, strides, offsets, offsetStrides), type);
    }

    private static void Add(Tensor offsets, Tensor more)
    {
        var sum = Tensor.Zeros(DType.I64, offsets.Shape);
        Strided.Copy(more.Broadcast(offsets.Shape), sum);
        var to = offsets.AsSpan<long>();
        var from = sum.ReadSpan<long>();
        for (var i = 0; i < to.Length; i++)
        {
            to[i] += from[i];
        }
        GC.KeepAlive(sum);
    }

    /// <summary>
    /// Whether indexed dims, in ascending order, follow each other: then the joint dims take their place, else they go in front.
    /// </summary>
    public static bool AreNeighbours(IReadOnlyList<int> dims) => dims[^1] - dims[0] == dims.Count - 1;

    private static List<int> Named<T>(IReadOnlyList<T?> indices) =>
        [.. Enumerable.Range(0, indices.Count).Where(d => indices[d] is not null)];

    public static bool IsMask(DType dtype) => dtype is DType.Bool or DType.U8;

    private static List<TensorType?> WithoutMasks(InferenceContext context, TensorType self, ImmutableArray<TensorType?> indices)
    {
        var result = new List<TensorType?>();
        foreach (var index in indices)
        {
            if (index is null || !IsMask(index.DType))
            {
                result.Add(index is null || index.DType is DType.I64 or DType.I32 or DType.I16 or DType.I8
                    ? index
                    : throw context.Error($"an index holds integers or is a mask, not {index}."));
                continue;
            }
            for (var i = 0; i < index.Rank; i++)
            {
                var dim = result.Count + i;
                if (dim >= self.Rank || context.Refutes(SymBool.Eq(index.Shape[i], self.Shape[dim])))
                {
                    throw context.Error($"the mask {index} does not fit {self} from dim {result.Count} on.");
                }
            }
            // A mask of rank 0 keeps everything or nothing, as a new dim.
            var count = context.Shapes.NewUnbacked(context.Shapes.BoundsOf(index.ElementCount) with { Min = 0 });
            result.AddRange(Enumerable.Repeat(new TensorType(DType.I64, [count], device: index.Device), index.Rank));
        }
        return result.Count <= self.Rank ? result : throw context.Error($"{result.Count} indices are too many for {self}.");
    }

    private static List<Tensor?> WithoutMasks(EvaluationContext context, Tensor self, ImmutableArray<Tensor?> indices)
    {
        var result = new List<Tensor?>();
        foreach (var index in indices)
        {
            if (index is null || !IsMask(index.DType))
            {
                result.Add(index);
                continue;
            }
            if (result.Count + index.Rank > self.Rank || !index.Shape.SequenceEqual(self.Shape.Slice(result.Count, index.Rank)))
            {
                throw context.Error($"the mask {index} does not fit {self} from dim {result.Count} on.");
            }
            var places = Masks.Places(index);
            result.AddRange(Enumerable.Range(0, index.Rank).Select(d => places.Select(1, d)));
        }
        return result;
    }
}
